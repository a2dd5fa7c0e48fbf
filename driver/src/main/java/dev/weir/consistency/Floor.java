package dev.weir.consistency;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * When a caller's newest read on each node returned. What a read saw, the primary had by then; so a
 * replica has it that is confirmed up to that instant, and the node that served it has it as long
 * as it lives. Thread-safe.
 */
final class Floor {
  private final AtomicLongArray returnedNanos;

  Floor(int nodes) {
    returnedNanos = new AtomicLongArray(nodes);
    for (int i = 0; i < nodes; i++) {
      returnedNanos.set(i, Marks.NEVER);
    }
  }

  void returned(int node, long nanos) {
    returnedNanos.accumulateAndGet(node, nanos, Math::max);
  }

  /** When the newest read on this node returned. */
  long on(int node) {
    return returnedNanos.get(node);
  }

  /** When the newest read on any other node returned. */
  long beside(int node) {
    long newest = Marks.NEVER;
    for (int i = 0; i < returnedNanos.length(); i++) {
      if (i != node) {
        newest = Math.max(newest, returnedNanos.get(i));
      }
    }
    return newest;
  }

  /** When the newest read on any node returned. */
  long newest() {
    return beside(-1);
  }
}
