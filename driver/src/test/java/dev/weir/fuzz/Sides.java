package dev.weir.fuzz;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.weir.Cluster;
import dev.weir.Weir;
import dev.weir.WeirDataSource;
import dev.weir.fuzz.Databases.Of;
import dev.weir.fuzz.Side.Lender;
import dev.weir.route.RouteCount;
import dev.weir.route.RouteReason;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Opens what a setup describes, and the same without Weir. */
final class Sides {
  /** As many as there are borrowers, so that each pool lends the same ones. */
  private static final int POOLED = 3;

  private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(3);

  private final Databases databases;

  Sides(Databases databases) {
    this.databases = databases;
  }

  /** Without Weir: a pool where the application has one, else a new connection each time. */
  Side bare(Setup setup) throws Exception {
    Deque<AutoCloseable> opened = new ArrayDeque<>();
    DataSource server = server(Of.BARE, 0);
    Lender lender =
        setup.kind().inPool()
            ? application(server, setup, opened)::getConnection
            : Lender.of(server, setup.autoCommit());
    return new Side(databases, Of.BARE, lender, opened, () -> true);
  }

  Side weir(Setup setup) throws Exception {
    Deque<AutoCloseable> opened = new ArrayDeque<>();
    Lender lender =
        switch (setup.kind()) {
          case OBSERVED -> {
            WeirDataSource weir = Weir.observe(application(server(Of.WEIR, 0), setup, opened));
            opened.addFirst(weir);
            yield weir::getConnection;
          }
          case OBSERVED_IN_POOL -> {
            WeirDataSource weir = Weir.observe(server(Of.WEIR, 0));
            opened.addFirst(weir);
            yield application(weir, setup, opened)::getConnection;
          }
          case ONE, ROUTED -> urls(setup, opened)::getConnection;
          case GIVEN -> given(setup, opened)::getConnection;
          case ROUTED_IN_POOL -> application(urls(setup, opened), setup, opened)::getConnection;
        };
    return new Side(databases, Of.WEIR, lender, opened, () -> isReadOnReplica(setup, opened));
  }

  private DataSource server(Of of, int node) {
    PGSimpleDataSource server = new PGSimpleDataSource();
    server.setUrl(databases.url(of, node));
    return server;
  }

  /** The pool of an application. */
  private static HikariDataSource application(
      DataSource source, Setup setup, Deque<AutoCloseable> opened) throws Exception {
    HikariConfig config = config(setup);
    config.setDataSource(source);
    HikariDataSource pool = new HikariDataSource(config);
    opened.addFirst(pool);
    Cluster.await(
        "a pool is full", () -> pool.getHikariPoolMXBean().getIdleConnections() == POOLED);
    return pool;
  }

  private WeirDataSource urls(Setup setup, Deque<AutoCloseable> opened) throws Exception {
    HikariConfig config = config(setup);
    config.setMinimumIdle(1);
    WeirDataSource.Builder builder = builder().primary(databases.url(Of.WEIR, 0)).pool(config);
    if (setup.kind().hasReplica()) {
      builder.replica(databases.url(Of.WEIR, 1));
    }
    return opened(builder, setup, opened);
  }

  private WeirDataSource given(Setup setup, Deque<AutoCloseable> opened) throws Exception {
    return opened(
        builder().primary(given(setup, 0, opened)).replica(given(setup, 1, opened)), setup, opened);
  }

  private HikariDataSource given(Setup setup, int node, Deque<AutoCloseable> opened) {
    HikariConfig config = config(setup);
    config.setMinimumIdle(1);
    config.setMaximumPoolSize(POOLED + 1); // One is the monitor's.
    config.setDataSource(server(Of.WEIR, node));
    HikariDataSource pool = new HikariDataSource(config);
    opened.addFirst(pool);
    return pool;
  }

  private static WeirDataSource.Builder builder() {
    return WeirDataSource.builder().name("fuzz").monitorInterval(Duration.ofMillis(100));
  }

  private static WeirDataSource opened(
      WeirDataSource.Builder builder, Setup setup, Deque<AutoCloseable> opened) throws Exception {
    WeirDataSource weir = builder.closeTimeout(Duration.ZERO).build();
    opened.addFirst(weir);
    if (setup.kind().hasReplica()) {
      Cluster.await("reads are served by a replica", () -> isReadOnReplica(weir));
    }
    return weir;
  }

  private static boolean isReadOnReplica(Setup setup, Deque<AutoCloseable> opened)
      throws Exception {
    if (setup.kind().hasReplica()) {
      for (AutoCloseable each : opened) {
        if (each instanceof WeirDataSource weir) {
          return isReadOnReplica(weir);
        }
      }
    }
    return true;
  }

  private static boolean isReadOnReplica(WeirDataSource weir) throws SQLException {
    long before = readsOnReplica(weir);
    try (Connection c = weir.getConnection();
        Statement s = c.createStatement()) {
      c.setAutoCommit(true);
      s.executeQuery("select count(*) from account").close();
    }
    return readsOnReplica(weir) > before;
  }

  private static long readsOnReplica(WeirDataSource weir) {
    return weir.routes().stream()
        .filter(count -> count.reason() == RouteReason.READ)
        .mapToLong(RouteCount::executions)
        .sum();
  }

  private static HikariConfig config(Setup setup) {
    HikariConfig config = new HikariConfig();
    config.setMaximumPoolSize(POOLED);
    config.setAutoCommit(setup.autoCommit());
    config.setConnectionTimeout(CONNECTION_TIMEOUT.toMillis());
    return config;
  }
}
