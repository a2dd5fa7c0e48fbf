package dev.weir.analyzer.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for a condition by asking again and again, for a minute at the most. */
final class Await {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private Await() {}

  static void until(String what, BooleanSupplier condition) {
    Instant end = Instant.now().plus(LIMIT);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).as("waited in vain until " + what).isBefore(end);
      Thread.onSpinWait();
    }
  }

  static void untilNoneIsLeft(String what, Supplier<? extends Collection<?>> left) {
    Instant end = Instant.now().plus(LIMIT);
    for (Collection<?> still = left.get(); !still.isEmpty(); still = left.get()) {
      if (Instant.now().isAfter(end)) {
        assertThat(still).as("waited in vain until none is left " + what).isEmpty();
      }
      Thread.onSpinWait();
    }
  }
}
