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
 */
public record TransactionStart(
    Checkout checkout, long startNanos, int isolation, boolean readOnly) {}
