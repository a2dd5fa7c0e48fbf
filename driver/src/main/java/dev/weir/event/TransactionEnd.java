package dev.weir.event;

import org.jspecify.annotations.Nullable;

/**
 * The end of a transaction that the application opened with {@code setAutoCommit(false)} and in
 * which a statement ran: one for each, and none for one without a statement.
 *
 * @param checkout the logical connection
 * @param committed whether it was to be committed; false for a rollback, also the one of a pool or
 *     of {@code close()}
 * @param elapsedNanos the time of the commit or rollback itself
 * @param failure what the driver threw; after a failed commit the outcome is unknown
 */
public record TransactionEnd(
    Checkout checkout, boolean committed, long elapsedNanos, @Nullable Throwable failure) {
  /** Without the message of a failure, which may hold values. */
  @Override
  public String toString() {
    return "TransactionEnd[%s, committed=%s, elapsedNanos=%d, failure=%s]"
        .formatted(checkout, committed, elapsedNanos, Failures.text(failure));
  }
}
