package dev.weir.consistency;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A contract for all reads that one thread executes until the scope is closed, on any DataSource.
 * Scopes nest: the innermost holds, and closing it brings the one around it back. For {@code
 * try}-with-resources:
 *
 * <pre>{@code
 * try (var scope = Weir.freshness(Freshness.bounded(Duration.ofMillis(250)))) {
 *   ..
 * }
 * }</pre>
 *
 * <p>It belongs to the thread that opened it: work handed to another thread is outside of it.
 */
public final class FreshnessScope implements AutoCloseable {
  /** The innermost open scope of each thread. */
  private static final ThreadLocal<FreshnessScope> INNERMOST = new ThreadLocal<>();

  /** Scopes that are open on any thread: while there is none, no thread is asked for its own. */
  private static final AtomicInteger OPEN = new AtomicInteger();

  private final Freshness freshness;
  private final Thread thread = Thread.currentThread();
  private final @Nullable FreshnessScope around = INNERMOST.get();
  private boolean closed;

  private FreshnessScope(Freshness freshness) {
    this.freshness = freshness;
  }

  /**
   * Opens a scope on this thread.
   *
   * @param freshness of its reads
   */
  public static FreshnessScope open(Freshness freshness) {
    FreshnessScope scope = new FreshnessScope(freshness);
    INNERMOST.set(scope);
    OPEN.incrementAndGet();
    return scope;
  }

  /** The contract of the innermost scope that is open on this thread; null if there is none. */
  public static @Nullable Freshness current() {
    if (OPEN.get() == 0) {
      return null;
    }
    FreshnessScope scope = INNERMOST.get();
    return scope == null ? null : scope.freshness;
  }

  /**
   * Ends it: what held before holds again. Does nothing if it is closed already.
   *
   * @throws IllegalStateException if it was opened on another thread, or if a scope that was opened
   *     within it is still open; nothing has changed then
   */
  @Override
  public void close() {
    if (thread != Thread.currentThread()) {
      throw new IllegalStateException(
          this
              + " was opened on thread "
              + thread.getName()
              + " and must be closed there; this is thread "
              + Thread.currentThread().getName());
    }
    if (closed) {
      return;
    }
    FreshnessScope innermost = INNERMOST.get();
    if (innermost != this) {
      throw new IllegalStateException(
          this + " must not be closed yet: " + innermost + ", opened within it, is still open");
    }
    closed = true;
    OPEN.decrementAndGet();
    if (around == null) {
      INNERMOST.remove();
    } else {
      INNERMOST.set(around);
    }
  }

  @Override
  public String toString() {
    return "the scope of freshness " + freshness;
  }
}
