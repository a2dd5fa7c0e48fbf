package dev.weir.samples.cluster;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for a condition by asking again and again, for a bounded time. */
final class Await {

  /** How long anything a server does may take: generous, because the machine may be a busy one. */
  static final Duration LIMIT = Duration.ofSeconds(60);

  private static final Duration PAUSE = Duration.ofMillis(10);

  private Await() {}

  /**
   * Returns as soon as the condition holds.
   *
   * @param what the condition in words, for the error
   * @param state what is known when it did not come true, for the error
   * @throws IllegalStateException if it does not hold within the limit
   */
  static void until(
      String what, Duration limit, BooleanSupplier condition, Supplier<String> state) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(
            "waited %s ms in vain until %s: %s".formatted(limit.toMillis(), what, state.get()));
      }
      pause(PAUSE);
    }
  }

  /** Sleeps; an interrupt ends it with an error. */
  static void pause(Duration duration) {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for PostgreSQL", e);
    }
  }
}
