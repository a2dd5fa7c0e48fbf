package dev.weir.samples.shop;

import dev.weir.event.Execution;
import dev.weir.event.ExecutionListener;
import dev.weir.route.RouteDecision;
import dev.weir.route.RouteReason;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts executions, and remembers where the last one went. Thread-safe. */
final class Decisions implements ExecutionListener {
  private final LongAdder executions = new LongAdder();
  private volatile @Nullable RouteDecision last;

  @Override
  public void before(Execution execution) {
    executions.increment();
    last = execution.decision();
  }

  /** How many there were, each one round trip. */
  long executions() {
    return executions.sum();
  }

  /** Whether the last execution was a read on a replica. */
  boolean lastWasOnReplica() {
    RouteDecision decision = last;
    return decision != null && decision.reason() == RouteReason.READ;
  }
}
