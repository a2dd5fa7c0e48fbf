package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariConfig;
import dev.weir.route.RouteReason;
import dev.weir.route.SpillOver;
import dev.weir.samples.cluster.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads that a replica cancels because they are in the way of what it has to replay. */
@Tag("proof")
class RecoveryConflictTest {
  /** Runs until the gate is open in its own snapshot: never, if it was closed when it began. */
  private static final String READ = "select through()";

  private static PostgresCluster servers;

  private final Recording heard = new Recording();
  private WeirDataSource weir;

  @BeforeAll
  static void start() throws Exception {
    servers = PostgresCluster.start(2);
    for (int i = 1; i <= 2; i++) {
      try (Connection replica = servers.node(i).dataSource().getConnection()) {
        Cluster.execute(replica, "alter system set max_standby_streaming_delay = 0");
        Cluster.execute(replica, "select pg_reload_conf()");
      }
    }
    try (Connection c = servers.primary().dataSource().getConnection()) {
      Cluster.execute(c, "create table gate (open int)");
      Cluster.execute(
          c,
          "create function through() returns text language plpgsql stable as"
              + " 'begin for i in 1 .. 3000 loop"
              + "  if exists (select from gate) then return ''through''; end if;"
              + "  perform pg_sleep(0.01);"
              + " end loop; return ''not opened''; end'");
      Cluster.execute(
          c,
          "create function conflicts() returns int language plpgsql stable as"
              + " 'begin raise exception ''as if'' using errcode = ''40001''; end'");
    }
    servers.awaitReplication();
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  @BeforeEach
  void open() throws Exception {
    Cluster.execute(servers.primary().dataSource(), "truncate gate");
    servers.awaitReplication();
    HikariConfig pool = new HikariConfig();
    pool.setMaximumPoolSize(2);
    weir =
        Cluster.open(
            servers, b -> b.pool(pool).listener(heard).catalogInterval(Duration.ofHours(1)));
    heard.forget();
  }

  @AfterEach
  void close() {
    weir.close();
  }

  /** On the primary, past Weir: with a lock that a standby must take before it replays the rest. */
  private static void openGate() throws SQLException {
    try (Connection c = servers.primary().dataSource().getConnection()) {
      c.setAutoCommit(false);
      Cluster.execute(c, "lock table gate in access exclusive mode");
      Cluster.execute(c, "insert into gate values (1)");
      c.commit();
    }
  }

  private static @Nullable String active(int node) throws SQLException {
    return Cluster.query(
        servers.node(node).dataSource(),
        "select count(*) from pg_stat_activity where state = 'active' and query = '%s'"
            .formatted(READ));
  }

  /** On which replica the read runs. */
  private static int running() throws Exception {
    Cluster.await("it runs", () -> "1".equals(active(1)) || "1".equals(active(2)));
    return "1".equals(active(1)) ? 1 : 2;
  }

  private static CompletableFuture<String> reading(Connection c) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return String.valueOf(Cluster.query(c, READ));
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private long counted(RouteReason reason) {
    return weir.routes().stream()
        .filter(count -> count.reason() == reason)
        .mapToLong(count -> count.executions())
        .sum();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void readIsRepeatedOnTheOtherReplica(boolean readOnly) throws Exception {
    long before = counted(RouteReason.READ);
    try (Connection c = weir.getConnection()) {
      c.setReadOnly(readOnly);
      CompletableFuture<String> read = reading(c);
      int node = running();
      servers.node(node).pauseReplay();
      openGate();
      servers.node(3 - node).awaitReplayed(servers.primary().walPosition());
      servers.node(node).resumeReplay();
      assertThat(read.get()).isEqualTo("through");
      assertThat(heard.ended.get(0).decision().node().index()).isEqualTo(3 - node);
    }
    assertThat(counted(RouteReason.READ)).isEqualTo(before + 2);
    assertThat(counted(RouteReason.REPEATED_ON_PRIMARY)).isZero();
  }

  @Test
  void firstReadOfAReadOnlyTransactionIsRepeatedAndTheTransactionGoesOnThere() throws Exception {
    try (Connection c = weir.getConnection()) {
      c.setReadOnly(true);
      c.setAutoCommit(false);
      c.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      CompletableFuture<String> read = reading(c);
      int node = running();
      servers.node(node).pauseReplay();
      openGate();
      servers.node(3 - node).awaitReplayed(servers.primary().walPosition());
      servers.node(node).resumeReplay();
      assertThat(read.get()).isEqualTo("through");
      assertThat(Cluster.query(c, "select count(*) from gate")).isEqualTo("1");
      assertThat(heard.ended)
          .extracting(e -> e.decision().node().index())
          .containsExactly(3 - node, 3 - node);
      c.commit();
    }
  }

  @Test
  void transactionThatHasReadGetsTheServersErrorAndWhatHelps() throws Exception {
    try (Connection c = weir.getConnection()) {
      c.setReadOnly(true);
      c.setAutoCommit(false);
      Cluster.query(c, "select 1");
      CompletableFuture<SQLException> read =
          CompletableFuture.supplyAsync(
              () -> catchThrowableOfType(SQLException.class, () -> Cluster.query(c, READ)));
      running();
      openGate();
      SQLException thrown = read.get();
      assertThat(thrown.getSQLState()).isEqualTo("40001");
      assertThat((Throwable) thrown).hasMessageContaining("conflict with recovery");
      assertThat(thrown.getSuppressed())
          .singleElement()
          .isInstanceOfSatisfying(
              SQLException.class,
              e -> assertThat((Throwable) e).hasMessageContaining("max_standby_streaming_delay"));
      c.rollback();
      assertThat(Cluster.query(c, "select 1")).isEqualTo("1");
      c.rollback();
    }
  }

  @Test
  void repetitionIsBounded() throws Exception {
    Cluster.await(
        "the catalogue is known",
        () -> !weir.explain("select conflicts()").decision().reason().isPrimary());
    long before = counted(RouteReason.READ);
    SQLException thrown =
        catchThrowableOfType(SQLException.class, () -> Cluster.query(weir, "select conflicts()"));
    assertThat(thrown.getSQLState()).isEqualTo("40001");
    assertThat(counted(RouteReason.READ)).isEqualTo(before + 2);
    assertThat(counted(RouteReason.REPEATED_ON_PRIMARY)).isEqualTo(1);
  }

  /** What replicas fail to run falls on the primary as well. */
  @Test
  void repetitionOnThePrimaryIsCapped() throws Exception {
    try (WeirDataSource capped = Cluster.open(servers, b -> b.spillOver(SpillOver.atMost(0)))) {
      Cluster.await(
          "the catalogue is known",
          () -> !capped.explain("select conflicts()").decision().reason().isPrimary());
      SQLException thrown =
          catchThrowableOfType(
              SQLException.class, () -> Cluster.query(capped, "select conflicts()"));
      assertThat(thrown.getSQLState()).isEqualTo("53300");
      assertThat(thrown.getSuppressed())
          .singleElement()
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("40001"));
    }
  }

  @Test
  void conflictOnThePrimaryIsTheApplications() throws Exception {
    long before = counted(RouteReason.READ);
    try (Connection c = weir.getConnection()) {
      c.setAutoCommit(false);
      SQLException thrown =
          catchThrowableOfType(SQLException.class, () -> Cluster.query(c, "select conflicts()"));
      assertThat(thrown.getSQLState()).isEqualTo("40001");
      assertThat(thrown.getSuppressed()).isEmpty();
      c.rollback();
    }
    assertThat(counted(RouteReason.READ)).isEqualTo(before);
    assertThat(counted(RouteReason.REPEATED_ON_PRIMARY)).isZero();
  }
}
