package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.weir.samples.cluster.PostgresNode;
import dev.weir.topology.NodeState;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.util.PSQLException;

/** What runs when a DataSource is closed may end, but not for ever. */
@SuppressWarnings("try") // Some resources are only there to be open.
class CloseTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final String REFUSED = " - the DataSource is closed";

  @BeforeAll
  static void create() throws SQLException {
    cluster.run("create table closed (id int)");
  }

  /** Closes on another thread, and returns when that has begun. */
  private static CompletableFuture<Void> closing(WeirDataSource weir) throws Exception {
    CompletableFuture<Void> closed = CompletableFuture.runAsync(weir::close);
    Cluster.await("it refuses connections", () -> isRefused(weir));
    return closed;
  }

  private static boolean isRefused(WeirDataSource weir) {
    try (Connection c = weir.getConnection()) {
      return false;
    } catch (SQLException e) {
      return (weir.name() + REFUSED).equals(e.getMessage());
    }
  }

  private static String rows() throws SQLException {
    return String.valueOf(Cluster.query(cluster.bare(), "select count(*) from closed"));
  }

  @Test
  void transactionEndsAndNewConnectionsAreRefused() throws Exception {
    WeirDataSource weir = cluster.open(b -> b.closeTimeout(Duration.ofMinutes(5)));
    try (Connection c = weir.getConnection()) {
      c.setAutoCommit(false);
      Cluster.execute(c, "insert into closed values (1)");
      String before = rows();
      CompletableFuture<Void> closed = closing(weir);
      assertThatThrownBy(weir::getConnection)
          .isInstanceOf(SQLNonTransientConnectionException.class)
          .hasMessage("test" + REFUSED)
          .hasFieldOrPropertyWithValue("SQLState", "08001");
      assertThatThrownBy(weir::connectToPrimary).hasMessage("test" + REFUSED);
      assertThat(closed).isNotDone();
      Cluster.execute(c, "insert into closed values (2)");
      c.commit();
      closed.get(30, TimeUnit.SECONDS);
      assertThat(Integer.parseInt(rows()) - Integer.parseInt(before)).isEqualTo(2);
      assertThatThrownBy(() -> Cluster.query(c, "select 1")).hasMessageContaining("closed");
    }
  }

  @Test
  void openResultSetOnAReplicaIsReadToItsEnd() throws Exception {
    WeirDataSource weir = cluster.open(b -> b.closeTimeout(Duration.ofMinutes(5)));
    try (Connection c = weir.getConnection();
        Statement s = c.createStatement()) {
      c.setAutoCommit(false);
      c.setReadOnly(true);
      s.setFetchSize(1);
      ResultSet rows =
          s.executeQuery(
              "select pg_sleep(0.02) from generate_series(1, 20), pg_is_in_recovery() r where r");
      CompletableFuture<Void> closed = closing(weir);
      int read = 0;
      while (rows.next()) {
        read++;
      }
      assertThat(read).isEqualTo(20);
      assertThat(closed).isNotDone();
      rows.close();
      c.rollback();
      closed.get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void whatRunsLongerIsAborted() throws Exception {
    WeirDataSource weir =
        cluster.open(b -> b.name("aborting").closeTimeout(Duration.ofMillis(100)));
    try (Connection c = weir.getConnection()) {
      CompletableFuture<String> sleeping =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  c.setAutoCommit(false);
                  return String.valueOf(Cluster.query(c, "select pg_sleep(300)"));
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              });
      Cluster.await("it sleeps", () -> weir.statistics().nodes().get(0).inFlight() == 1);
      List<String> said = Logs.during(weir::close);
      assertThatThrownBy(() -> sleeping.get(30, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseInstanceOf(Exception.class);
      assertThat(said)
          .anyMatch(
              line ->
                  line.contains("WARN")
                      && line.endsWith(
                          "aborting - closed while connections are in use, after waiting for 100 ms"
                              + " (closeTimeout); they are aborted: [primary]"));
    }
  }

  /** Nothing is repeated: there is nobody any more who could run it. */
  @ParameterizedTest
  @MethodSource("settings")
  void readThatIsAbortedFailsAsTheDriverSays(
      UnaryOperator<WeirDataSource.Builder> settings, String hint) throws Exception {
    WeirDataSource weir =
        settings.apply(WeirDataSource.builder()).closeTimeout(Duration.ofMillis(100)).build();
    awaitReady(weir);
    CompletableFuture<Throwable> failed =
        CompletableFuture.supplyAsync(
            () -> catchThrowable(() -> Cluster.query(weir, hint + "select pg_sleep(300)")));
    Cluster.await("it sleeps", () -> isSleeping());
    weir.close();

    assertThat(failed.get(30, TimeUnit.SECONDS))
        .isInstanceOf(PSQLException.class)
        .hasFieldOrPropertyWithValue("SQLState", "08006")
        .hasNoSuppressedExceptions();
  }

  @ParameterizedTest
  @MethodSource("settings")
  void idleConnectionSaysThatTheDataSourceIsClosed(
      UnaryOperator<WeirDataSource.Builder> settings, String hint) throws Exception {
    WeirDataSource weir = settings.apply(WeirDataSource.builder()).build();
    awaitReady(weir);
    try (Connection c = weir.getConnection();
        Statement s = c.createStatement()) {
      weir.close();
      for (ThrowingCallable use :
          List.<ThrowingCallable>of(
              () -> s.executeQuery(hint + "select 1").next(),
              () -> s.execute("insert into closed values (1)"),
              () -> c.createArrayOf("int4", new Integer[] {1}),
              () -> c.getMetaData().getTables(null, null, "%", null).next())) {
        assertThatThrownBy(use)
            .isInstanceOf(SQLNonTransientConnectionException.class)
            .hasMessage(weir.name() + REFUSED)
            .hasFieldOrPropertyWithValue("SQLState", "08001");
      }
      assertThat(c.isValid(1)).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void whoWaitsForAConnectionIsToldThatTheDataSourceIsClosed(
      UnaryOperator<WeirDataSource.Builder> settings, String hint) throws Exception {
    HikariConfig one = new HikariConfig();
    one.setMaximumPoolSize(1);
    one.setConnectionTimeout(2_000);
    WeirDataSource weir =
        settings
            .apply(WeirDataSource.builder())
            .pool(one)
            .closeTimeout(Duration.ofMillis(100))
            .build();
    awaitReady(weir);
    try (Connection busy = weir.getConnection()) {
      busy.setAutoCommit(false);
      Cluster.execute(busy, "insert into closed values (1)");
      CompletableFuture<Throwable> failed =
          CompletableFuture.supplyAsync(
              () -> catchThrowable(() -> Cluster.execute(weir, "insert into closed values (1)")));
      HikariPoolMXBean pool = weir.unwrap(HikariDataSource.class).getHikariPoolMXBean();
      Cluster.await("it waits", () -> pool.getThreadsAwaitingConnection() > 0);
      weir.close();

      assertThat(failed.get(30, TimeUnit.SECONDS))
          .isInstanceOf(SQLNonTransientConnectionException.class)
          .hasMessage(weir.name() + REFUSED)
          .hasFieldOrPropertyWithValue("SQLState", "08001");
    }
  }

  private static List<Arguments> settings() {
    String primary = cluster.servers().jdbcUrl();
    String replica = cluster.servers().node(1).jdbcUrl();
    return List.of(
        arguments(named("one server", on(b -> b.primary(primary))), ""),
        arguments(named("a replica", on(b -> b.primary(primary).replica(replica))), ""),
        arguments(
            named("a reporting replica", on(b -> b.primary(primary).reportingReplica(replica))),
            "/*+ weir: reporting */ "));
  }

  private static boolean isSleeping() throws SQLException {
    for (PostgresNode node : cluster.servers().nodes()) {
      String sleeping =
          "select count(*) from pg_stat_activity where wait_event = 'PgSleep' and query ~ '300'";
      if (!"0".equals(Cluster.query(node.dataSource(), sleeping))) {
        return true;
      }
    }
    return false;
  }

  private static UnaryOperator<WeirDataSource.Builder> on(
      UnaryOperator<WeirDataSource.Builder> settings) {
    return settings;
  }

  private static void awaitReady(WeirDataSource weir) throws Exception {
    Cluster.await("the catalogue is read", () -> weir.statistics().catalog().age() != null);
    Cluster.await(
        "its replica is in order",
        () ->
            weir.topology().nodes().stream()
                .skip(1)
                .allMatch(
                    node -> node.role() == NodeState.Role.REPLICA && node.trouble().isEmpty()));
  }

  /** Who has a connection and nothing on it does not keep it open. */
  @Test
  void idleConnectionIsNotWaitedFor() throws Exception {
    WeirDataSource weir = cluster.open(b -> b.closeTimeout(Duration.ofDays(1)));
    try (Connection c = weir.getConnection()) {
      Cluster.query(c, "select 1");
      weir.close();
      assertThatThrownBy(() -> Cluster.query(c, "select 1")).hasMessageContaining("closed");
    }
  }

  /** What is observed is the application's: it stays as it is. */
  @Test
  void givenDataSourceIsNotWaitedFor() throws Exception {
    try (HikariDataSource given = new HikariDataSource()) {
      given.setJdbcUrl(cluster.servers().jdbcUrl());
      WeirDataSource weir = Weir.observe(given);
      try (Connection c = weir.getConnection()) {
        weir.close();
        assertThat(Cluster.query(c, "select 1")).isEqualTo("1");
        assertThatThrownBy(weir::getConnection).hasMessage("weir" + REFUSED);
      }
    }
  }

  /** The order in which an application closes its things is its own. */
  @Test
  void poolsThatWereGivenMayBeClosedFirst() throws Exception {
    List<String> said =
        Logs.during(
            () -> {
              List<HikariDataSource> pools = new ArrayList<>();
              WeirDataSource weir =
                  WeirDataSource.builder()
                      .primary(pool(pools, 0))
                      .replica(pool(pools, 1))
                      .monitorInterval(Duration.ofSeconds(5)) // Nobody looks while they are closed.
                      .build();
              Cluster.awaitReplicas(weir);
              pools.forEach(HikariDataSource::close);
              weir.close();
            });
    assertThat(said)
        .filteredOn(line -> line.contains("WARN ") || line.contains("ERROR "))
        .isEmpty();
  }

  private static HikariDataSource pool(List<HikariDataSource> all, int node) {
    HikariDataSource pool = new HikariDataSource();
    pool.setJdbcUrl(cluster.servers().node(node).jdbcUrl());
    pool.setMaximumPoolSize(3);
    all.add(pool);
    return pool;
  }
}
