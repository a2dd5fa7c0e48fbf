package dev.weir.analyzer.capture;

import org.jspecify.annotations.Nullable;

/**
 * The recorders of one thread: its burst, and those of the scopes that it opened and did not close.
 * Confined to it.
 */
final class ThreadUnits {
  final UnitRecorder burst;
  private final int threshold;
  private UnitRecorder innermost;

  /** The recorder in which this thread's running execution began. */
  @Nullable UnitRecorder executing;

  ThreadUnits(int threshold) {
    this.threshold = threshold;
    this.burst = new UnitRecorder(null, threshold);
    this.innermost = burst;
  }

  /** The recorder of the innermost open scope, else of the burst. */
  UnitRecorder current() {
    while (innermost.isClosed()) {
      UnitRecorder outer = innermost.outer();
      innermost = outer == null ? burst : outer;
    }
    return innermost;
  }

  /** A recorder for a new scope within the current one. */
  UnitRecorder open() {
    innermost = new UnitRecorder(current(), threshold);
    return innermost;
  }
}
