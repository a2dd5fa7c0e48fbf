package dev.weir.analyzer.model;

import dev.weir.sql.SqlShape;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a unit of work did with one statement, whether it is one of rows or not, if somebody may
 * have something to say of it.
 *
 * @param dataSource the name of the DataSource that executed it
 * @param searchPath of its session; null if it is not known to differ from the default
 * @param shape the statement
 * @param place where it was executed; {@link Place#UNKNOWN} if nobody looked
 * @param loops the places that repeated it with equal parameters, or in batches
 * @param executions how often it was executed
 * @param elapsed how long that took
 * @param parameterSets with how many different sets of parameters a query was executed; exact up to
 *     64, estimated (7 %) above
 * @param mostIdentical how often with the most frequent of them, while the unit wrote nothing
 * @param batches how many of the executions were batches
 * @param batchRows how many rows those had in all
 * @param interruptedBatches how many of them came right after a batch of another statement
 * @param keyedBatches how many of them asked for all columns of the rows that they wrote
 * @param soleCommits how many transactions that were committed held nothing but this
 * @param deepestOffset its largest OFFSET; 0 if it has none
 * @param longestList how many values its longest list has
 * @param refused whether such a list was refused by the driver or the server
 * @param mostWritten the most rows that one execution changed or deleted
 */
public record StatementTrace(
    String dataSource,
    @Nullable String searchPath,
    SqlShape shape,
    Place place,
    List<Loop> loops,
    long executions,
    Duration elapsed,
    long parameterSets,
    long mostIdentical,
    long batches,
    long batchRows,
    long interruptedBatches,
    long keyedBatches,
    long soleCommits,
    long deepestOffset,
    long longestList,
    boolean refused,
    long mostWritten) {
  /** Copies the list. */
  public StatementTrace {
    loops = List.copyOf(loops);
  }

  /** What a finding about it is about. */
  public Subject.Statement subject() {
    return new Subject.Statement(dataSource, shape, null, searchPath, List.of());
  }

  /**
   * A place that repeats the statement.
   *
   * @param place where
   * @param executions how often, counted from samples of the stack
   */
  public record Loop(Place place, long executions) {}
}
