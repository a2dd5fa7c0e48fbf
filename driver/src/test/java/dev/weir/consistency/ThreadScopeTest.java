package dev.weir.consistency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What scopes leave in a thread that lives on. */
@SuppressWarnings("try") // A scope is not named within its block.
class ThreadScopeTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final ThreadScope.Kind<Object> kind = new ThreadScope.Kind<>();
  private final ExecutorService pool = Executors.newSingleThreadExecutor();

  @AfterEach
  void shutdown() {
    pool.shutdownNow();
  }

  /** What held in the pool's thread is collected though the thread lives. */
  private void assertForgotten(Callable<WeakReference<Object>> work) throws Exception {
    WeakReference<Object> held = pool.submit(work).get();
    long start = System.nanoTime();
    while (held.get() != null) {
      assertThat(Duration.ofNanos(System.nanoTime() - start)).as("is kept").isLessThan(LIMIT);
      System.gc();
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
    assertThat(pool.submit(kind::current).get()).isNull();
  }

  private ThreadScope<Object> open(Object value) {
    return kind.open(value, "a scope");
  }

  @Test
  void closedScopesLeaveNothing() throws Exception {
    assertForgotten(
        () -> {
          Object value = new Object();
          try (ThreadScope<Object> outer = open(value);
              ThreadScope<Object> inner = open(value)) {
            assertThat(kind.current()).isSameAs(value);
          }
          return new WeakReference<>(value);
        });
  }

  @Test
  void scopesClosedOutOfOrderLeaveNothing() throws Exception {
    assertForgotten(
        () -> {
          Object value = new Object();
          ThreadScope<Object> outer = open(value);
          ThreadScope<Object> inner = open(value);
          assertThatThrownBy(outer::close).isInstanceOf(IllegalStateException.class);
          inner.close();
          return new WeakReference<>(value);
        });
  }

  @Test
  void scopeLeftOpenByAnExceptionIsClosedWithTheOneAround() throws Exception {
    assertForgotten(
        () -> {
          Object value = new Object();
          assertThatThrownBy(
                  () -> {
                    try (ThreadScope<Object> outer = open(value)) {
                      open(value);
                      open(value);
                      throw new IllegalArgumentException("planned");
                    }
                  })
              .hasMessage("planned")
              .satisfies(
                  e ->
                      assertThat(e.getSuppressed())
                          .singleElement()
                          .isInstanceOf(IllegalStateException.class));
          return new WeakReference<>(value);
        });
  }

  @Test
  void closingOnAnotherThreadChangesNothing() throws Exception {
    Object value = new Object();
    try (ThreadScope<Object> scope = open(value)) {
      assertThatThrownBy(() -> pool.submit(scope::close).get())
          .cause()
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("must be closed there");
      assertThat(kind.current()).isSameAs(value);
    }
    assertThat(kind.current()).isNull();
  }

  @Test
  void childInheritsNothing() throws Exception {
    try (ThreadScope<Object> scope = open(new Object())) {
      CompletableFuture<Boolean> nothing = new CompletableFuture<>();
      new Thread(() -> nothing.complete(kind.current() == null)).start();
      assertThat(nothing.get()).isTrue();
    }
  }
}
