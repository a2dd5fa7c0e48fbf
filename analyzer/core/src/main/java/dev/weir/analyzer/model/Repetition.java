package dev.weir.analyzer.model;

import dev.weir.sql.SqlShape;
import org.jspecify.annotations.Nullable;

/**
 * One statement that one place of the code executed repeatedly in one unit of work. Executions that
 * failed, updates that affected no row and batches of more than one row are not counted.
 *
 * @param dataSource the name of the DataSource that executed it
 * @param searchPath of its session; null if it is not known to differ from the default
 * @param shape the statement
 * @param source the last other SELECT of tables before the repetition began; null if none
 * @param place where in the code
 * @param first which of the executions of its unit was the first of this statement, from 1
 * @param last which was the last of it, whatever place it came from
 * @param exact whether all of it ran there, so that the numbers are not divided among places
 * @param executions how often; where a statement is repeated at several places, counted from
 *     samples of the stack
 * @param distinctKeys how many different keys: exact up to 64, estimated (7 %) above; 0 if the
 *     statement compares no key
 * @param mostPerKey how often the most frequent key came; exact while there are at most 64 keys
 * @param mostPerCheckout how often it ran on one connection before that was given back, at the most
 * @param keysPerExecution how many keys each execution names on average: 1, or the length of an IN
 *     list or array
 * @param rows rows affected, an unknown number counted as 1; 0 for reads
 * @param keysWanted whether keys that the server makes were asked for, by the API
 */
public record Repetition(
    String dataSource,
    @Nullable String searchPath,
    SqlShape shape,
    @Nullable SqlShape source,
    Place place,
    long first,
    long last,
    boolean exact,
    long executions,
    long distinctKeys,
    long mostPerKey,
    long mostPerCheckout,
    double keysPerExecution,
    long rows,
    boolean keysWanted) {
  /** Whether it and another one took turns, or may have: one was not over when the other began. */
  public boolean takesTurnsWith(Repetition other) {
    return first <= other.last && other.first <= last;
  }
}
