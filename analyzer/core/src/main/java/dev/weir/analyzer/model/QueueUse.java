package dev.weir.analyzer.model;

import dev.weir.sql.SqlShape;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A table that units of work take rows from by their state: a query finds the next ones, and an
 * update of that state keeps others from them.
 *
 * @param dataSource the name of the DataSource that executed it
 * @param searchPath of its session; null if it is not known to differ from the default
 * @param query which finds the rows
 * @param state the columns that say which rows those are
 * @param update which takes them; the same statement if it finds them itself
 * @param place where that was executed
 * @param claims how many rows were taken since it was last told
 * @param units by how many units of work
 */
public record QueueUse(
    String dataSource,
    @Nullable String searchPath,
    SqlShape query,
    Set<String> state,
    SqlShape update,
    Place place,
    long claims,
    long units) {
  /** Copies the set. */
  public QueueUse {
    state = Set.copyOf(state);
  }
}
