package dev.weir.event;

import org.jspecify.annotations.Nullable;

/**
 * How an execution ended.
 *
 * @param elapsedNanos from just before the call of the driver to its return, with both attempts
 *     where a replica refused the statement; fetching rows is not part of it
 * @param waitedNanos from the call of the application to just before that of the driver: for a
 *     connection to a server, mostly
 * @param rows rows affected, added up over a batch; -1 for a query, a failure, or where the driver
 *     does not say
 * @param failure what the driver threw, and the application gets: an SQLException, or an error of
 *     the driver or of what the application gave it to read; null when it went well. Its message
 *     may hold values
 */
public record Outcome(long elapsedNanos, long waitedNanos, long rows, @Nullable Throwable failure) {
  /**
   * Of an execution that waited for nothing.
   *
   * @param elapsedNanos from just before the call of the driver to its return
   * @param rows rows affected
   * @param failure what the driver threw
   */
  public Outcome(long elapsedNanos, long rows, @Nullable Throwable failure) {
    this(elapsedNanos, 0, rows, failure);
  }

  /** The same, of so many rows. */
  public Outcome of(long affected) {
    return new Outcome(elapsedNanos, waitedNanos, affected, failure);
  }

  /**
   * When the driver was called.
   *
   * @param execution that ended so
   */
  public long sentNanos(Execution execution) {
    return execution.startNanos() + waitedNanos;
  }

  /**
   * When the driver returned.
   *
   * @param execution that ended so
   */
  public long endNanos(Execution execution) {
    return sentNanos(execution) + elapsedNanos;
  }

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
