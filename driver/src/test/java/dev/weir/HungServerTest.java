package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.weir.samples.cluster.PostgresCluster;
import dev.weir.samples.cluster.PostgresNode;
import dev.weir.topology.TopologyChange;
import dev.weir.topology.TopologyChange.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Servers that keep their connections open and answer nothing. No timeout of the driver's is set:
 * who waits for them is freed by Weir, or never. It takes the monitor five seconds to give a server
 * up, so most of these are proofs.
 */
@Timeout(180) // Else who is not freed waits for ever.
@Tag("proof")
class HungServerTest {
  private static final String COUNT = "select count(*) from event";

  /** Takes two seconds, and is under way when something happens to its server. */
  private static final String REPORT = "select report(2)";

  private static PostgresCluster servers;

  private final List<TopologyChange> changes = new CopyOnWriteArrayList<>();
  private final Recording heard = new Recording();

  @BeforeAll
  static void start() throws Exception {
    servers = started();
  }

  private static PostgresCluster started() throws Exception {
    PostgresCluster servers = PostgresCluster.start(2);
    try (Connection c = servers.primary().dataSource().getConnection()) {
      Cluster.execute(c, "create table event (id int)");
      Cluster.execute(
          c,
          "create function report(seconds int) returns int language plpgsql stable as"
              + " 'begin perform pg_sleep(seconds); return (select count(*) from event); end'");
    }
    servers.awaitReplication();
    return servers;
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  private WeirDataSource open(PostgresCluster servers) throws Exception {
    WeirDataSource weir =
        Cluster.open(servers, b -> b.listener(changes::add).catalogInterval(Duration.ofHours(1)));
    Cluster.await(
        "the report is a read", () -> !weir.explain(REPORT).decision().reason().isPrimary());
    weir.addListener(heard);
    return weir;
  }

  /** The node on which a statement was executed in the end. */
  private int served(String sql) {
    return heard.ended.stream()
        .filter(e -> e.sql().equals(sql))
        .reduce((one, other) -> other)
        .orElseThrow()
        .decision()
        .node()
        .index();
  }

  private boolean has(Kind kind, int node) {
    return changes.stream().anyMatch(c -> c.kind() == kind && c.node().index() == node);
  }

  /** On which replica a session runs this. */
  private int running(String sql) throws Exception {
    AtomicLong found = new AtomicLong();
    Cluster.await(
        "it runs on a replica",
        () -> {
          for (int i = 1; i <= 2; i++) {
            String sessions =
                Cluster.query(
                    servers.node(i).dataSource(),
                    "select count(*) from pg_stat_activity where pid <> pg_backend_pid() and state"
                        + " = 'active' and query = '%s'".formatted(sql));
            if (!"0".equals(sessions)) {
              found.set(i);
            }
          }
          return found.get() != 0;
        });
    return (int) found.get();
  }

  private static CompletableFuture<String> query(WeirDataSource weir, String sql) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return String.valueOf(Cluster.query(weir, sql));
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  // ---------------------------------------------------------------- replicas

  @Test
  void everyClientGoesOnWhenAReplicaHangs() throws Exception {
    try (WeirDataSource weir = open(servers)) {
      everyClientGoesOn(weir);
    }
  }

  /** Also those that wait for a connection, as long as their pool makes them. */
  @Test
  void everyClientOfGivenPoolsGoesOnWhenAReplicaHangs() throws Exception {
    List<HikariDataSource> pools = new ArrayList<>();
    for (PostgresNode node : servers.nodes()) {
      HikariConfig pool = new HikariConfig();
      pool.setJdbcUrl(node.jdbcUrl());
      pool.setMaximumPoolSize(4);
      pool.setConnectionTimeout(Duration.ofMinutes(10).toMillis());
      pools.add(new HikariDataSource(pool));
    }
    WeirDataSource.Builder given =
        WeirDataSource.builder()
            .name("given")
            .listener(changes::add)
            .monitorInterval(Duration.ofMillis(100))
            .primary(pools.get(0))
            .replica(pools.get(1))
            .replica(pools.get(2));
    try (WeirDataSource weir = given.build()) {
      Cluster.awaitReplicas(weir);
      everyClientGoesOn(weir);
    } finally {
      pools.forEach(HikariDataSource::close);
    }
  }

  private void everyClientGoesOn(WeirDataSource weir) throws Exception {
    int clients = 8;
    AtomicBoolean over = new AtomicBoolean();
    List<AtomicLong> reads = new ArrayList<>();
    List<CompletableFuture<Void>> running = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      AtomicLong done = new AtomicLong();
      reads.add(done);
      running.add(
          CompletableFuture.runAsync(
              () -> {
                try {
                  while (!over.get()) {
                    assertThat(Cluster.query(weir, COUNT)).isEqualTo("0");
                    done.incrementAndGet();
                  }
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              },
              command -> new Thread(command).start()));
    }
    Cluster.await("all read", () -> reads.stream().allMatch(done -> done.get() > 10));
    servers.node(1).hang();
    try {
      Cluster.await("it is given up", () -> has(Kind.REPLICA_GIVEN_UP, 1));
      List<Long> then = reads.stream().map(AtomicLong::get).toList();
      Cluster.await(
          "all go on",
          () -> {
            for (int i = 0; i < clients; i++) {
              if (reads.get(i).get() < then.get(i) + 10) {
                return false;
              }
            }
            return true;
          });
    } finally {
      over.set(true);
      servers.node(1).unhang();
    }
    CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).join();
    Cluster.awaitReplicas(weir, 2);
  }

  @Test
  void readThatWasSentIsAnsweredByAnother() throws Exception {
    answeredByAnother(false);
  }

  @Test
  void firstReadOfATransactionThatWasSentIsAnsweredByAnother() throws Exception {
    answeredByAnother(true);
  }

  private void answeredByAnother(boolean transaction) throws Exception {
    try (WeirDataSource weir = open(servers);
        Connection c = weir.getConnection()) {
      c.setReadOnly(transaction);
      c.setAutoCommit(!transaction);
      CompletableFuture<String> read =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  String answer = String.valueOf(Cluster.query(c, REPORT));
                  if (transaction) {
                    Cluster.query(c, COUNT);
                    c.commit();
                  }
                  return answer;
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              });
      PostgresNode node = servers.node(running(REPORT));
      node.hang();
      try {
        assertThat(read.get()).isEqualTo("0");
      } finally {
        node.unhang();
      }
    }
  }

  /** What its earlier statements saw cannot be seen elsewhere. */
  @Test
  void transactionThatHasBegunFailsWithItsReplica() throws Exception {
    try (WeirDataSource weir = open(servers);
        Connection c = weir.getConnection()) {
      c.setReadOnly(true);
      c.setAutoCommit(false);
      Cluster.query(c, COUNT);
      CompletableFuture<SQLException> failure =
          CompletableFuture.supplyAsync(
              () -> catchThrowableOfType(SQLException.class, () -> Cluster.query(c, REPORT)));
      PostgresNode node = servers.node(running(REPORT));
      node.hang();
      try {
        assertThat(failure.get().getSQLState()).startsWith("08");
        c.rollback();
        assertThat(Cluster.query(c, COUNT)).isEqualTo("0");
        c.rollback();
      } finally {
        node.unhang();
      }
    }
  }

  /** It is taken out, because it does not follow the primary; and it answers. */
  @Test
  void replicaThatIsOutButAnswersFinishesItsReports() throws Exception {
    try (WeirDataSource weir = open(servers)) {
      CompletableFuture<String> report = query(weir, REPORT);
      int node = running(REPORT);
      servers.node(node).cutReplication();
      try {
        Cluster.await("it is out", () -> has(Kind.REPLICA_EJECTED, node));
        assertThat(report.get()).isEqualTo("0");
        assertThat(served(REPORT)).isEqualTo(node);
        assertThat(has(Kind.REPLICA_GIVEN_UP, node)).isFalse();
      } finally {
        servers.node(node).restoreReplication();
      }
    }
  }

  /** The sample is taken on a new connection. */
  @Test
  void monitorsConnectionThatBreaksEndsNoReport() throws Exception {
    try (WeirDataSource weir = open(servers)) {
      CompletableFuture<String> report = query(weir, REPORT);
      int node = running(REPORT);
      Cluster.query(
          servers.node(node).dataSource(),
          "select pg_terminate_backend(pid) from pg_stat_activity"
              + " where application_name = 'weir-monitor'");
      long samples = weir.statistics().nodes().get(node).samples();
      Cluster.await(
          "it was sampled again",
          () -> weir.statistics().nodes().get(node).samples() > samples + 1);
      assertThat(report.get()).isEqualTo("0");
      assertThat(served(REPORT)).isEqualTo(node);
      assertThat(has(Kind.REPLICA_EJECTED, node)).isFalse();
      assertThat(has(Kind.REPLICA_GIVEN_UP, node)).isFalse();
    }
  }

  // ---------------------------------------------------------------- the primary

  @Test
  void writeToAPrimaryThatHangsEndsWhenItIsReplaced() throws Exception {
    try (PostgresCluster servers = started();
        WeirDataSource weir = open(servers);
        Connection c = weir.getConnection();
        Connection held = weir.getConnection()) {
      PostgresNode old = servers.primary();
      held.setAutoCommit(false);
      Cluster.execute(held, "insert into event values (1)");
      old.hang();
      try {
        CompletableFuture<SQLException> failure =
            CompletableFuture.supplyAsync(
                () ->
                    catchThrowableOfType(
                        SQLException.class,
                        () -> Cluster.execute(held, "insert into event values (2)")));
        Cluster.await("it is lost", () -> has(Kind.PRIMARY_LOST, 0));
        servers.promote(servers.node(1));
        SQLException lost = failure.get();
        assertThat(lost.getSQLState()).startsWith("08");
        assertThat(lost.getSuppressed())
            .singleElement()
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("40000"));
        held.rollback();
        Cluster.execute(held, "insert into event values (3)");
        held.commit();
        Cluster.execute(c, "insert into event values (4)");
      } finally {
        old.unhang();
      }
      assertThat(Cluster.query(servers.primary().dataSource(), COUNT)).isEqualTo("2");
    }
  }

  /** It may go on: what was sent to it is not lost yet. */
  @Test
  void writeToAPrimaryThatHangsGoesOnWhenThatDoes() throws Exception {
    PostgresNode primary = servers.primary();
    try (WeirDataSource weir = open(servers);
        Connection c = weir.getConnection()) {
      c.setAutoCommit(false);
      Cluster.execute(c, "insert into event values (1)");
      primary.hang();
      CompletableFuture<Void> write;
      try {
        write =
            CompletableFuture.runAsync(
                () -> {
                  try {
                    Cluster.execute(c, "insert into event values (2)");
                    c.rollback();
                  } catch (SQLException e) {
                    throw new IllegalStateException(e);
                  }
                });
        Cluster.await("it is lost", () -> has(Kind.PRIMARY_LOST, 0));
      } finally {
        primary.unhang();
      }
      write.get();
    }
  }
}
