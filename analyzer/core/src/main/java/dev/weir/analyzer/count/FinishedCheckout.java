package dev.weir.analyzer.count;

import dev.weir.analyzer.model.CheckoutTrace;
import dev.weir.analyzer.place.Places;
import java.time.Duration;

/** A connection that is worth a look; its stacks are still folded. */
record FinishedCheckout(
    String dataSource, long statements, long heldNanos, long idleNanos, FinishedGap longest) {
  CheckoutTrace resolve(Places places) {
    return new CheckoutTrace(
        dataSource,
        statements,
        Duration.ofNanos(heldNanos),
        Duration.ofNanos(idleNanos),
        longest.resolve(places));
  }
}
