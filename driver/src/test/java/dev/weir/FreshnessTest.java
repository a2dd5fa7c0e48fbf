package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.consistency.Freshness;
import dev.weir.consistency.FreshnessScope;
import dev.weir.route.RouteReason;
import dev.weir.samples.cluster.PostgresNode;
import dev.weir.topology.Node;
import dev.weir.topology.NodeState;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each contract is kept, whoever chose it, while the replicas stand still or catch up. */
@SuppressWarnings("try") // A scope is not named within its block.
class FreshnessTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final String READ = "select v from fresh where id = 1";

  @BeforeAll
  static void create() throws SQLException {
    cluster.run(
        "create table fresh (id int primary key, v int not null)",
        "insert into fresh values (1, 0)");
  }

  /** Runs what reads after a write that no replica has: the value before it is 0, after it 1. */
  private static void afterWrite(WeirDataSource weir, Cluster.Action action) throws Exception {
    Cluster.execute(weir, "update fresh set v = 0");
    cluster.whileReplicasStandStill(
        () -> {
          Cluster.execute(weir, "update fresh set v = 1");
          action.run();
        });
  }

  private static long count(WeirDataSource weir, RouteReason reason) {
    return weir.routes().stream()
        .filter(route -> route.reason() == reason)
        .mapToLong(route -> route.executions())
        .sum();
  }

  private static String hinted(String hint) {
    return "/*+ weir: " + hint + " */ " + READ;
  }

  // ---------------------------------------------------------------- the contracts

  @ParameterizedTest
  @CsvSource({
    "primary, 1, PRIMARY_ASKED",
    "own_writes, 1, OWN_WRITES",
    "bounded 0ms, 1, BEYOND_BOUND",
    "bounded 1h, 0, READ",
    "any, 0, READ"
  })
  void contractIsKeptWhoeverChoseIt(String text, String value, RouteReason reason)
      throws Exception {
    Freshness freshness = Freshness.parse(text);
    try (WeirDataSource weir = cluster.open();
        WeirDataSource setTo = cluster.open(builder -> builder.freshness(freshness))) {
      afterWrite(
          weir,
          () -> {
            long before = count(weir, reason);
            assertThat(Cluster.query(weir, hinted(text))).isEqualTo(value);
            try (FreshnessScope scope = Weir.freshness(freshness)) {
              assertThat(Cluster.query(weir, READ)).isEqualTo(value);
            }
            assertThat(count(weir, reason)).isEqualTo(before + 2);
          });
      afterWrite(setTo, () -> assertThat(Cluster.query(setTo, READ)).isEqualTo(value));
    }
  }

  @Test
  void hintIsStrongerThanScopeAndScopeThanDataSource() throws Exception {
    try (WeirDataSource weir = cluster.open(builder -> builder.freshness(Freshness.PRIMARY))) {
      afterWrite(
          weir,
          () -> {
            assertThat(Cluster.query(weir, READ)).isEqualTo("1");
            assertThat(Cluster.query(weir, hinted("any"))).isEqualTo("0");
            try (FreshnessScope scope = Weir.freshness(Freshness.ANY)) {
              assertThat(Cluster.query(weir, READ)).isEqualTo("0");
              assertThat(Cluster.query(weir, hinted("own_writes"))).isEqualTo("1");
              try (FreshnessScope inner = Weir.freshness(Freshness.OWN_WRITES)) {
                assertThat(Cluster.query(weir, READ)).isEqualTo("1");
              }
              assertThat(Cluster.query(weir, READ)).isEqualTo("0");
            }
            assertThat(Cluster.query(weir, READ)).isEqualTo("1");
          });
    }
  }

  @Test
  void scopeDoesNotReachOtherThreads() throws Exception {
    ExecutorService other = Executors.newSingleThreadExecutor();
    try (WeirDataSource weir = cluster.open()) {
      afterWrite(
          weir,
          () -> {
            try (FreshnessScope scope = Weir.freshness(Freshness.ANY)) {
              assertThat(Cluster.query(weir, READ)).isEqualTo("0");
              assertThat(other.submit(() -> Cluster.query(weir, READ)).get()).isEqualTo("1");
            }
          });
    } finally {
      other.shutdownNow();
    }
  }

  // ---------------------------------------------------------------- what only the primary does

  @Test
  void scopeDoesNotApplyToWritesNorToTransactionsThatMayWrite() throws Exception {
    try (WeirDataSource weir = cluster.open();
        FreshnessScope scope = Weir.freshness(Freshness.ANY)) {
      afterWrite(
          weir,
          () -> {
            try (Connection c = weir.getConnection()) {
              c.setAutoCommit(false);
              assertThat(Cluster.query(c, READ)).isEqualTo("1");
              Cluster.execute(c, "update fresh set v = 2");
              assertThat(Cluster.query(c, READ)).isEqualTo("2");
              c.rollback();
            }
          });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"any", "bounded 1s", "reporting"})
  void hintThatContradictsAWriteIsAnError(String hint) throws Exception {
    try (WeirDataSource weir = cluster.open()) {
      for (String sql :
          List.of(
              "update fresh set v = 7",
              "select v from fresh for update",
              "create table never (i int)",
              "select 1; select 2")) {
        assertThatThrownBy(() -> Cluster.execute(weir, "/*+ weir: " + hint + " */ " + sql))
            .isInstanceOf(SQLException.class)
            .hasMessageStartingWith("the hint /*+ weir: " + hint + " */ contradicts the statement");
      }
      assertThat(Cluster.query(weir, READ)).isNotEqualTo("7");
      Cluster.execute(weir, "/*+ weir: primary */ update fresh set v = v");
      Cluster.execute(weir, "/*+ weir: own_writes */ update fresh set v = v");
    }
  }

  @Test
  void hintThatContradictsATransactionAPinOrACallIsAnError() throws Exception {
    try (WeirDataSource weir = cluster.open();
        Connection c = weir.getConnection()) {
      c.setAutoCommit(false);
      assertThatThrownBy(() -> Cluster.query(c, hinted("any")))
          .hasMessageContaining("/*+ weir: any */ contradicts the transaction");
      Cluster.query(c, hinted("primary"));
      c.rollback();
      c.setAutoCommit(true);
      try (Statement s = c.createStatement()) {
        assertThatThrownBy(() -> s.executeUpdate(hinted("any")))
            .hasMessageContaining("contradicts the call");
      }
      Cluster.execute(c, "create temporary table pinning (i int)");
      assertThatThrownBy(() -> Cluster.query(c, hinted("any")))
          .hasMessageContaining("contradicts the connection, which is pinned");
    }
  }

  @Test
  void hintThatIsNotUnderstoodIsAnErrorThatNamesItAndWhatIsAllowed() throws Exception {
    try (WeirDataSource weir = cluster.open()) {
      assertThatThrownBy(() -> Cluster.query(weir, hinted("replica please")))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("/*+ weir: replica please */ is not understood")
          .hasMessageContaining("primary, own_writes, bounded 250ms, any or reporting")
          .extracting(e -> ((SQLException) e).getSQLState())
          .isEqualTo("42601");
    }
    try (WeirDataSource observed = Weir.observe(cluster.bare())) {
      assertThat(Cluster.query(observed, hinted("replica please"))).isNotNull();
    }
  }

  /**
   * Only the text tells of a contradiction: a function that is changed must not break its callers.
   */
  @Test
  void hintedReadOfAFunctionThatWritesGoesToThePrimary() throws Exception {
    try (WeirDataSource weir = cluster.open()) {
      assertThat(Cluster.query(weir, "/*+ weir: any */ select pg_advisory_xact_lock(1) is null"))
          .isNotNull();
    }
  }

  // ---------------------------------------------------------------- read-only transactions

  @ParameterizedTest
  @ValueSource(
      ints = {Connection.TRANSACTION_READ_COMMITTED, Connection.TRANSACTION_REPEATABLE_READ})
  void readOnlyTransactionHasTheContractOfItsFirstStatement(int isolation) throws Exception {
    try (WeirDataSource weir = cluster.open()) {
      afterWrite(
          weir,
          () -> {
            try (Connection c = weir.getConnection()) {
              c.setTransactionIsolation(isolation);
              c.setReadOnly(true);
              c.setAutoCommit(false);
              try (FreshnessScope scope = Weir.freshness(Freshness.ANY)) {
                assertThat(Cluster.query(c, READ)).isEqualTo("0");
              }
              assertThat(Cluster.query(c, READ)).isEqualTo("0");
              assertThat(Cluster.query(c, hinted("any"))).isEqualTo("0");
              assertThatThrownBy(() -> Cluster.query(c, hinted("primary")))
                  .hasMessageContaining("its first statement settled it as any");
              c.commit();
              assertThat(Cluster.query(c, hinted("primary"))).isEqualTo("1");
              assertThat(Cluster.query(c, READ)).isEqualTo("1");
              c.rollback();
              assertThat(Cluster.query(c, READ)).isEqualTo("1");
              c.commit();
            }
          });
    }
  }

  // ---------------------------------------------------------------- reports

  private static WeirDataSource withReporting(String url) throws Exception {
    return withReporting(url, Duration.ofMinutes(1));
  }

  private static WeirDataSource withReporting(String url, Duration replicaTimeout)
      throws Exception {
    WeirDataSource weir =
        WeirDataSource.builder()
            .name("test")
            .monitorInterval(Duration.ofMillis(100))
            .replicaTimeout(replicaTimeout)
            .primary(cluster.servers().node(0).jdbcUrl())
            .replica(cluster.servers().node(1).jdbcUrl())
            .reportingReplica(url)
            .build();
    Cluster.await(
        "the replica is confirmed and the catalogue read",
        () -> {
          Cluster.query(weir, "select 1");
          return Cluster.reads(weir) > 0;
        });
    return weir;
  }

  private static Node reporting(WeirDataSource weir) {
    return weir.topology().nodes().get(2).node();
  }

  private static long readsOf(WeirDataSource weir, Node node) {
    return weir.routes().stream()
        .filter(route -> route.node().equals(node))
        .mapToLong(route -> route.executions())
        .sum();
  }

  @Test
  void reportingReplicaServesReportsHoweverFarBehindAndNothingElse() throws Exception {
    try (WeirDataSource weir = withReporting(cluster.servers().node(2).jdbcUrl())) {
      Node reporting = reporting(weir);
      assertThat(reporting).hasToString("reporting1");
      afterWrite(
          weir,
          () -> {
            assertThat(Cluster.query(weir, hinted("reporting"))).isEqualTo("0");
            try (FreshnessScope scope = Weir.freshness(Freshness.REPORTING);
                Connection c = weir.getConnection()) {
              c.setReadOnly(true);
              c.setAutoCommit(false);
              assertThat(Cluster.query(c, READ)).isEqualTo("0");
              assertThat(Cluster.query(c, READ)).isEqualTo("0");
              c.commit();
            }
            assertThat(readsOf(weir, reporting)).isEqualTo(3);
          });
      for (int i = 0; i < 40; i++) {
        Cluster.query(weir, hinted(i % 2 == 0 ? "any" : "bounded 1h"));
      }
      assertThat(readsOf(weir, reporting)).isEqualTo(3);
    }
  }

  @Test
  void reportWaitsForItsReplica() throws Exception {
    ExecutorService other = Executors.newSingleThreadExecutor();
    PostgresNode node = cluster.servers().node(2);
    try (WeirDataSource weir = withReporting(node.jdbcUrl())) {
      node.cutReplication();
      Cluster.await(
          "it does not stream", () -> !weir.topology().state(reporting(weir)).trouble().isEmpty());
      Thread[] reader = new Thread[1];
      Future<String> report =
          other.submit(
              () -> {
                reader[0] = Thread.currentThread();
                return Objects.requireNonNull(Cluster.query(weir, hinted("reporting")));
              });
      Cluster.await("it waits", () -> reader[0] != null && isWaiting(reader[0]));
      node.restoreReplication();
      assertThat(report.get()).isNotEmpty();
      assertThat(readsOf(weir, reporting(weir))).isEqualTo(1);
    } finally {
      other.shutdownNow();
      node.heal();
    }
  }

  @Test
  void reportFailsWhereNobodyServesItAndThePrimaryIsSpared() throws Exception {
    try (WeirDataSource weir =
        withReporting("jdbc:postgresql://127.0.0.1:1/postgres", Duration.ofMillis(250))) {
      try (FreshnessScope scope = Weir.freshness(Freshness.REPORTING)) {
        assertThatThrownBy(() -> Cluster.query(weir, READ))
            .isInstanceOf(SQLTransientConnectionException.class)
            .hasMessageStartingWith("test - no reporting replica is there")
            .hasMessageContainingAll(
                "reportingReplica(..)", "weir.reportingReplica", "weir.reporting-replicas");
        Cluster.execute(weir, "update fresh set v = v");
      }
      assertThat(count(weir, RouteReason.NO_REPORTING_REPLICA)).isZero();
    }
    try (WeirDataSource weir = cluster.open()) {
      assertThatThrownBy(() -> Cluster.query(weir, hinted("reporting")))
          .isInstanceOf(SQLTransientConnectionException.class)
          .hasMessageContaining("reportingReplica(..)");
    }
  }

  @Test
  void reportsWithoutAReplicaForThemAreRejectedFromTheStart() {
    assertThatThrownBy(
            () -> Cluster.build(cluster.servers(), b -> b.freshness(Freshness.REPORTING)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("reportingReplica(..)");
  }

  // ---------------------------------------------------------------- waiting

  @ParameterizedTest
  @ValueSource(strings = {"own_writes wait 60s", "bounded 200ms wait 60s"})
  void readWaitsForAReplicaThatCatchesUp(String hint) throws Exception {
    ExecutorService other = Executors.newSingleThreadExecutor();
    try (WeirDataSource weir =
        cluster.open(
            builder -> builder.maxLag(Duration.ofMinutes(10)).freshness(Freshness.PRIMARY))) {
      long before = count(weir, RouteReason.READ);
      List<Future<String>> read = new ArrayList<>();
      afterWrite(
          weir,
          () -> {
            Cluster.await("no replica is within the bound", () -> isBehind(weir));
            Thread[] reader = new Thread[1];
            read.add(
                other.submit(
                    () -> {
                      reader[0] = Thread.currentThread();
                      return Objects.requireNonNull(Cluster.query(weir, hinted(hint)));
                    }));
            Cluster.await("it waits", () -> reader[0] != null && isWaiting(reader[0]));
            assertThat(read.get(0).isDone()).isFalse();
          });
      assertThat(read.get(0).get()).isEqualTo("1");
      assertThat(count(weir, RouteReason.READ)).isEqualTo(before + 1);
    } finally {
      other.shutdownNow();
    }
  }

  private static boolean isBehind(WeirDataSource weir) throws SQLException {
    return weir.explain(hinted("bounded 200ms")).decision().reason() == RouteReason.BEYOND_BOUND;
  }

  private static boolean isWaiting(Thread thread) {
    for (StackTraceElement frame : thread.getStackTrace()) {
      if (frame.getMethodName().equals("awaitAfter")) {
        return true;
      }
    }
    return false;
  }

  @Test
  void readThatHasWaitedInVainGoesToThePrimary() throws Exception {
    Freshness waiting = Freshness.OWN_WRITES.waitingUpTo(Duration.ofMillis(60));
    try (WeirDataSource weir = cluster.open(builder -> builder.freshness(waiting))) {
      afterWrite(
          weir,
          () -> {
            assertThat(Cluster.query(weir, READ)).isEqualTo("1");
            assertThat(count(weir, RouteReason.OWN_WRITES)).isEqualTo(1);
            try (Connection c = weir.getConnection()) {
              c.setReadOnly(true);
              c.setAutoCommit(false);
              assertThat(Cluster.query(c, READ)).isEqualTo("1");
              c.commit();
            }
          });
    }
  }

  /** Nobody is there who could catch up: it would wait for a minute. */
  @Test
  void readDoesNotWaitWhereNoReplicaIs() throws Exception {
    String nowhere = "jdbc:postgresql://127.0.0.1:1/postgres";
    try (WeirDataSource weir =
        WeirDataSource.builder()
            .name("test")
            .primary(cluster.servers().node(0).jdbcUrl())
            .replica(nowhere)
            .build()) {
      Cluster.await(
          "the catalogue has been read",
          () -> weir.explain(READ).decision().reason() == RouteReason.NO_REPLICA);
      ExecutorService other = Executors.newSingleThreadExecutor();
      try (Connection writing = weir.getConnection()) {
        Cluster.execute(writing, "begin; update fresh set v = v");
        assertThat(weir.explain(READ).decision().reason()).isEqualTo(RouteReason.PENDING_WRITE);
        Future<?> read = other.submit(() -> Cluster.query(weir, hinted("own_writes wait 60s")));
        Cluster.await("it is answered", read::isDone);
        Cluster.execute(writing, "rollback");
      } finally {
        other.shutdownNow();
      }
    }
  }

  @Test
  void readThatWaitsCanBeInterrupted() throws Exception {
    ExecutorService other = Executors.newSingleThreadExecutor();
    try (WeirDataSource weir = cluster.open(b -> b.maxLag(Duration.ofMinutes(10)))) {
      afterWrite(
          weir,
          () -> {
            Thread[] reader = new Thread[1];
            Future<Boolean> read =
                other.submit(
                    () -> {
                      reader[0] = Thread.currentThread();
                      assertThatThrownBy(() -> Cluster.query(weir, hinted("own_writes wait 60s")))
                          .isInstanceOf(SQLException.class)
                          .hasMessageContaining("interrupted")
                          .hasCauseInstanceOf(InterruptedException.class);
                      return Thread.interrupted();
                    });
            Cluster.await("it waits", () -> reader[0] != null && isWaiting(reader[0]));
            reader[0].interrupt();
            assertThat(read.get()).isTrue();
          });
    } finally {
      other.shutdownNow();
    }
  }

  // ---------------------------------------------------------------- sampling

  /** Without the bound, the servers would be sampled once an hour. */
  @Test
  void samplingFollowsTheTightestBoundInUse() throws Exception {
    try (WeirDataSource weir =
        cluster.open(b -> b.monitorInterval(Duration.ofHours(1)).maxLag(Duration.ofHours(2)))) {
      long before = Cluster.reads(weir);
      Cluster.await(
          "a replica is within the bound",
          () -> {
            Cluster.query(weir, hinted("bounded 100ms"));
            return Cluster.reads(weir) > before;
          });
      for (int i = 0; i < 3; i++) {
        List<NodeState> seen = weir.topology().nodes();
        Cluster.await(
            "every server is sampled again",
            () -> {
              List<NodeState> now = weir.topology().nodes();
              return now.stream()
                  .allMatch(
                      state ->
                          state.sampledNanos() > seen.get(state.node().index()).sampledNanos());
            });
      }
    }
  }
}
