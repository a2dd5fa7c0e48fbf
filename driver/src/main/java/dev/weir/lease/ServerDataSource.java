package dev.weir.lease;

import dev.weir.topology.Sample;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Opens a new connection to one server by URL, each time it is asked, and may stamp each with what
 * its server is. What the pools and the monitor stand on. Thread-safe.
 */
public final class ServerDataSource implements DataSource {
  private static final String LOGIN_TIMEOUT = "loginTimeout";

  private final String url;
  private final Properties properties;
  private final Driver driver;
  private final Preparation preparation;
  private final @Nullable Stamping stamping;
  private final PhysicalRegistry stamped = new PhysicalRegistry();
  private volatile int loginTimeoutSeconds;

  /** Makes a session what its pool's sessions are. */
  @FunctionalInterface
  public interface Preparation {
    /**
     * Prepares it.
     *
     * @param driver the driver's own connection, in auto-commit mode
     * @throws SQLException if it cannot be
     */
    void prepare(Connection driver) throws SQLException;
  }

  /** Asks the server of a connection that has just been opened what it is. */
  @FunctionalInterface
  public interface Stamping {
    /**
     * Asks.
     *
     * @param opened the driver's own connection, in auto-commit mode
     * @return null if nobody wants to know
     * @throws SQLException if it does not answer, or must not be used
     */
    @Nullable Sample stamp(Connection opened) throws SQLException;
  }

  /**
   * Finds the driver of a URL.
   *
   * @param url such as {@code jdbc:postgresql://host/db}
   * @param properties of the driver; copied
   * @param preparation what each session gets first
   * @param stamping asks each connection's server what it is; null if nobody wants to know
   * @throws SQLException if no driver that is registered knows the URL, nor PostgreSQL's own
   */
  public ServerDataSource(
      String url, Properties properties, Preparation preparation, @Nullable Stamping stamping)
      throws SQLException {
    this.url = url;
    this.properties = copy(properties);
    this.driver = driver(url);
    this.preparation = preparation;
    this.stamping = stamping;
  }

  /**
   * The one that is registered; else PostgreSQL's. DriverManager looks for drivers once in the life
   * of a JVM: in a server, before the application's class loader was there.
   */
  private static Driver driver(String url) throws SQLException {
    try {
      return DriverManager.getDriver(url);
    } catch (SQLException unregistered) {
      Driver postgres = new org.postgresql.Driver();
      if (postgres.acceptsURL(url)) {
        return postgres;
      }
      throw unregistered;
    }
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
    Connection connection = driver.connect(url, all);
    if (connection == null) {
      throw new SQLException(
          "The driver " + driver.getClass().getName() + " does not take the URL");
    }
    if (stamping != null) {
      try {
        preparation.prepare(connection);
        stamped.add(connection, new Physical(connection, stamping.stamp(connection)));
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
    }
    return connection;
  }

  /** Makes a session again what it was when it was opened, where its settings have been reset. */
  boolean prepare(Connection reset) throws SQLException {
    preparation.prepare(reset);
    return true;
  }

  /** Its connections, by their stamps. */
  PhysicalRegistry stamped() {
    return stamped;
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
