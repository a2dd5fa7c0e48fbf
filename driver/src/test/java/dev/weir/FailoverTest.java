package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariConfig;
import dev.weir.consistency.CallerScope;
import dev.weir.route.RouteReason;
import dev.weir.samples.cluster.PostgresCluster;
import dev.weir.samples.cluster.PostgresNode;
import dev.weir.topology.NodeState;
import dev.weir.topology.TopologyChange;
import dev.weir.topology.TopologyChange.Kind;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Who is the primary is found out, wherever it is and whatever becomes of it: reads go on, writes
 * wait for it, nothing is written twice, and nothing to a server that was replaced.
 */
@Tag("proof")
class FailoverTest {
  private static final String COUNT = "select count(*) from event";

  private PostgresCluster servers;

  @BeforeEach
  void start() throws Exception {
    servers = PostgresCluster.start(2);
    Cluster.execute(servers.primary().dataSource(), "create table event (id int)");
    servers.awaitReplication();
  }

  @AfterEach
  void stop() {
    servers.close();
  }

  private static WeirDataSource.Builder settings(
      WeirDataSource.Builder builder, Duration connectionTimeout) {
    return settings(builder, connectionTimeout, 2);
  }

  private static WeirDataSource.Builder settings(
      WeirDataSource.Builder builder, Duration connectionTimeout, int socketTimeoutSeconds) {
    HikariConfig pool = new HikariConfig();
    pool.setConnectionTimeout(connectionTimeout.toMillis());
    pool.setMaximumPoolSize(3);
    pool.addDataSourceProperty("socketTimeout", String.valueOf(socketTimeoutSeconds));
    return builder.pool(pool);
  }

  private WeirDataSource open() throws Exception {
    return Cluster.open(servers, b -> settings(b, Duration.ofSeconds(30)));
  }

  /** Over these servers in this order, whatever they are. */
  private static WeirDataSource build(PostgresNode... nodes) {
    WeirDataSource.Builder builder = WeirDataSource.builder().name("test");
    builder.monitorInterval(Duration.ofMillis(100)).primary(nodes[0].jdbcUrl());
    List.of(nodes).stream().skip(1).map(PostgresNode::jdbcUrl).forEach(builder::replica);
    return settings(builder, Duration.ofSeconds(30)).build();
  }

  private static void insert(WeirDataSource weir, int id) throws SQLException {
    Cluster.execute(weir, "insert into event values (%d)".formatted(id));
  }

  private static @Nullable String count(PostgresNode node) throws SQLException {
    return Cluster.query(node.dataSource(), COUNT);
  }

  private static CompletableFuture<Void> inserting(WeirDataSource weir, int id) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            insert(weir, id);
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static void awaitNoPrimary(WeirDataSource weir) throws Exception {
    Cluster.await("the primary is missed", () -> !weir.topology().hasPrimary());
  }

  private static void awaitPrimary(WeirDataSource weir, int index) throws Exception {
    Cluster.await(
        "the primary is found",
        () -> weir.topology().hasPrimary() && weir.topology().primary().index() == index);
  }

  /** The SQLSTATEs of what Weir has added to a failure. */
  private static List<String> suppressed(SQLException e) {
    return List.of(e.getSuppressed()).stream()
        .map(s -> s instanceof SQLException sql ? sql.getSQLState() : "")
        .toList();
  }

  // ---------------------------------------------------------------- roles

  @Test
  void primaryIsFoundWhereverItIsAndNoWriteFails() throws Exception {
    try (WeirDataSource weir = build(servers.node(1), servers.node(0), servers.node(2))) {
      insert(weir, 1);
      assertThat(weir.topology().primary().index()).isEqualTo(1);
      assertThat(count(servers.primary())).isEqualTo("1");
    }
  }

  @Test
  void firstServerMayBeDownWhenTheDataSourceIsBuilt() throws Exception {
    servers.node(1).stop();
    try (WeirDataSource weir = build(servers.node(1), servers.node(0))) {
      insert(weir, 1);
    }
    assertThat(count(servers.primary())).isEqualTo("1");
  }

  @Test
  void serverOfAnotherClusterIsRefused() throws Exception {
    try (PostgresCluster strangers = PostgresCluster.start(0);
        WeirDataSource weir = build(servers.node(1), strangers.primary(), servers.node(0))) {
      Cluster.execute(strangers.primary().dataSource(), "create table event (id int)");
      insert(weir, 1);
      Cluster.await(
          "the stranger is refused",
          () -> weir.topology().nodes().get(1).trouble().contains("another cluster"));
      assertThat(weir.topology().primary().index()).isEqualTo(2);
      assertThat(count(strangers.primary())).isEqualTo("0");
    }
  }

  // ---------------------------------------------------------------- the primary dies

  @Test
  void readsGoOnAndWritesWaitUntilAReplicaIsPromoted() throws Exception {
    try (WeirDataSource weir = open()) {
      insert(weir, 1);
      servers.awaitReplication();
      Cluster.await("a replica has it", () -> "1".equals(Cluster.query(weir, COUNT)));
      servers.primary().kill();
      awaitNoPrimary(weir);
      CompletableFuture<Void> write = inserting(weir, 2);
      for (int i = 0; i < 50; i++) {
        assertThat(Cluster.query(weir, COUNT)).isEqualTo("1");
      }
      assertThat(write).isNotDone();
      servers.promote(servers.node(1));
      write.get();
      assertThat(weir.topology().primary().index()).isEqualTo(1);
      assertThat(count(servers.primary())).isEqualTo("2");
      Cluster.awaitReplicas(weir, 1);
      assertThat(Cluster.query(weir, COUNT)).isEqualTo("2");
    }
  }

  @Test
  void writesWaitNoLongerThanForAConnection() throws Exception {
    try (WeirDataSource weir = Cluster.open(servers, b -> settings(b, Duration.ofSeconds(1)))) {
      servers.primary().kill();
      awaitNoPrimary(weir);
      assertThatThrownBy(() -> insert(weir, 1))
          .isInstanceOf(SQLTransientConnectionException.class)
          .hasMessageMatching("(?s).*there is no primary, after waiting for 1\\d{3} ms.*")
          .hasMessageMatching("(?s).*replica1 \\(127.0.0.1:\\d+\\): a standby.*");
    }
  }

  @Test
  void transactionInFlightSaysThatItWasNotCommitted() throws Exception {
    try (WeirDataSource weir = open();
        Connection c = weir.getConnection()) {
      c.setAutoCommit(false);
      Cluster.execute(c, "insert into event values (1)");
      servers.primary().kill();
      SQLException lost =
          catchThrowableOfType(
              SQLException.class, () -> Cluster.execute(c, "insert into event values (2)"));
      assertThat(lost.getSQLState()).matches("08...|57P0.");
      assertThat(suppressed(lost)).containsExactly("40000");
    }
  }

  @Test
  void commitThatWasSentSaysThatItsOutcomeIsUnknown() throws Exception {
    try (WeirDataSource weir = open();
        Connection c = weir.getConnection()) {
      c.setAutoCommit(false);
      Cluster.execute(c, "insert into event values (1)");
      servers.primary().kill();
      SQLException lost = catchThrowableOfType(SQLException.class, c::commit);
      assertThat(lost.getSQLState()).matches("08...|57P0.");
      assertThat(suppressed(lost)).containsExactly("08007");
    }
  }

  @Test
  void primaryThatHangsIsReplaced() throws Exception {
    try (WeirDataSource weir = open()) {
      PostgresNode old = servers.primary();
      old.hang();
      try {
        awaitNoPrimary(weir);
        CompletableFuture<Void> write = inserting(weir, 1);
        servers.promote(servers.node(1));
        write.get();
      } finally {
        old.unhang();
      }
      Cluster.await(
          "the old one is refused",
          () -> weir.topology().nodes().get(0).trouble().contains("it was replaced"));
      insert(weir, 2);
      assertThat(count(servers.primary())).isEqualTo("2");
      assertThat(count(old)).isEqualTo("0");
    }
  }

  // ---------------------------------------------------------------- the old primary

  @Test
  void transactionOnAReplacedPrimaryIsNotCommitted() throws Exception {
    PostgresNode old = servers.primary();
    try (WeirDataSource weir = open();
        Connection c = weir.getConnection()) {
      c.setAutoCommit(false);
      Cluster.execute(c, "insert into event values (1)");
      servers.promote(servers.node(1));
      awaitPrimary(weir, 1);
      SQLException replaced = catchThrowableOfType(SQLException.class, c::commit);
      assertThat((Throwable) replaced).hasMessageContaining("replaced as the primary by replica1");
      assertThat(suppressed(replaced)).containsExactly("40000");
      assertThatThrownBy(() -> Cluster.execute(c, "insert into event values (2)"))
          .hasMessageContaining("replaced as the primary by replica1");
      c.rollback();
      Cluster.execute(c, "insert into event values (3)");
      c.commit();
      assertThat(count(old)).isEqualTo("0");
      assertThat(count(servers.primary())).isEqualTo("1");
    }
  }

  @Test
  void sessionOnAReplacedPrimaryIsGone() throws Exception {
    try (WeirDataSource weir = open();
        Connection c = weir.getConnection()) {
      Cluster.query(c, "select pg_advisory_lock(1)");
      servers.promote(servers.node(1));
      awaitPrimary(weir, 1);
      assertThatThrownBy(() -> Cluster.query(c, COUNT))
          .hasMessageContaining("replaced as the primary by replica1");
    }
  }

  @Test
  void oldPrimaryThatComesBackGetsNoWrite() throws Exception {
    PostgresNode old = servers.primary();
    try (WeirDataSource weir = open()) {
      old.kill();
      servers.promote(servers.node(1));
      CompletableFuture<Void> write = inserting(weir, 1);
      old.start();
      write.get();
      Cluster.await(
          "the old one is refused",
          () -> weir.topology().nodes().get(0).trouble().contains("it was replaced"));
      assertThat(count(old)).isEqualTo("0");
      servers.recreate(old);
      Cluster.awaitReplicas(weir, 2);
      assertThat(Cluster.query(weir, COUNT)).isEqualTo("1");
    }
  }

  /** Nobody hears of the promotion: a replica that follows the new primary tells. */
  @Test
  void oldPrimaryIsNotUsedWhenAReplicaFollowsAnother() throws Exception {
    try (WeirDataSource weir = open()) {
      servers.node(1).cut();
      servers.promote(servers.node(1));
      Cluster.await(
          "the old one is refused",
          () -> weir.topology().nodes().get(0).trouble().contains("it was replaced"));
      CompletableFuture<Void> write = inserting(weir, 1);
      servers.node(1).restoreNetwork();
      write.get();
      assertThat(count(servers.node(0))).isEqualTo("0");
      assertThat(count(servers.node(1))).isEqualTo("1");
    }
  }

  /** An address that another server has taken over. */
  @Test
  void poolThatWasGivenIsNotWrittenToWhereItLeadsToAStandby() throws Exception {
    AtomicReference<DataSource> server = new AtomicReference<>(servers.node(1).dataSource());
    DataSource moved =
        (DataSource)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> {
                  boolean monitors =
                      Thread.currentThread().getName().startsWith("weir-test-monitor");
                  DataSource target = monitors ? servers.node(0).dataSource() : server.get();
                  return method.invoke(target, arguments);
                });
    try (WeirDataSource weir =
        WeirDataSource.builder()
            .name("test")
            .primary(moved)
            .replica(servers.node(2).dataSource())
            .build()) {
      CompletableFuture<Void> write = inserting(weir, 1);
      awaitPrimary(weir, 0);
      assertThat(write).isNotDone();
      server.set(servers.node(0).dataSource());
      write.get();
    }
    assertThat(count(servers.primary())).isEqualTo("1");
  }

  /**
   * What is on the old timeline, there and then, cannot be compared with what is on the new one.
   */
  @Test
  @SuppressWarnings("try") // A scope is not named within its block.
  void tokensOfBeforeAPromotionAreSafe() throws Exception {
    try (WeirDataSource writing = open();
        WeirDataSource reading = open()) {
      insert(writing, 1);
      servers.awaitReplication();
      String carried = writing.token();
      servers.replicas().forEach(PostgresNode::cutReplication);
      insert(writing, 2);
      String lost = writing.token();
      assertThat(List.of(carried, lost)).allMatch(token -> token.startsWith("1/"));
      servers.primary().kill();
      servers.promote(servers.node(1));
      servers.node(2).restoreReplication();
      Cluster.await("the replica serves", () -> reason(reading) == RouteReason.READ);
      servers.awaitReplication();
      servers.node(2).pauseReplay();
      Cluster.execute(servers.primary().dataSource(), "insert into event values (3), (4)");
      for (String token : List.of(carried, lost)) {
        try (CallerScope session = Weir.session(token)) {
          assertThat(Cluster.query(reading, COUNT)).isEqualTo("1"); // Nobody has told it.
          reading.resume(token);
          assertThat(Cluster.query(reading, COUNT)).isEqualTo("3");
        }
      }
      servers.node(2).resumeReplay();
      for (String token : List.of(carried, lost)) {
        try (CallerScope session = Weir.session(token)) {
          Cluster.await("the replica serves it", () -> reason(reading) == RouteReason.READ);
          assertThat(Cluster.query(reading, COUNT)).isEqualTo("3");
        }
      }
    }
  }

  private static RouteReason reason(WeirDataSource weir) throws SQLException {
    return weir.explain(COUNT).decision().reason();
  }

  // ---------------------------------------------------------------- replicas

  @Test
  void killedReplicaFailsNoRead() throws Exception {
    try (WeirDataSource weir = open()) {
      CompletableFuture<Void> killed = CompletableFuture.runAsync(() -> servers.node(1).kill());
      while (!killed.isDone() || weir.topology().nodes().get(1).role() == NodeState.Role.REPLICA) {
        assertThat(Cluster.query(weir, COUNT)).isEqualTo("0");
      }
      servers.node(1).start();
      Cluster.awaitReplicas(weir, 2);
    }
  }

  @Test
  void replicaThatSwallowsEverythingIsLeftOut() throws Exception {
    // What ends by the application's own timeout is not repeated: the monitor has to be sooner.
    try (WeirDataSource weir =
        Cluster.open(servers, b -> settings(b, Duration.ofSeconds(30), 30))) {
      servers.node(1).blackhole();
      for (int i = 0; i < 50; i++) {
        assertThat(Cluster.query(weir, COUNT)).isEqualTo("0");
      }
      servers.node(1).restoreNetwork();
      Cluster.awaitReplicas(weir, 2);
    }
  }

  @Test
  void listenerHearsWhatHappens() throws Exception {
    List<TopologyChange> changes = new CopyOnWriteArrayList<>();
    try (WeirDataSource weir =
        Cluster.open(servers, b -> settings(b, Duration.ofSeconds(30)).listener(changes::add))) {
      servers.node(2).kill();
      Cluster.await("the replica is out", () -> has(changes, Kind.REPLICA_EJECTED, 2));
      servers.node(2).start();
      Cluster.await("it is back", () -> last(changes, 2) == Kind.REPLICA_RETURNED);
      servers.primary().kill();
      Cluster.await("the primary is out", () -> has(changes, Kind.PRIMARY_LOST, 0));
      servers.promote(servers.node(1));
      Cluster.await("there is another", () -> has(changes, Kind.PRIMARY_FOUND, 1));
      assertThat(weir.topology().hasPrimary()).isTrue();
    }
    assertThat(changes.get(0).kind()).isEqualTo(Kind.PRIMARY_FOUND);
    assertThat(changes)
        .filteredOn(c -> c.kind() == Kind.REPLICA_EJECTED)
        .allMatch(c -> !c.reason().isEmpty());
  }

  private static boolean has(List<TopologyChange> changes, Kind kind, int node) {
    return changes.stream().anyMatch(c -> c.kind() == kind && c.node().index() == node);
  }

  private static Kind last(List<TopologyChange> changes, int node) {
    return changes.stream()
        .filter(c -> c.node().index() == node)
        .reduce((one, other) -> other)
        .map(TopologyChange::kind)
        .orElseThrow();
  }
}
