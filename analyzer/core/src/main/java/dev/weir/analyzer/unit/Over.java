package dev.weir.analyzer.unit;

import dev.weir.event.Checkout;
import dev.weir.event.TransactionEnd;
import org.jspecify.annotations.Nullable;

/**
 * The end of a transaction, or of the time that a connection was held, which waits until it is
 * known to which unit what was before it belongs.
 *
 * @param end how the transaction ended; null if it is the connection
 * @param nanos when
 * @param stack where
 */
record Over(Checkout checkout, @Nullable TransactionEnd end, long nanos, Throwable stack)
    implements Waiting {}
