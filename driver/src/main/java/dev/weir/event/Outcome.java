package dev.weir.event;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * How an execution ended.
 *
 * @param elapsedNanos from just before the call of the driver to its return, with both attempts
 *     where a replica refused the statement; fetching rows is not part of it
 * @param rows rows affected, added up over a batch; -1 for a query, a failure, or where the driver
 *     does not say
 * @param failure what the driver threw, and the application gets; null when it went well
 * @param result what the JDBC method returns, for adapters that must hand it on; to be used during
 *     the callback only
 */
public record Outcome(
    long elapsedNanos, long rows, @Nullable SQLException failure, @Nullable Object result) {
  /** Whether the driver returned rather than threw. */
  public boolean succeeded() {
    return failure == null;
  }
}
