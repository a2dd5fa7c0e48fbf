package dev.weir.event;

import org.jspecify.annotations.Nullable;

/**
 * The end of a transaction that the application opened with {@code setAutoCommit(false)} and in
 * which a statement ran: one for each, and none for one without a statement.
 *
 * @param transaction what has ended
 * @param ending how
 * @param startNanos when the commit or rollback began, by {@link System#nanoTime}
 * @param elapsedNanos the time of the commit or rollback itself
 * @param failure what the driver threw; after a failed commit the outcome is unknown
 */
public record TransactionEnd(
    TransactionStart transaction,
    Ending ending,
    long startNanos,
    long elapsedNanos,
    @Nullable Throwable failure) {
  /** What ends a transaction. */
  public enum Ending {
    /** The application committed, or turned auto-commit on. */
    COMMIT,
    /** The application rolled back. */
    ROLLBACK,
    /** The connection was closed or aborted, which rolls back. */
    CLOSE
  }

  /** The logical connection. */
  public Checkout checkout() {
    return transaction.checkout();
  }

  /** Whether it was to be committed. */
  public boolean committed() {
    return ending == Ending.COMMIT;
  }

  /** Without the message of a failure, which may hold values. */
  @Override
  public String toString() {
    return "TransactionEnd[%s, %s, elapsedNanos=%d, failure=%s]"
        .formatted(transaction, ending, elapsedNanos, Failures.text(failure));
  }
}
