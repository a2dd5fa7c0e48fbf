package dev.weir.analyzer;

import dev.weir.analyzer.count.Counted;
import dev.weir.analyzer.count.Steps;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a unit of work that has ended.
 *
 * @param counted what detectors may have something to say of; null if nothing
 * @param steps what it did, one thing after another, if somebody wants to see it
 */
record FinishedUnit(@Nullable Counted counted, Steps.Finished steps) {
  /** Null if nobody need look at it. */
  static @Nullable FinishedUnit of(@Nullable Counted counted, Steps.Finished steps) {
    return counted == null && steps.statements().isEmpty()
        ? null
        : new FinishedUnit(counted, steps);
  }
}
