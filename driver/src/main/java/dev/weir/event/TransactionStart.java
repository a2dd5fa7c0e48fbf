package dev.weir.event;

import java.sql.Connection;

/**
 * A transaction that the application opened with {@code setAutoCommit(false)}, from its first
 * statement on.
 *
 * @param checkout the logical connection
 * @param startNanos when its first statement began, by {@link System#nanoTime}
 * @param isolation the level that the application has set on its connection; {@link
 *     Connection#TRANSACTION_NONE} if it has set none: to ask would be a round trip
 * @param readOnly whether the connection is read-only
 * @param process of the server that runs it, by which the server's own views name it; 0 if that is
 *     not known
 */
public record TransactionStart(
    Checkout checkout, long startNanos, int isolation, boolean readOnly, int process) {
  /**
   * A transaction of which no process is known.
   *
   * @see TransactionStart the parameters
   */
  public TransactionStart(Checkout checkout, long startNanos, int isolation, boolean readOnly) {
    this(checkout, startNanos, isolation, readOnly, 0);
  }
}
