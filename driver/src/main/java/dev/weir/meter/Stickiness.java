package dev.weir.meter;

import dev.weir.topology.NodeState;
import dev.weir.topology.Topology;
import java.util.function.LongSupplier;

/**
 * How long after a commit the first replica is known to have it: so long reads of what was written
 * stay on the primary. Measured at one write at a time, the newest when the one before has been
 * confirmed: whenever servers have been sampled, and never by a statement. Its caller sees to it
 * that it is called by one thread at a time.
 */
final class Stickiness {
  private final LongSupplier newestMarkNanos;
  private final LongSupplier nanoTime;
  private final DurationRecorder durations = new DurationRecorder();

  /** The write that is measured; {@link NodeState#UNKNOWN} if none is. */
  private long markNanos = NodeState.UNKNOWN;

  private long measuredNanos = NodeState.UNKNOWN;

  Stickiness(LongSupplier newestMarkNanos, LongSupplier nanoTime) {
    this.newestMarkNanos = newestMarkNanos;
    this.nanoTime = nanoTime;
  }

  void sampled(Topology topology) {
    if (markNanos == NodeState.UNKNOWN) {
      long newest = newestMarkNanos.getAsLong();
      if (newest == measuredNanos) {
        return;
      }
      markNanos = newest;
    }
    if (isConfirmed(topology, markNanos)) {
      durations.record(nanoTime.getAsLong() - markNanos);
      measuredNanos = markNanos;
      markNanos = NodeState.UNKNOWN;
    }
  }

  private static boolean isConfirmed(Topology topology, long nanos) {
    for (NodeState state : topology.nodes()) {
      if (state.role() == NodeState.Role.REPLICA
          && !state.node().reporting()
          && state.confirmedNanos() >= nanos) {
        return true;
      }
    }
    return false;
  }

  DurationSummary summary() {
    return durations.summary();
  }
}
