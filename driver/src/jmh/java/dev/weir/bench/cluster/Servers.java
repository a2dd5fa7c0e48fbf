package dev.weir.bench.cluster;

import com.zaxxer.hikari.HikariConfig;
import dev.weir.WeirDataSource;
import dev.weir.samples.cluster.PostgresCluster;
import dev.weir.samples.cluster.PostgresNode;
import dev.weir.topology.NodeState;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/** What the benchmarks do with servers. */
final class Servers {
  /** How many tables there are, {@code t0} and so on. */
  static final int TABLES = 8;

  /** How many rows each has, by {@code id} from 0. */
  static final int ROWS = 1_000;

  private Servers() {}

  /** Weir over all of them, without what the samples put between to cut connections. */
  static WeirDataSource weir(
      List<PostgresNode> nodes, int poolSize, UnaryOperator<WeirDataSource.Builder> more)
      throws Exception {
    HikariConfig pool = new HikariConfig();
    pool.setMaximumPoolSize(poolSize);
    WeirDataSource.Builder builder = WeirDataSource.builder().name("bench").pool(pool);
    builder.primary(nodes.get(0).directJdbcUrl());
    nodes.stream().skip(1).map(PostgresNode::directJdbcUrl).forEach(builder::replica);
    WeirDataSource weir = more.apply(builder).build();
    await(
        () ->
            weir.topology().nodes().stream()
                    .skip(1)
                    .allMatch(state -> state.confirmedNanos() != NodeState.UNKNOWN)
                && reads(weir));
    return weir;
  }

  /** Whether the catalogue and the replicas are known, so that reads go where they are served. */
  static boolean reads(WeirDataSource weir) throws SQLException {
    return weir.topology().nodes().size() == 1
        || !weir.explain("select v from t0").decision().reason().isPrimary();
  }

  static void createTables(PostgresCluster cluster) throws SQLException {
    DataSource primary = cluster.primary().dataSource();
    for (int i = 0; i < TABLES; i++) {
      execute(primary, "create table t" + i + " (id int primary key, v int not null)");
      execute(
          primary, "insert into t%d select i, 0 from generate_series(0, %d) i".formatted(i, ROWS));
    }
    execute(primary, "analyze");
    cluster.awaitReplication();
  }

  static int anyRow() {
    return ThreadLocalRandom.current().nextInt(ROWS);
  }

  static void read(DataSource dataSource, int table, int id) throws SQLException {
    query(dataSource, "select v from t" + table + " where id = " + id);
  }

  static void write(DataSource dataSource, int table, int id) throws SQLException {
    execute(dataSource, "update t" + table + " set v = v + 1 where id = " + id);
  }

  static void query(DataSource dataSource, String sql) throws SQLException {
    try (Connection c = dataSource.getConnection();
        Statement s = c.createStatement();
        ResultSet r = s.executeQuery(sql)) {
      r.next();
    }
  }

  static void execute(DataSource dataSource, String sql) throws SQLException {
    try (Connection c = dataSource.getConnection();
        Statement s = c.createStatement()) {
      s.execute(sql);
    }
  }

  /** Waits until something is so; tries again after a failure. */
  static void await(Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!isTrue(condition)) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("it did not happen within a minute");
      }
      Thread.sleep(1);
    }
  }

  private static boolean isTrue(Callable<Boolean> condition) throws Exception {
    try {
      return condition.call();
    } catch (SQLException e) {
      return false;
    }
  }
}
