package dev.weir.analyzer.unit;

import dev.weir.event.Execution;
import dev.weir.event.Outcome;
import dev.weir.event.RowObserver;
import org.jspecify.annotations.Nullable;

/**
 * An execution that waits until its unit is known.
 *
 * @param rows is told what is read of its rows; null for nobody
 * @param way by which the thread came to it
 * @param stack where it was executed; null if nobody looked
 */
record Held(
    Execution execution,
    Outcome outcome,
    @Nullable RowObserver rows,
    long way,
    @Nullable Throwable stack)
    implements Waiting {
  /** Tells a recorder, which is acquired. */
  void tell(UnitRecorder<?> unit) {
    unit.answered(execution, rows);
    unit.recordLate(execution, outcome, stack);
  }

  @Override
  public long nanos() {
    return execution.startNanos();
  }
}
