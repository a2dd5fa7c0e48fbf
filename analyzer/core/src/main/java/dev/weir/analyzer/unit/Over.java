package dev.weir.analyzer.unit;

import dev.weir.event.Checkout;
import dev.weir.event.TransactionEnd;
import org.jspecify.annotations.Nullable;

/**
 * The end of a transaction, or of the time that a connection was held.
 *
 * @param end how the transaction ended; null if it is the connection
 * @param nanos when
 * @param stack where; null if nobody looked
 */
record Over(Checkout checkout, @Nullable TransactionEnd end, long nanos, @Nullable Throwable stack)
    implements Waiting {
  /** The same, seen from where it happens. */
  Over here() {
    return new Over(checkout, end, nanos, new Throwable("stack"));
  }

  /**
   * Tells a recorder, which is acquired. Its unit may have ended by the silence that is told of
   * now: then the next one of the thread hands it on.
   *
   * @param late whether the thread has left the place where it happened
   * @return whether somebody may have something to say of the connection
   */
  boolean tell(UnitRecorder<?> unit, boolean late) {
    if (end == null) {
      return unit.returned(checkout, nanos, late, stack);
    }
    unit.ended(end, late, stack);
    return false;
  }
}
