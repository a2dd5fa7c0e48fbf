package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import dev.weir.route.RouteReason;
import dev.weir.samples.cluster.PostgresCluster;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the monitor's user may not see is not taken for good, and what helps is said. */
@Tag("proof")
class MonitorRightsTest {
  private static final String READ = "select v from acct";
  private static final Duration SAMPLED = Duration.ofMillis(40);

  private PostgresCluster servers;

  @BeforeEach
  void start() throws Exception {
    servers = PostgresCluster.start(1);
    run("create table acct (v int)");
    run("insert into acct values (0)");
    run("create role plain login password 'plain'");
    run("create role watcher login password 'watcher'");
    run("grant pg_monitor to watcher");
    run("grant select, update on acct to plain");
    servers.awaitReplication();
  }

  @AfterEach
  void stop() {
    servers.close();
  }

  private void run(String sql) throws SQLException {
    Cluster.execute(servers.primary().dataSource(), sql);
  }

  /** As services do that keep such things to themselves. */
  private void forbidPositions() throws SQLException {
    for (String function :
        new String[] {
          "pg_last_wal_replay_lsn()",
          "pg_current_wal_insert_lsn()",
          "pg_current_wal_flush_lsn()",
          "pg_control_system()"
        }) {
      run("revoke execute on function pg_catalog." + function + " from public");
    }
    servers.awaitReplication();
  }

  private String url(int node) {
    return servers.node(node).jdbcUrl().replaceFirst("\\?.*", "?user=plain&password=plain");
  }

  private WeirDataSource asPlainUser(UnaryOperator<WeirDataSource.Builder> settings) {
    HikariConfig pool = new HikariConfig();
    pool.setMaximumPoolSize(3);
    return settings
        .apply(
            WeirDataSource.builder()
                .name("test")
                .monitorInterval(Duration.ofMillis(20))
                .pool(pool)
                .primary(url(0))
                .replica(url(1)))
        .build();
  }

  private static RouteReason reason(WeirDataSource weir) throws SQLException {
    return weir.explain(READ).decision().reason();
  }

  private static void awaitTrouble(WeirDataSource weir, String words) throws Exception {
    Cluster.await(words, () -> weir.topology().nodes().get(1).trouble().contains(words));
  }

  private static int stale(WeirDataSource weir, int writes) throws SQLException {
    int stale = 0;
    for (int i = 1; i <= writes; i++) {
      Cluster.execute(weir, "update acct set v = " + i);
      long written = System.nanoTime();
      do {
        stale += Integer.toString(i).equals(Cluster.query(weir, READ)) ? 0 : 1;
      } while (System.nanoTime() - written < SAMPLED.toNanos());
    }
    return stale;
  }

  // ---------------------------------------------------------------- without pg_monitor

  @Test
  void withoutPgMonitorReadsStayOnThePrimaryAndTheGrantIsNamed() throws Exception {
    try (WeirDataSource weir = asPlainUser(b -> b)) {
      awaitTrouble(weir, "GRANT pg_monitor TO plain");
      assertThat(stale(weir, 20)).isZero();
      assertThat(Cluster.reads(weir)).isZero();
      assertThat(reason(weir)).isEqualTo(RouteReason.NO_REPLICA);

      run("grant pg_monitor to plain");
      Cluster.await("reads are served by the replica", () -> reason(weir) == RouteReason.READ);
    }
  }

  @Test
  void monitorHasAUserOfItsOwn() throws Exception {
    try (WeirDataSource weir =
        asPlainUser(b -> b.monitorUser("watcher").monitorPassword("watcher"))) {
      Cluster.await("reads are served by the replica", () -> reason(weir) == RouteReason.READ);
      assertThat(Cluster.query(weir, "select user::text from acct")).isEqualTo("plain");
      assertThat(
              Cluster.query(
                  servers.primary().dataSource(),
                  "select usename from pg_stat_activity where application_name = 'weir-monitor'"))
          .isEqualTo("watcher");
      assertThat(stale(weir, 20)).isZero();
      assertThat(Cluster.reads(weir)).isPositive();
    }
  }

  private Connection byUrl(String settings) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:weir:postgresql://%s:%d,%s:%d/postgres?user=plain&password=plain&weir.monitorInterval=20ms&weir.linger=0%s"
            .formatted(
                servers.node(0).host(),
                servers.node(0).port(),
                servers.node(1).host(),
                servers.node(1).port(),
                settings));
  }

  private static void awaitRead(Connection c) throws Exception {
    Cluster.await(
        "reads are served by the replica",
        () -> Weir.explain(c, READ).decision().reason() == RouteReason.READ);
  }

  @Test
  void userOfTheMonitorIsInTheUrl() throws Exception {
    try (Connection c = byUrl("&weir.monitorUser=watcher&weir.monitorPassword=watcher")) {
      awaitRead(c);
    }
    assertThatThrownBy(() -> byUrl("&weir.monitorPassword=watcher"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("monitorPassword needs monitorUser");
  }

  @Test
  void boundIsInTheUrl() throws Exception {
    forbidPositions();
    try (Connection c = byUrl("&weir.assumeReplicaLag=300ms")) {
      awaitRead(c);
    }
  }

  /** That the application's user may not ask is no reason not to ask as the monitor's. */
  @Test
  void positionsThatOnlyTheMonitorMayAskForAreEnough() throws Exception {
    forbidPositions();
    run("grant execute on all functions in schema pg_catalog to watcher");
    servers.awaitReplication();
    try (WeirDataSource weir =
        asPlainUser(b -> b.monitorUser("watcher").monitorPassword("watcher"))) {
      Cluster.await("reads are served by the replica", () -> reason(weir) == RouteReason.READ);
      assertThat(stale(weir, 20)).isZero();
      assertThat(Cluster.reads(weir)).isPositive();
    }
  }

  @Test
  void serversThatWereGivenHaveTheirUser() {
    WeirDataSource.Builder builder =
        WeirDataSource.builder()
            .primary(servers.primary().dataSource())
            .monitorUser("watcher")
            .monitorPassword("watcher");
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("servers that are given by URL");
  }

  /** The application's own user asks on its connections. */
  @Test
  void endpointNeedsTheRightForTheApplicationsUser() throws Exception {
    try (Address readers = Address.of(servers.node(1));
        WeirDataSource weir =
            WeirDataSource.builder()
                .name("test")
                .monitorInterval(Duration.ofMillis(20))
                .monitorUser("watcher")
                .monitorPassword("watcher")
                .primary(url(0))
                .readerEndpoint(
                    readers.jdbcUrl().replaceFirst("\\?.*", "?user=plain&password=plain"))
                .build()) {
      Cluster.await("the endpoint is there", () -> reason(weir) == RouteReason.READ);
      assertThat(stale(weir, 5)).isZero();
      assertThat(Cluster.reads(weir)).isZero();

      run("grant pg_monitor to plain");
      Cluster.await("the endpoint serves", served(weir));
      assertThat(stale(weir, 5)).isZero();
    }
  }

  private static Callable<Boolean> served(WeirDataSource weir) {
    return () -> Cluster.query(weir, READ) != null && Cluster.reads(weir) > 0;
  }

  // ---------------------------------------------------------------- without positions

  @Test
  void withoutPositionsReadsStayOnThePrimaryAndTheOptionIsNamed() throws Exception {
    forbidPositions();
    try (WeirDataSource weir = asPlainUser(b -> b)) {
      awaitTrouble(weir, "assumeReplicaLag(..)");
      assertThat(weir.topology().nodes().get(1).trouble()).contains("permission denied");
      assertThat(weir.topology().hasPrimary()).isTrue();
      assertThat(stale(weir, 20)).isZero();
      assertThat(Cluster.reads(weir)).isZero();
    }
  }

  @Test
  void boundThatIsStatedTakesThePlaceOfPositions() throws Exception {
    forbidPositions();
    Duration bound = Duration.ofMillis(300);
    try (WeirDataSource weir = asPlainUser(b -> b.assumeReplicaLag(bound))) {
      Cluster.await("reads are served by the replica", () -> reason(weir) == RouteReason.READ);
      servers.node(1).pauseReplay();
      Cluster.execute(weir, "update acct set v = 1");
      long written = System.nanoTime();
      String read = Cluster.query(weir, READ);
      while (System.nanoTime() - written < bound.toNanos()) {
        assertThat(read).isEqualTo("1");
        read = Cluster.query(weir, READ);
      }
      // The bound does not hold here, and reads are as old as it was wrong: nothing else was known.
      Cluster.await("the bound is believed", () -> "0".equals(Cluster.query(weir, READ)));
      servers.node(1).resumeReplay();
    }
  }

  @Test
  void boundThatIsStatedHoldsBehindAnEndpoint() throws Exception {
    forbidPositions();
    try (Address readers = Address.of(servers.node(1));
        WeirDataSource weir =
            WeirDataSource.builder()
                .name("test")
                .monitorInterval(Duration.ofMillis(20))
                .assumeReplicaLag(Duration.ofMillis(100))
                .primary(url(0))
                .readerEndpoint(
                    readers.jdbcUrl().replaceFirst("\\?.*", "?user=plain&password=plain"))
                .build()) {
      Cluster.await("the endpoint serves", served(weir));
      assertThat(stale(weir, 20)).isZero();
    }
  }

  @Test
  void positionsAreMeasuredWhereTheyAreToldWhateverIsAssumed() throws Exception {
    run("grant pg_monitor to plain");
    try (WeirDataSource weir = asPlainUser(b -> b.assumeReplicaLag(Duration.ofMillis(1)))) {
      Cluster.await("reads are served by the replica", () -> reason(weir) == RouteReason.READ);
      servers.node(1).pauseReplay();
      assertThat(stale(weir, 20)).isZero();
      servers.node(1).resumeReplay();
    }
  }

  @Test
  void assumedLagIsShorterThanTheMaximalOne() {
    WeirDataSource.Builder builder =
        WeirDataSource.builder().primary(url(0)).assumeReplicaLag(Duration.ofSeconds(10));
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("assumeReplicaLag must be shorter than maxLag");
  }

  @Test
  void primaryIsFoundAgainWithoutPositions() throws Exception {
    forbidPositions();
    servers.addReplica();
    try (WeirDataSource weir =
        asPlainUser(b -> b.replica(url(2)).assumeReplicaLag(Duration.ofMillis(300)))) {
      Cluster.execute(weir, "update acct set v = 1");
      servers.awaitReplication();
      servers.primary().kill();
      servers.promote(servers.node(1));
      Cluster.execute(weir, "update acct set v = 2");
      assertThat(weir.topology().primary().index()).isEqualTo(1);
      assertThat(Cluster.query(weir, READ)).isEqualTo("2");
    }
  }
}
