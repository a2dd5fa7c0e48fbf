package dev.weir.analyzer.unit;

import dev.weir.event.Execution;
import dev.weir.event.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * An execution that waits until its unit is known.
 *
 * @param way by which the thread came to it
 * @param stack where it was executed; null if nobody looked
 */
record Held(Execution execution, Outcome outcome, long way, @Nullable Throwable stack)
    implements Waiting {
  @Override
  public long nanos() {
    return execution.startNanos();
  }
}
