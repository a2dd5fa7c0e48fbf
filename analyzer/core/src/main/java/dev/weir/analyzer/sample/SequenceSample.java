package dev.weir.analyzer.sample;

import dev.weir.sql.TableName;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A sequence that does not cycle.
 *
 * @param sequence its name
 * @param table whose column it fills; null if none is known
 * @param column that column
 * @param columnType its type
 * @param last the last value given; null if none was
 * @param readable whether the role may see its value
 * @param increment by which it goes
 * @param start where it began
 * @param end the last value that it, or its column, can have
 * @param columnEnds whether the column's type ends before the sequence
 * @param partitionKey whether the table is partitioned by that column, or inherits it
 * @param dependents what uses the column so that its type cannot be changed
 */
public record SequenceSample(
    TableName sequence,
    @Nullable TableName table,
    @Nullable String column,
    @Nullable String columnType,
    @Nullable Long last,
    boolean readable,
    long increment,
    long start,
    long end,
    boolean columnEnds,
    boolean partitionKey,
    List<String> dependents) {
  /** Copies the list; samples that were kept before it was asked for have none. */
  public SequenceSample {
    dependents = Objects.requireNonNullElse(dependents, List.<String>of()).stream().toList();
  }

  /** How much of it is used up, 0 to 1. */
  public double used() {
    return last == null || end == start ? 0 : ((double) last - start) / ((double) end - start);
  }
}
