package dev.weir;

import dev.weir.consistency.CallerScope;
import dev.weir.consistency.Freshness;
import dev.weir.consistency.FreshnessScope;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * An application in a class loader of its own, from its start to its end: as a server runs many,
 * one after the other. What it is given are the URLs of the primary and its replicas.
 */
public final class Tenant implements Consumer<List<String>> {
  private static final String WRITE = "insert into tenancy values (1)";
  private static final String READ = "select count(*) > 0 from tenancy";

  @Override
  public void accept(List<String> urls) {
    try {
      Class.forName("dev.weir.WeirDriver"); // As servers ask for: DriverManager has looked before.
      useDataSource(urls);
      useDriver(urls);
      deregister();
    } catch (SQLException | ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void useDataSource(List<String> urls) throws SQLException {
    WeirDataSource.Builder builder = WeirDataSource.builder().name("tenant").primary(urls.get(0));
    builder.monitorInterval(Duration.ofMillis(100));
    urls.stream().skip(1).forEach(builder::replica);
    try (WeirDataSource weir = builder.build()) {
      readAndWrite(weir.getConnection());
      while (weir.statistics().nodes().get(1).executions() == 0) {
        readAndWrite(weir.getConnection());
      }
    }
  }

  private static void useDriver(List<String> urls) throws SQLException {
    String servers =
        urls.stream()
            .map(url -> url.substring(url.indexOf("//") + 2, url.lastIndexOf('/')))
            .collect(Collectors.joining(","));
    String url = "jdbc:weir:postgresql://" + servers + "/postgres?user=postgres&password=postgres";
    readAndWrite(DriverManager.getConnection(url));
    DriverManager.getConnection(url).isValid(1); // Left open by mistake.
  }

  @SuppressWarnings("try") // The scopes are not named within their block.
  private static void readAndWrite(Connection taken) throws SQLException {
    try (Connection c = taken;
        CallerScope session = Weir.session("tenant");
        Statement s = c.createStatement()) {
      s.execute(WRITE);
      s.setQueryTimeout(60); // The driver's timer.
      assertTrue(s.executeQuery(READ));
      try (FreshnessScope loose = Weir.freshness(Freshness.ANY)) {
        s.executeQuery(READ).close();
      }
      c.setAutoCommit(false);
      s.execute(WRITE);
      c.commit();
    }
  }

  private static void assertTrue(ResultSet answer) throws SQLException {
    try (ResultSet row = answer) {
      if (!row.next() || !row.getBoolean(1)) {
        throw new SQLException("the write is not seen");
      }
    }
  }

  /** As a server does for an application that it ends. */
  private static void deregister() throws SQLException {
    for (Driver driver : Collections.list(DriverManager.getDrivers())) {
      if (driver.getClass().getClassLoader() == Tenant.class.getClassLoader()) {
        DriverManager.deregisterDriver(driver);
      }
    }
  }
}
