package dev.weir.analyzer.count;

import dev.weir.event.Execution;
import dev.weir.sql.SqlShape;
import org.jspecify.annotations.Nullable;

/**
 * What was executed, whatever its values were.
 *
 * @param dataSource the name of the DataSource that did
 * @param searchPath of its session; null if it is not known to differ from the default
 * @param shape the statement
 */
record Executed(String dataSource, @Nullable String searchPath, SqlShape shape) {
  static Executed of(Execution execution) {
    return new Executed(
        execution.checkout().dataSource(), execution.searchPath(), execution.shape());
  }

  /** Whether an execution is one of the same statement, wherever its names were looked up. */
  @SuppressWarnings("ReferenceEquality") // The same shape is the usual case, and faster.
  boolean isIn(Execution execution) {
    SqlShape other = execution.shape();
    return (shape == other || shape.fingerprint().equals(other.fingerprint()))
        && dataSource.equals(execution.checkout().dataSource());
  }
}
