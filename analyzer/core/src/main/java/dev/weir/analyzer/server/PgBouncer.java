package dev.weir.analyzer.server;

import dev.weir.analyzer.sample.Answer;
import dev.weir.analyzer.sample.PoolSample;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** Asks PgBouncer's admin console, which knows neither transactions nor prepared statements. */
public final class PgBouncer {
  private PgBouncer() {}

  /**
   * Its pools, but for its own; what it does not answer is said in the answer.
   *
   * @param url of its database {@code pgbouncer}
   * @param properties of the connection, such as {@code user} and {@code password}
   */
  public static Answer<PoolSample> pools(String url, Properties properties) {
    Properties all = new Properties();
    all.putAll(properties);
    all.setProperty("preferQueryMode", "simple");
    all.setProperty("assumeMinServerVersion", "14");
    all.setProperty("sslmode", "disable");
    all.setProperty("connectTimeout", "10");
    all.setProperty("socketTimeout", "10");
    all.setProperty("socketFactory", ConsoleSocketFactory.class.getName());
    Instant at = Instant.now();
    try (Connection connection = DriverManager.getConnection(url, all);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SHOW POOLS")) {
      List<PoolSample> pools = new ArrayList<>();
      Row row = new Row(rows);
      while (rows.next()) {
        if (!row.text("database").equals("pgbouncer")) {
          pools.add(
              new PoolSample(
                  row.text("database"),
                  row.text("user"),
                  row.text("pool_mode"),
                  row.count("cl_active"),
                  row.count("cl_waiting"),
                  row.count("sv_active"),
                  row.count("sv_idle"),
                  1_000 * row.count("maxwait") + row.count("maxwait_us") / 1_000));
        }
      }
      return Answer.of(pools, at);
    } catch (SQLException e) {
      return Answer.unseen("PgBouncer could not be asked: " + Unseen.reason(e), at);
    }
  }
}
