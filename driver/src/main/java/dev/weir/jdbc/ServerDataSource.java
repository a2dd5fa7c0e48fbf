package dev.weir.jdbc;

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
 * Opens a new connection to one server by URL, each time it is asked. What the pools and the
 * monitor stand on. Thread-safe.
 */
public final class ServerDataSource implements DataSource {
  private final String url;
  private final Properties properties;
  private final Driver driver;

  /**
   * Finds the driver of a URL.
   *
   * @param url such as {@code jdbc:postgresql://host/db}
   * @param properties of the driver; copied
   * @throws SQLException if no driver that is registered knows the URL
   */
  public ServerDataSource(String url, Properties properties) throws SQLException {
    this.url = url;
    this.properties = new Properties();
    this.properties.putAll(properties);
    this.driver = DriverManager.getDriver(url);
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = driver.connect(url, properties);
    if (connection == null) {
      throw new SQLException(
          "The driver " + driver.getClass().getName() + " does not take the URL");
    }
    return connection;
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    Properties all = new Properties();
    all.putAll(properties);
    all.setProperty("user", user);
    all.setProperty("password", password);
    return new ServerDataSource(url, all).getConnection();
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(PrintWriter out) {}

  @Override
  public void setLoginTimeout(int seconds) {}

  @Override
  public int getLoginTimeout() {
    return 0;
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
