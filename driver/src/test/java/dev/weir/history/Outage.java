package dev.weir.history;

import java.util.Locale;

/**
 * A fault that was there for a while.
 *
 * @param server which one had it, by index
 * @param beganNanos when it began to begin, since the run began
 * @param healedNanos when it was healed
 */
record Outage(Fault fault, int server, long beganNanos, long healedNanos) {
  /** Whether an operation was under way while the fault was there. */
  boolean overlaps(Operation operation) {
    return operation.invokedNanos() < healedNanos && operation.completedNanos() > beganNanos;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "[%.3f - %.3f ms] %s on server %d",
        beganNanos / 1e6,
        healedNanos / 1e6,
        fault,
        server);
  }
}
