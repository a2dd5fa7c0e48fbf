package dev.weir.analyzer.count;

import dev.weir.analyzer.model.Gap;
import dev.weir.analyzer.model.Place;
import dev.weir.analyzer.place.Places;
import dev.weir.analyzer.place.Samples;
import dev.weir.sql.SqlShape;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A time in which a connection was idle; its stack is still folded. */
record FinishedGap(long nanos, @Nullable SqlShape before, @Nullable Samples stack) {
  Gap resolve(Places places) {
    return new Gap(
        Duration.ofNanos(nanos), before, stack == null ? Place.UNKNOWN : places.first(stack));
  }
}
