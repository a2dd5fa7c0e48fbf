package dev.weir.analyzer.unit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Execution;
import dev.weir.event.Outcome;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class UnitsTest {
  private static final Invocations NO_INVOCATIONS =
      new Invocations() {
        @Override
        public @Nullable Object key() {
          return null;
        }

        @Override
        public String statement(Execution execution) {
          return execution.sql();
        }

        @Override
        public long chain() {
          return 1;
        }

        @Override
        public int apart() {
          return 1;
        }
      };

  private static final class NoCounters implements Counters<Object> {
    @Override
    public void count(
        Execution execution,
        Outcome outcome,
        long unit,
        boolean guessed,
        boolean late,
        @Nullable Throwable stack) {}

    @Override
    public boolean wantsStack(Execution execution) {
      return false;
    }

    @Override
    public @Nullable Object finish() {
      return null;
    }
  }

  private static Units<Object> units() {
    return new Units<>(
        NoCounters::new,
        NO_INVOCATIONS,
        Duration.ofMillis(1),
        System::nanoTime,
        Instant::now,
        unit -> {});
  }

  private static void collectUntilGone(WeakReference<?> reference) {
    while (reference.get() != null) {
      assertThat(Thread.currentThread().isInterrupted()).as("timed out").isFalse();
      System.gc();
    }
  }

  @Test
  @Timeout(30)
  void threadOfAPoolKeepsNothingOfUnitsThatIsGone() throws Exception {
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try {
      WeakReference<ThreadUnits<Object>> mine =
          pool.submit(
                  () -> {
                    Units<Object> all = units();
                    Scope left = all.open("never closed", true);
                    assertThat(left).isNotNull();
                    return new WeakReference<>(all.mine());
                  })
              .get();
      collectUntilGone(mine);
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  @Timeout(30)
  void openScopeOfAThreadOutlivesACollection() {
    Units<Object> all = units();
    WeakReference<ThreadUnits<Object>> mine = new WeakReference<>(all.mine());
    try (Scope scope = all.open("a scope", true)) {
      assertThat(scope).isNotNull();
      collectUntilGone(new WeakReference<>(new Object()));
      assertThat(mine.get()).isNotNull().isSameAs(all.mine());
    }
    all.sweep();
    collectUntilGone(mine);
  }
}
