package dev.weir;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The DataSources of URLs. Connections of one URL and the same properties share one, which lingers
 * after the last of them: who opens one connection after another finds its pools filled and knows
 * how far its replicas are. Thread-safe.
 */
final class SharedDataSources {
  private final Map<Key, Shared> byKey = new HashMap<>();
  private final Timer timer;

  /** Does something later. */
  @FunctionalInterface
  interface Timer {
    /** Cancelling what it returns prevents it. */
    Future<?> after(Duration delay, Runnable work);
  }

  /** What makes two connections share a DataSource. Never printed: it may hold a password. */
  private record Key(String url, Properties properties) {
    @Override
    public String toString() {
      return "Key";
    }
  }

  /** A DataSource, how many connections it has, and what will end it if it has none. */
  private static final class Shared {
    /** Held while it is built, which waits for servers: not what all URLs share. */
    private final ReentrantLock building = new ReentrantLock();

    private volatile @Nullable WeirDataSource dataSource;
    private volatile Duration linger = Duration.ZERO;
    private @Nullable Future<?> end;
    private int connections;

    WeirDataSource dataSource(Key key) throws SQLException {
      WeirDataSource there = dataSource;
      if (there != null) {
        return there;
      }
      building.lock();
      try {
        WeirDataSource built = dataSource;
        if (built == null) {
          built = build(key);
          dataSource = built;
        }
        return built;
      } finally {
        building.unlock();
      }
    }

    private WeirDataSource build(Key key) throws SQLException {
      try {
        WeirUrl url = WeirUrl.parse(key.url(), key.properties());
        linger = url.linger();
        return build(url);
      } catch (PoolInitializationException e) {
        throw e.getCause() instanceof SQLException bare
            ? bare
            : new SQLException(e.getMessage(), "08001", e);
      } catch (IllegalArgumentException e) {
        // A driver's caller expects this type; 08001 is the state of a connection that could not
        // be made.
        throw new SQLException("Weir cannot use its URL: " + e.getMessage(), "08001", e);
      }
    }

    private static WeirDataSource build(WeirUrl url) {
      HikariConfig pool = new HikariConfig();
      pool.setDataSourceProperties(url.driver());
      // Who opens one connection gets one: others are opened when they are needed.
      pool.setMinimumIdle(0);
      WeirDataSource.Builder builder = WeirDataSource.builder().pool(pool);
      url.describe(builder);
      return builder.build();
    }

    private boolean isClosed() {
      WeirDataSource there = dataSource;
      return there != null && there.isClosed();
    }
  }

  SharedDataSources(Timer timer) {
    this.timer = timer;
  }

  /**
   * A connection of the DataSource of a URL, which is made if it is not there.
   *
   * @param properties beside the URL; not changed any more
   */
  Connection connect(String url, Properties properties) throws SQLException {
    Key key = new Key(url, properties);
    Shared one = acquire(key);
    try {
      return one.dataSource(key).getConnection(() -> release(key, one));
    } catch (SQLException | RuntimeException | Error e) {
      release(key, one);
      throw e;
    }
  }

  private synchronized Shared acquire(Key key) {
    // One that somebody has closed, who reached it by a connection, is of no use any more.
    byKey.computeIfPresent(key, (k, there) -> there.isClosed() ? null : there);
    Shared one = byKey.computeIfAbsent(key, k -> new Shared());
    if (one.end != null) {
      one.end.cancel(false);
      one.end = null;
    }
    one.connections++;
    return one;
  }

  private void release(Key key, Shared one) {
    WeirDataSource last;
    synchronized (this) {
      if (--one.connections > 0) {
        return;
      }
      last = one.dataSource;
      if (last != null && byKey.get(key) == one && !one.linger.isZero()) {
        one.end = timer.after(one.linger, () -> expire(key, one));
        return;
      }
      byKey.remove(key, one);
    }
    if (last != null) {
      last.close();
    }
  }

  private void expire(Key key, Shared one) {
    WeirDataSource last;
    synchronized (this) {
      if (one.connections > 0 || !byKey.remove(key, one)) {
        return;
      }
      last = one.dataSource;
    }
    if (last != null) {
      last.close();
    }
  }

  /** Closes those that have no connection. */
  void closeLingering() {
    close(false);
  }

  /** Also those that have: what was left open keeps no threads. */
  void closeAll() {
    close(true);
  }

  private void close(boolean used) {
    List<WeirDataSource> closing = new ArrayList<>();
    synchronized (this) {
      byKey
          .values()
          .removeIf(
              one -> {
                if (one.connections > 0 && !used) {
                  return false;
                }
                if (one.end != null) {
                  one.end.cancel(false);
                }
                WeirDataSource dataSource = one.dataSource;
                if (dataSource != null) {
                  closing.add(dataSource);
                }
                return true;
              });
    }
    closing.forEach(WeirDataSource::close);
  }

  /** How many there are, lingering ones among them. */
  synchronized int open() {
    return byKey.size();
  }
}
