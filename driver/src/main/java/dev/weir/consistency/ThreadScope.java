package dev.weir.consistency;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Something that holds for one thread until it is closed there. Scopes of one kind nest: the
 * innermost holds, and closing it brings the one around it back. A thread on which none is open
 * keeps nothing of them.
 *
 * @param <T> what holds
 */
final class ThreadScope<T> implements AutoCloseable {
  private final Kind<T> kind;
  private final T value;
  private final String name;
  private final Thread thread = Thread.currentThread();
  private final @Nullable ThreadScope<T> around;
  private boolean closed;

  /** The scopes of one kind. */
  static final class Kind<T> {
    @SuppressWarnings("ThreadLocalUsage") // Each kind is a static.
    private final ThreadLocal<ThreadScope<T>> innermost = new ThreadLocal<>();

    /** Open ones on any thread: while there is none, no thread is asked for its own. */
    private final AtomicInteger open = new AtomicInteger();

    /** What holds for this thread; null if nothing does. */
    @Nullable T current() {
      if (open.get() == 0) {
        return null;
      }
      ThreadScope<T> scope = innermost.get();
      return scope == null ? null : scope.value;
    }

    /**
     * Opens a scope on this thread.
     *
     * @param name for people
     */
    ThreadScope<T> open(T value, String name) {
      ThreadScope<T> scope = new ThreadScope<>(this, value, name);
      innermost.set(scope);
      open.incrementAndGet();
      return scope;
    }
  }

  private ThreadScope(Kind<T> kind, T value, String name) {
    this.kind = kind;
    this.value = value;
    this.name = name;
    this.around = kind.innermost.get();
  }

  /**
   * Ends it: what held before holds again. Does nothing if it is closed already.
   *
   * @throws IllegalStateException if it was opened on another thread: nothing has changed then; or
   *     if a scope that was opened within it is still open: both are closed then, so that the
   *     thread keeps nothing of them
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
    ThreadScope<T> innermost = kind.innermost.get();
    ThreadScope<T> within = innermost;
    while (within != null && within != this) {
      within.end();
      within = within.around;
    }
    end();
    if (around == null) {
      kind.innermost.remove();
    } else {
      kind.innermost.set(around);
    }
    if (innermost != this) {
      throw new IllegalStateException(
          this
              + " was closed before "
              + innermost
              + ", which was opened within it and is closed now as well");
    }
  }

  private void end() {
    closed = true;
    kind.open.decrementAndGet();
  }

  @Override
  public String toString() {
    return name;
  }
}
