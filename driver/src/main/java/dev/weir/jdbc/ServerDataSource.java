package dev.weir.jdbc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.function.LongSupplier;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Opens a new connection to one server by URL, each time it is asked, and knows since when each has
 * been open. What the pools and the monitor stand on. Thread-safe.
 */
public final class ServerDataSource implements DataSource {
  private static final String LOGIN_TIMEOUT = "loginTimeout";

  private final String url;
  private final Properties properties;
  private final Driver driver;
  private final LongSupplier nanoTime;
  private final Cache<Connection, Long> openedNanos = Caffeine.newBuilder().weakKeys().build();
  private volatile int loginTimeoutSeconds;

  /**
   * Finds the driver of a URL.
   *
   * @param url such as {@code jdbc:postgresql://host/db}
   * @param properties of the driver; copied
   * @param nanoTime the monotonic clock by which {@link #openedNanos} tells instants
   * @throws SQLException if no driver that is registered knows the URL
   */
  public ServerDataSource(String url, Properties properties, LongSupplier nanoTime)
      throws SQLException {
    this.url = url;
    this.properties = copy(properties);
    this.driver = DriverManager.getDriver(url);
    this.nanoTime = nanoTime;
  }

  private static Properties copy(Properties properties) {
    Properties copy = new Properties();
    copy.putAll(properties);
    return copy;
  }

  @Override
  public Connection getConnection() throws SQLException {
    return connect(copy(properties));
  }

  @Override
  public Connection getConnection(@Nullable String user, @Nullable String password)
      throws SQLException {
    Properties all = copy(properties);
    if (user != null) {
      all.setProperty("user", user);
    }
    if (password != null) {
      all.setProperty("password", password);
    }
    return connect(all);
  }

  private Connection connect(Properties all) throws SQLException {
    if (loginTimeoutSeconds > 0) {
      all.putIfAbsent(LOGIN_TIMEOUT, Integer.toString(loginTimeoutSeconds));
    }
    long before = nanoTime.getAsLong();
    Connection connection = driver.connect(url, all);
    if (connection == null) {
      throw new SQLException(
          "The driver " + driver.getClass().getName() + " does not take the URL");
    }
    openedNanos.put(connection, before);
    return connection;
  }

  /**
   * When it began to open a connection.
   *
   * @param connection as it was handed out
   * @return an instant of the clock; null if the connection is not one of its own
   */
  public @Nullable Long openedNanos(Connection connection) {
    return openedNanos.getIfPresent(connection);
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(PrintWriter out) {}

  /** For connections opened from now on, unless their URL or properties say otherwise. */
  @Override
  public void setLoginTimeout(int seconds) {
    loginTimeoutSeconds = seconds;
  }

  @Override
  public int getLoginTimeout() {
    return loginTimeoutSeconds;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    return driver.getParentLogger();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    throw new SQLException("Not a wrapper for " + type.getName());
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this);
  }
}
