package dev.weir;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Weir for whoever can only give a URL: {@code
 * jdbc:weir:postgresql://primary,replica1,replica2/db?user=..&weir.maxLag=2s}. All properties but
 * {@code weir.*} are those of PostgreSQL's driver. Connections of one URL and the same properties
 * share one {@link WeirDataSource}, which {@code connection.unwrap(WeirDataSource.class)} returns.
 * It is closed when it has had none for 30 s ({@code weir.linger}), when the process ends, or when
 * the driver is deregistered.
 *
 * <p>Thread-safe. Found by {@link java.util.ServiceLoader}; nothing need be registered.
 */
public final class WeirDriver implements Driver {
  /** How long the end of a process waits for DataSources that nobody uses any more. */
  private static final Duration END_WAIT = Duration.ofSeconds(5);

  static {
    WeirDriver driver = new WeirDriver();
    Thread atEnd = new Thread(driver::endOfProcess, "weir-end");
    atEnd.setContextClassLoader(WeirDriver.class.getClassLoader());
    try {
      DriverManager.registerDriver(driver, () -> driver.deregistered(atEnd));
      Runtime.getRuntime().addShutdownHook(atEnd);
    } catch (SQLException e) {
      throw new ExceptionInInitializerError(e);
    } catch (IllegalStateException e) {
      // The process ends already.
    }
  }

  private final SharedDataSources dataSources;

  /** Creates a driver whose DataSources are its own. */
  public WeirDriver() {
    this(new LingerTimer());
  }

  WeirDriver(SharedDataSources.Timer timer) {
    this.dataSources = new SharedDataSources(timer);
  }

  private void deregistered(Thread atEnd) {
    try {
      Runtime.getRuntime().removeShutdownHook(atEnd);
    } catch (IllegalStateException e) {
      // It runs, or has run.
    }
    dataSources.closeAll();
  }

  /**
   * Their servers, and their extensions, hear of the end. A server that hangs does not delay it.
   */
  private void endOfProcess() {
    Thread closing = LingerTimer.daemon(dataSources::closeLingering);
    closing.start();
    try {
      closing.join(END_WAIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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
    return dataSources.connect(url, copy);
  }

  /** How many DataSources there are. */
  int open() {
    return dataSources.open();
  }

  /** Weir's own; all others are those of PostgreSQL's driver. */
  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties) {
    Properties given = new Properties();
    if (acceptsURL(url)) {
      try {
        given.putAll(WeirUrl.parse(url, properties).weir());
      } catch (IllegalArgumentException e) {
        // It is not complete, which is why somebody asks.
      }
    }
    List<DriverPropertyInfo> infos = new ArrayList<>();
    for (Setting setting : Setting.values()) {
      DriverPropertyInfo info =
          new DriverPropertyInfo(
              setting.key(), given.getProperty(setting.key(), setting.standard()));
      info.description = setting.description();
      if (setting.isFlag()) {
        info.choices = new String[] {"false", "true"};
      }
      infos.add(info);
    }
    return infos.toArray(DriverPropertyInfo[]::new);
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
