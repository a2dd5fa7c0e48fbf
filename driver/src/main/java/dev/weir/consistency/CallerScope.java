package dev.weir.consistency;

import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Says who the caller is for all that one thread executes until the scope is closed, on any
 * DataSource. Scopes nest: the innermost holds, and closing it brings the one around it back. For
 * {@code try}-with-resources:
 *
 * <pre>{@code
 * try (var session = Weir.session("user 42")) {
 *   ..
 * }
 * }</pre>
 *
 * <p>Two scopes with one key name one caller, also on two threads at once. Within a session, and
 * with {@link Freshness#OWN_WRITES}:
 *
 * <ul>
 *   <li><b>Own writes.</b> A read sees what its caller wrote before, and need not wait for what
 *       others write, but for what nobody can tell the tables of (DDL, {@code CALL}, {@code DO}).
 *       Writes made in a session count for all reads outside of sessions too.
 *   <li><b>Monotonic reads.</b> A read sees at least the database that any earlier read of its
 *       caller in this process saw, on whichever server: one that had returned when this one began.
 *       So a read goes to the replica that served the caller last, if it still lives, or to one
 *       that is confirmed to have all that the primary had when the last read returned. A caller
 *       that reads without a pause is kept on the primary by that at first; after 100 ms a read
 *       waits, up to 50 ms, for a replica that qualifies. Reads with another freshness than
 *       OWN_WRITES are not bound by this, but what they saw binds those that are. Beyond anybody's
 *       power: commits that a failover loses, and a commit that the primary still holds back for a
 *       synchronous standby when a replica shows it.
 * </ul>
 *
 * <p>The scope belongs to the thread that opened it: a thread of a pool inherits nothing. Work is
 * handed over by {@link #wrap(Runnable)}, also after the scope was closed. Thread-safe, but for
 * {@link #close}.
 */
public final class CallerScope implements AutoCloseable {
  private static final ThreadScope.Kind<Opening> SCOPES = new ThreadScope.Kind<>();
  private static final int LONGEST_KEY = 256;

  private final Opening opening;
  private final ThreadScope<Opening> scope;

  /** One opening of a session, with its caller on each DataSource that was used since. */
  private record Opening(String key, ConcurrentHashMap<Callers, Caller> callers) {
    Caller at(Callers dataSource) {
      Caller known = callers.get(dataSource);
      if (known == null) {
        Caller opened = dataSource.open(key); // It may ask a store: not under the map's lock.
        known = callers.putIfAbsent(dataSource, opened);
        return known == null ? opened : known;
      }
      return known;
    }

    CallerScope enter() {
      return new CallerScope(this, SCOPES.open(this, "the session of '" + key + "'"));
    }
  }

  private CallerScope(Opening opening, ThreadScope<Opening> scope) {
    this.opening = opening;
    this.scope = scope;
  }

  /**
   * Opens a scope on this thread.
   *
   * @param key names the caller: of 1 to 256 characters, not blank
   * @throws IllegalArgumentException if it is not
   */
  public static CallerScope open(String key) {
    if (key.isBlank() || key.length() > LONGEST_KEY) {
      throw new IllegalArgumentException(
          "the key of a session must have 1 to "
              + LONGEST_KEY
              + " characters and not be blank; it has "
              + key.length());
    }
    return new Opening(key, new ConcurrentHashMap<>()).enter();
  }

  /** Who the caller is on a DataSource; null outside of sessions. */
  static @Nullable Caller current(Callers dataSource) {
    Opening opening = SCOPES.current();
    return opening == null ? null : opening.at(dataSource);
  }

  /** The name of the caller. */
  public String key() {
    return opening.key();
  }

  /**
   * The same work, done as this caller on whichever thread runs it.
   *
   * @param task runs within a scope of its own
   */
  public Runnable wrap(Runnable task) {
    return () -> {
      try (CallerScope inherited = opening.enter()) {
        inherited.run(task);
      }
    };
  }

  private void run(Runnable task) {
    task.run();
  }

  /**
   * The same work, done as this caller on whichever thread runs it.
   *
   * @param <T> what it answers
   * @param task runs within a scope of its own
   */
  public <T> Callable<T> wrap(Callable<T> task) {
    return () -> {
      try (CallerScope inherited = opening.enter()) {
        return inherited.call(task);
      }
    };
  }

  private <T> T call(Callable<T> task) throws Exception {
    return task.call();
  }

  /**
   * An executor that does all work as this caller: for {@code CompletableFuture} and the like.
   *
   * @param executor on whose threads the work is done
   */
  public Executor wrap(Executor executor) {
    return task -> executor.execute(wrap(task));
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
