package dev.weir.analyzer.unit;

import dev.weir.event.Execution;
import dev.weir.event.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * An execution that waits until its unit is known.
 *
 * @param rows that it has answered; null if nobody is told of any
 * @param way by which the thread came to it
 * @param stack where it was executed; null if nobody looked
 */
record Held(
    Execution execution,
    Outcome outcome,
    @Nullable AnsweredRows rows,
    long way,
    @Nullable Throwable stack)
    implements Waiting {
  /** Tells a recorder, which is acquired. */
  void tell(UnitRecorder<?> unit) {
    unit.recordLate(execution, outcome, rows, stack);
  }

  @Override
  public long nanos() {
    return execution.startNanos();
  }
}
