package dev.weir.consistency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.weir.topology.Position;
import dev.weir.topology.Positions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who is the caller on which thread. */
@SuppressWarnings("try") // A scope is not named within its block.
class CallerScopeTest {
  /** No sample has been taken. */
  static final Positions NOWHERE =
      new Positions() {
        @Override
        public @Nullable Position since(long nanos) {
          return null;
        }

        @Override
        public long confirming(Position position) {
          return Marks.NEVER;
        }
      };

  private final Callers callers =
      new Callers(
          "test", new Marks(), 2, Duration.ofSeconds(1), null, NOWHERE, System::nanoTime, 10);

  private String who() {
    Caller caller = callers.current();
    return caller == null ? "nobody" : caller.key();
  }

  @Test
  void innermostHoldsAndGivesWayToTheOneAround() {
    assertThat(who()).isEqualTo("nobody");
    try (CallerScope outer = CallerScope.open("a")) {
      try (CallerScope inner = CallerScope.open("b")) {
        assertThat(who()).isEqualTo("b");
      }
      assertThat(who()).isEqualTo("a");
    }
    assertThat(who()).isEqualTo("nobody");
  }

  @Test
  void sameKeyIsTheSameCallerAlsoLater() {
    Caller first;
    try (CallerScope scope = CallerScope.open("a")) {
      first = callers.current();
      try (CallerScope again = CallerScope.open("a")) {
        assertThat(callers.current()).isSameAs(first);
      }
    }
    try (CallerScope scope = CallerScope.open("a")) {
      assertThat(callers.current()).isSameAs(first);
    }
  }

  @Test
  void keyMustNameSomebody() {
    for (String key : List.of("", " ", "k".repeat(257))) {
      assertThatThrownBy(() -> CallerScope.open(key))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("1 to 256 characters")
          .hasMessageContaining("it has " + key.length());
    }
  }

  @Test
  void wrongUseIsAnErrorThatNamesTheSession() throws Exception {
    ExecutorService other = Executors.newSingleThreadExecutor(task -> new Thread(task, "other"));
    CallerScope outer = CallerScope.open("a");
    CallerScope inner = CallerScope.open("b");
    try {
      assertThatThrownBy(() -> other.submit(inner::close).get())
          .cause()
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("this is thread other");
      assertThat(who()).isEqualTo("b");
      assertThatThrownBy(outer::close)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("the session of 'a' was closed before the session of 'b'");
      assertThat(who()).isEqualTo("nobody");
    } finally {
      inner.close();
      inner.close();
      outer.close();
      other.shutdownNow();
    }
    assertThat(who()).isEqualTo("nobody");
  }

  @Test
  void threadOfAPoolInheritsNothingAndKeepsNothing() throws Exception {
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try (CallerScope elsewhere = CallerScope.open("a")) {
      assertThat(pool.submit(this::who).get()).isEqualTo("nobody"); // It was begun here.
      assertThat(pool.submit(elsewhere.wrap((Callable<String>) this::who)).get()).isEqualTo("a");
      assertThat(pool.submit(this::who).get()).isEqualTo("nobody");
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void taskThatThrowsLeavesNothingBehind() throws Exception {
    ExecutorService pool = Executors.newSingleThreadExecutor();
    Runnable failing =
        () -> {
          throw new IllegalStateException("planned");
        };
    try (CallerScope session = CallerScope.open("a")) {
      assertThatThrownBy(() -> pool.submit(session.wrap(failing)).get())
          .hasMessageContaining("planned");
      assertThat(pool.submit(this::who).get()).isEqualTo("nobody");
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void workIsHandedOverAlsoWhenTheScopeIsClosed() throws Exception {
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try {
      CallerScope session = CallerScope.open("a");
      session.close();
      assertThat(CompletableFuture.supplyAsync(this::who, session.wrap(pool)).get()).isEqualTo("a");
      try (CallerScope here = CallerScope.open("b")) {
        session.wrap((Runnable) () -> assertThat(who()).isEqualTo("a")).run();
        assertThat(who()).isEqualTo("b");
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void virtualThreadsAreCallersToo() throws Exception {
    assumeThat(Runtime.version().feature()).isGreaterThanOrEqualTo(21);
    ExecutorService threads =
        (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    try (CallerScope session = CallerScope.open("a")) {
      assertThat(threads.submit(this::who).get()).isEqualTo("nobody");
      assertThat(threads.submit(session.wrap((Callable<String>) this::who)).get()).isEqualTo("a");
    } finally {
      threads.shutdownNow();
    }
  }
}
