package dev.weir.event;

import org.jspecify.annotations.Nullable;

/**
 * How an execution ended.
 *
 * @param elapsedNanos from just before the call of the driver to its return, with both attempts
 *     where a replica refused the statement; fetching rows is not part of it
 * @param rows rows affected, added up over a batch; -1 for a query, a failure, or where the driver
 *     does not say
 * @param failure what the driver threw, and the application gets: an SQLException, or an error of
 *     the driver or of what the application gave it to read; null when it went well. Its message
 *     may hold values
 */
public record Outcome(long elapsedNanos, long rows, @Nullable Throwable failure) {
  /** Whether the driver returned rather than threw. */
  public boolean succeeded() {
    return failure == null;
  }

  /** Without the message of a failure, which may hold values. */
  @Override
  public String toString() {
    return "Outcome[elapsedNanos=%d, rows=%d, failure=%s]"
        .formatted(elapsedNanos, rows, Failures.text(failure));
  }
}
