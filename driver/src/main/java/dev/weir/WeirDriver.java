package dev.weir;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import dev.weir.WeirUrl.Setting;
import dev.weir.consistency.Freshness;
import dev.weir.route.SpillOver;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Weir for whoever can only give a URL: {@code
 * jdbc:weir:postgresql://primary,replica1,replica2/db?user=..&weir.maxLag=2s}. All properties but
 * {@code weir.*} are those of PostgreSQL's driver. Connections of one URL and the same properties
 * share one {@link WeirDataSource}, which is closed after the last of them, or when the driver is
 * deregistered.
 *
 * <p>Thread-safe. Found by {@link java.util.ServiceLoader}; nothing need be registered.
 */
public final class WeirDriver implements Driver {
  static {
    try {
      WeirDriver driver = new WeirDriver();
      DriverManager.registerDriver(driver, driver::closeAll);
    } catch (SQLException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Map<Key, Shared> shared = new HashMap<>();

  /** What makes two connections share a DataSource. Never printed: it may hold a password. */
  private record Key(String url, Properties properties) {
    @Override
    public String toString() {
      return "Key";
    }
  }

  /** A DataSource and how many connections it has. */
  private static final class Shared {
    /** Held while it is built, which waits for servers: not the driver's, which all URLs share. */
    private final ReentrantLock building = new ReentrantLock();

    private volatile @Nullable WeirDataSource dataSource;
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
  }

  @Override
  public boolean acceptsURL(String url) {
    return url.startsWith(WeirUrl.PREFIX);
  }

  @Override
  public @Nullable Connection connect(String url, Properties properties) throws SQLException {
    if (!acceptsURL(url)) {
      return null;
    }
    Properties copy = new Properties();
    for (String name : properties.stringPropertyNames()) {
      copy.setProperty(name, properties.getProperty(name));
    }
    Key key = new Key(url, copy);
    Shared one = acquire(key);
    try {
      return one.dataSource(key).getConnection(() -> release(key, one));
    } catch (SQLException | RuntimeException | Error e) {
      release(key, one);
      throw e;
    }
  }

  private synchronized Shared acquire(Key key) {
    Shared one = shared.computeIfAbsent(key, k -> new Shared());
    one.connections++;
    return one;
  }

  private void release(Key key, Shared one) {
    WeirDataSource last = null;
    synchronized (this) {
      if (--one.connections == 0) {
        shared.remove(key, one);
        last = one.dataSource;
      }
    }
    if (last != null) {
      last.close();
    }
  }

  /** It was deregistered: connections that were left open keep no threads. */
  private void closeAll() {
    List<Shared> all;
    synchronized (this) {
      all = List.copyOf(shared.values());
      shared.clear();
    }
    for (Shared one : all) {
      WeirDataSource dataSource = one.dataSource;
      if (dataSource != null) {
        dataSource.close();
      }
    }
  }

  /** How many DataSources have connections. */
  synchronized int open() {
    return shared.size();
  }

  private static WeirDataSource build(Key key) throws SQLException {
    try {
      WeirUrl url = WeirUrl.parse(key.url(), key.properties());
      HikariConfig pool = new HikariConfig();
      pool.setDataSourceProperties(url.driver());
      // Who opens one connection gets one: others are opened when they are needed.
      pool.setMinimumIdle(0);
      String size = url.get(Setting.POOL_SIZE);
      if (size != null) {
        pool.setMaximumPoolSize(WeirUrl.count(Setting.POOL_SIZE.key(), size));
      }
      WeirDataSourceBuilder builder = WeirDataSource.builder().pool(pool);
      builder.primary(url.servers().get(0));
      List<Integer> weights = url.weights();
      for (int i = 0; i < weights.size(); i++) {
        builder.replica(url.servers().get(i + 1), weights.get(i));
      }
      url.reporting().forEach(builder::reportingReplica);
      url.endpoints().forEach(builder::readerEndpoint);
      configure(builder, url);
      return builder.build();
    } catch (PoolInitializationException e) {
      throw e.getCause() instanceof SQLException bare
          ? bare
          : new SQLException(e.getMessage(), "08001", e);
    } catch (IllegalArgumentException e) {
      // A driver's caller expects this type; 08001 is the state of a connection that could not be
      // made.
      throw new SQLException("Weir cannot use its URL: " + e.getMessage(), "08001", e);
    }
  }

  private static void configure(WeirDataSourceBuilder builder, WeirUrl url) {
    String name = url.get(Setting.NAME);
    if (name != null) {
      builder.name(name);
    }
    String freshness = url.get(Setting.FRESHNESS);
    if (freshness != null) {
      builder.freshness(freshness(freshness));
    }
    String user = url.get(Setting.MONITOR_USER);
    String password = url.get(Setting.MONITOR_PASSWORD);
    if (user != null) {
      builder.monitorCredentials(user, password == null ? "" : password);
    } else if (password != null) {
      throw new IllegalArgumentException("weir.monitorPassword needs weir.monitorUser");
    }
    set(url, Setting.ASSUME_REPLICA_LAG, WeirUrl::duration, builder::assumeReplicaLag);
    set(url, Setting.MAX_LAG, WeirUrl::duration, builder::maxLag);
    set(url, Setting.MONITOR_INTERVAL, WeirUrl::duration, builder::monitorInterval);
    set(url, Setting.CATALOG_INTERVAL, WeirUrl::duration, builder::catalogInterval);
    set(url, Setting.REPLICA_TIMEOUT, WeirUrl::duration, builder::replicaTimeout);
    set(url, Setting.SHADOW, WeirUrl::flag, builder::shadow);
    set(url, Setting.TRANSACTION_POOLER, WeirUrl::flag, builder::transactionPooler);
    set(url, Setting.DETECT_STALE_READS, WeirUrl::flag, builder::detectStaleReads);
    set(url, Setting.STATEMENT_LOG, WeirUrl::flag, builder::statementLog);
    set(url, Setting.JMX, WeirUrl::flag, builder::jmx);
    set(
        url,
        Setting.REPORTING_STATEMENT_TIMEOUT,
        WeirUrl::duration,
        builder::reportingStatementTimeout);
    set(url, Setting.REPORTING_FETCH_SIZE, WeirUrl::count, builder::reportingFetchSize);
    set(
        url,
        Setting.REPORTING_REPLICA_TIMEOUT,
        WeirUrl::duration,
        builder::reportingReplicaTimeout);
    set(url, Setting.SPILL_OVER, (key, text) -> spillOver(text), builder::spillOver);
    set(url, Setting.KEEP_LAGGARDS, WeirUrl::count, builder::keepLaggards);
  }

  /** Hands a setting on if it is there. */
  private static <T> void set(
      WeirUrl url, Setting setting, BiFunction<String, String, T> reader, Consumer<T> to) {
    String text = url.get(setting);
    if (text != null) {
      to.accept(reader.apply(setting.key(), text));
    }
  }

  private static SpillOver spillOver(String text) {
    try {
      return SpillOver.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("weir.spillOver: " + e.getMessage(), e);
    }
  }

  private static Freshness freshness(String text) {
    try {
      return Freshness.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("weir.freshness: " + e.getMessage(), e);
    }
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties)
      throws SQLException {
    return Stream.of(Setting.values())
        .map(setting -> new DriverPropertyInfo("weir." + setting.key(), null))
        .toArray(DriverPropertyInfo[]::new);
  }

  @Override
  public int getMajorVersion() {
    return 0;
  }

  @Override
  public int getMinorVersion() {
    return 1;
  }

  @Override
  public boolean jdbcCompliant() {
    // PostgreSQL's own driver says so of itself, and Weir adds nothing to it.
    return false;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException("Weir logs by SLF4J");
  }
}
