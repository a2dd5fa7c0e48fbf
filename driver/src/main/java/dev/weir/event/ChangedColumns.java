package dev.weir.event;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the application has set in a row of a result set, and not sent yet. Used by one thread at a
 * time, as the rows are.
 */
public final class ChangedColumns {
  private final Map<Integer, @Nullable Object> values = new TreeMap<>();

  private final Execution query;

  /**
   * Nothing has been set yet.
   *
   * @param query that has answered the rows
   */
  public ChangedColumns(Execution query) {
    this.query = query;
  }

  /** The query that has answered the rows. */
  public Execution query() {
    return query;
  }

  /**
   * A column was set.
   *
   * @param column from 1
   * @param value as the application gave it, primitives boxed
   */
  public void set(int column, @Nullable Object value) {
    values.put(column, value);
  }

  /** What was set is sent, or will not be. */
  public void forget() {
    values.clear();
  }

  /** By column, in their order. */
  public Map<Integer, @Nullable Object> values() {
    return values;
  }
}
