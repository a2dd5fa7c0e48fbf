package dev.weir.lease;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;

/**
 * The threads that wait for a connection of a pool that was given, which may keep them for long:
 * they are freed when its server is given up. Thread-safe.
 */
final class Waiters {
  private static final String NO_CONNECTION = "08001";

  private final Set<Waiter> waiting = ConcurrentHashMap.newKeySet();

  /** One thread. Who is to be freed is interrupted before it is over, or not at all. */
  private static final class Waiter {
    private final Thread thread = Thread.currentThread();
    private final ReentrantLock lock = new ReentrantLock();
    private boolean over;
    private boolean freed;

    void free() {
      lock.lock();
      try {
        if (!over) {
          freed = true;
          thread.interrupt();
        }
      } finally {
        lock.unlock();
      }
    }

    /** It waits no longer; whether it was freed. */
    boolean end() {
      lock.lock();
      try {
        if (freed && !over) {
          Thread.interrupted(); // That was meant for the pool.
        }
        over = true;
        return freed;
      } finally {
        lock.unlock();
      }
    }
  }

  /**
   * Takes a connection.
   *
   * @throws SQLException what the pool throws; or that the wait is over, whatever it throws
   */
  Connection await(DataSource pool) throws SQLException {
    Waiter me = new Waiter();
    waiting.add(me);
    try {
      return pool.getConnection();
    } catch (SQLException e) {
      if (me.end()) {
        throw new SQLTransientConnectionException(
            "its server was given up while a connection was waited for", NO_CONNECTION);
      }
      throw e;
    } finally {
      waiting.remove(me);
      me.end();
    }
  }

  /** Nobody who waits now waits any longer. */
  void free() {
    waiting.forEach(Waiter::free);
  }
}
