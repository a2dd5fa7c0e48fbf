package dev.weir.analyzer.unit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Execution;
import dev.weir.event.Outcome;
import java.lang.ref.WeakReference;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RecorderTest {
  private static final class NoCounters implements Counters<Object> {
    @Override
    public void count(Execution execution, Outcome outcome, long unit) {}

    @Override
    public @Nullable Object finish() {
      return null;
    }
  }

  private static Recorder<Object> recorder() {
    return new Recorder<>(NoCounters::new, 1_000_000, System::nanoTime, Instant::now, unit -> {});
  }

  private static void collectUntilGone(WeakReference<?> reference) {
    while (reference.get() != null) {
      assertThat(Thread.currentThread().isInterrupted()).as("timed out").isFalse();
      System.gc();
    }
  }

  @Test
  @Timeout(30)
  void threadOfAPoolKeepsNothingOfARecorderThatIsGone() throws Exception {
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try {
      WeakReference<ThreadUnits<Object>> units =
          pool.submit(
                  () -> {
                    Recorder<Object> recorder = recorder();
                    Scope left = recorder.open("never closed", true);
                    assertThat(left).isNotNull();
                    return new WeakReference<>(recorder.mine());
                  })
              .get();
      collectUntilGone(units);
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  @Timeout(30)
  void openScopeOfAThreadOutlivesACollection() {
    Recorder<Object> recorder = recorder();
    WeakReference<ThreadUnits<Object>> units = new WeakReference<>(recorder.mine());
    try (Scope scope = recorder.open("a scope", true)) {
      assertThat(scope).isNotNull();
      collectUntilGone(new WeakReference<>(new Object()));
      assertThat(units.get()).isNotNull().isSameAs(recorder.mine());
    }
    recorder.sweep();
    collectUntilGone(units);
  }
}
