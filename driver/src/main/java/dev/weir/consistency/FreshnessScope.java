package dev.weir.consistency;

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
  private static final ThreadScope.Kind<Freshness> SCOPES = new ThreadScope.Kind<>();

  private final ThreadScope<Freshness> scope;

  private FreshnessScope(ThreadScope<Freshness> scope) {
    this.scope = scope;
  }

  /**
   * Opens a scope on this thread.
   *
   * @param freshness of its reads
   */
  public static FreshnessScope open(Freshness freshness) {
    return new FreshnessScope(SCOPES.open(freshness, "the scope of freshness " + freshness));
  }

  /** The contract of the innermost scope that is open on this thread; null if there is none. */
  public static @Nullable Freshness current() {
    return SCOPES.current();
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
    scope.close();
  }

  @Override
  public String toString() {
    return scope.toString();
  }
}
