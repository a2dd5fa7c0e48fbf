package dev.weir.analyzer.unit;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The recorders of one thread: its burst, and those of the scopes that it opened and did not close.
 * Confined to it.
 */
final class ThreadUnits<R> {
  final UnitRecorder<R> burst;
  private final Supplier<Counters<R>> counters;
  private UnitRecorder<R> innermost;

  /** The recorder in which this thread's running execution began. */
  @Nullable UnitRecorder<R> executing;

  ThreadUnits(Supplier<Counters<R>> counters) {
    this.counters = counters;
    this.burst = new UnitRecorder<>(null, counters.get());
    this.innermost = burst;
  }

  /** The recorder of the innermost open scope, else of the burst. */
  UnitRecorder<R> current() {
    while (innermost.isClosed()) {
      UnitRecorder<R> outer = innermost.outer();
      innermost = outer == null ? burst : outer;
    }
    return innermost;
  }

  /** A recorder for a new scope within the current one. */
  UnitRecorder<R> open() {
    innermost = new UnitRecorder<>(current(), counters.get());
    return innermost;
  }
}
