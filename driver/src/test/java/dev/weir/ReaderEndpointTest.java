package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import dev.weir.consistency.Freshness;
import dev.weir.route.RouteReason;
import dev.weir.route.SpillOver;
import dev.weir.samples.cluster.PostgresCluster;
import dev.weir.samples.cluster.PostgresNode;
import dev.weir.topology.Node;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One address for several servers: what a connection may serve is known of that connection. */
@Tag("proof")
class ReaderEndpointTest {
  private static final String READ = "select v from acct";

  /** Writes, and looks like a read. */
  private static final String HIDDEN = "select hidden()";

  /** The primary has been sampled since a write. */
  private static final Duration SAMPLED = Duration.ofMillis(25);

  @RegisterExtension static final Cluster cluster = new Cluster();

  private PostgresCluster servers;

  @BeforeEach
  void create() throws Exception {
    servers = cluster.servers();
    cluster.run(
        "drop table if exists acct, other",
        "create table acct (v int)",
        "create table other (v int)",
        "insert into acct values (0)",
        "insert into other values (0)");
  }

  private WeirDataSource over(Address readers, UnaryOperator<WeirDataSource.Builder> settings)
      throws Exception {
    HikariConfig pool = new HikariConfig();
    pool.setMaximumPoolSize(4);
    WeirDataSource.Builder builder =
        WeirDataSource.builder()
            .name("test")
            .monitorInterval(Duration.ofMillis(100))
            .pool(pool)
            .primary(servers.node(0).jdbcUrl())
            .readerEndpoint(readers.jdbcUrl());
    WeirDataSource weir = settings.apply(builder).build();
    Cluster.await(
        "reads may go to the endpoint",
        () -> weir.explain(READ).decision().reason() == RouteReason.READ);
    return weir;
  }

  private static void write(WeirDataSource weir, int value) throws SQLException {
    Cluster.execute(weir, "update acct set v = %d".formatted(value));
  }

  private static long reads(WeirDataSource weir, String node, RouteReason reason) {
    return weir.routes().stream()
        .filter(count -> count.node().name().equals(node) && count.reason() == reason)
        .mapToLong(count -> count.executions())
        .sum();
  }

  private static long onEndpoint(WeirDataSource weir) {
    return reads(weir, "endpoint1", RouteReason.READ);
  }

  /** Which server has answered a read. */
  private static String serverOf(WeirDataSource weir) throws SQLException {
    return String.valueOf(Cluster.query(weir, "select current_setting('cluster_name')"));
  }

  @Test
  void noReadIsStaleWhenOneOfTheServersStandsStill() throws Exception {
    PostgresNode behind = servers.node(2);
    try (Address readers = Address.of(servers.node(1), behind);
        WeirDataSource weir = over(readers, b -> b)) {
      behind.pauseReplay();
      int stale = 0;
      for (int i = 1; i <= 100; i++) {
        write(weir, i);
        long written = System.nanoTime();
        do {
          stale += Integer.toString(i).equals(Cluster.query(weir, READ)) ? 0 : 1;
        } while (System.nanoTime() - written < SAMPLED.toNanos());
      }
      assertThat(stale).isZero();
      assertThat(onEndpoint(weir)).isGreaterThan(100);
    } finally {
      behind.resumeReplay();
    }
  }

  @Test
  void whatIsKnownOfAConnectionIsNotAskedAgain() throws Exception {
    try (Address readers = Address.of(servers.node(1));
        WeirDataSource weir = over(readers, b -> b.monitorInterval(Duration.ofSeconds(1)))) {
      write(weir, 1);
      Cluster.await(
          "the endpoint has it",
          () -> {
            long before = onEndpoint(weir);
            return "1".equals(Cluster.query(weir, READ)) && onEndpoint(weir) > before;
          });
      servers.node(1).pauseReplay();
      try {
        Cluster.execute(weir, "update other set v = 1");
        long before = onEndpoint(weir);
        for (int i = 0; i < 100; i++) {
          assertThat(Cluster.query(weir, READ)).isEqualTo("1");
        }
        assertThat(onEndpoint(weir) - before).isEqualTo(100);
        assertThat(Cluster.query(weir, "select v from other")).isEqualTo("1");
        assertThat(onEndpoint(weir) - before).isEqualTo(100);
      } finally {
        servers.node(1).resumeReplay();
      }
    }
  }

  @Test
  void connectionToAServerThatStaysBehindIsGivenUp() throws Exception {
    try (Address readers = Address.of(servers.node(1));
        WeirDataSource weir = over(readers, b -> b)) {
      servers.node(1).pauseReplay();
      try {
        readers.moveTo(servers.node(2));
        write(weir, 1);
        Cluster.await(
            "another server serves it",
            () -> {
              long before = onEndpoint(weir);
              assertThat(Cluster.query(weir, READ)).isEqualTo("1");
              return onEndpoint(weir) > before;
            });
      } finally {
        servers.node(1).resumeReplay();
      }
    }
  }

  @Test
  void readWaitsForTheServerBehindItsConnection() throws Exception {
    Freshness waiting = Freshness.OWN_WRITES.waitingUpTo(Duration.ofSeconds(30));
    try (Address readers = Address.of(servers.node(1));
        WeirDataSource weir = over(readers, b -> b.freshness(waiting))) {
      for (int i = 1; i <= 50; i++) {
        write(weir, i);
        assertThat(Cluster.query(weir, READ)).isEqualTo(Integer.toString(i));
      }
      assertThat(onEndpoint(weir)).isGreaterThanOrEqualTo(50);
    }
  }

  @Test
  void boundHoldsForEachConnection() throws Exception {
    Freshness bounded = Freshness.bounded(Duration.ofMillis(200));
    try (Address readers = Address.of(servers.node(1));
        WeirDataSource weir = over(readers, b -> b.freshness(bounded))) {
      Cluster.await(
          "the endpoint serves", () -> Cluster.query(weir, READ) != null && onEndpoint(weir) > 0);
      servers.node(1).pauseReplay();
      write(weir, 1);
      Cluster.await(
          "the write is older than the bound", () -> "1".equals(Cluster.query(weir, READ)));
      for (int i = 0; i < 200; i++) {
        assertThat(Cluster.query(weir, READ)).isEqualTo("1");
      }
      servers.node(1).resumeReplay();
    }
  }

  @Test
  void transactionOfOneSnapshotHasAllWrites() throws Exception {
    try (Address readers = Address.of(servers.node(1), servers.node(2));
        WeirDataSource weir = over(readers, b -> b)) {
      servers.node(2).pauseReplay();
      long began = System.nanoTime();
      for (int i = 1; i <= 75 || isAwaited(weir, began); i++) {
        write(weir, i);
        long written = System.nanoTime();
        try (Connection c = weir.getConnection()) {
          c.setReadOnly(true);
          c.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
          c.setAutoCommit(false);
          do {
            assertThat(Cluster.query(c, "select v from other")).isEqualTo("0");
            assertThat(Cluster.query(c, READ)).isEqualTo(Integer.toString(i));
            c.commit();
          } while (System.nanoTime() - written < SAMPLED.toNanos());
        }
      }
      assertThat(reads(weir, "endpoint1", RouteReason.READ_ONLY_TRANSACTION)).isPositive();
    } finally {
      servers.node(2).resumeReplay();
    }
  }

  /** On a busy machine it takes longer until a replica is known to have all. */
  private static boolean isAwaited(WeirDataSource weir, long beganNanos) {
    return reads(weir, "endpoint1", RouteReason.READ_ONLY_TRANSACTION) == 0
        && System.nanoTime() - beganNanos < Duration.ofSeconds(30).toNanos();
  }

  /** As endpoints of clouds do when no replica is left. */
  @Test
  void primaryBehindTheEndpointServesReadsAndNoWrites() throws Exception {
    cluster.run(
        "create or replace function hidden() returns int language sql stable as 'select 1'");
    try (Address readers = Address.of(servers.node(0));
        WeirDataSource weir = over(readers, b -> b.catalogInterval(Duration.ofHours(1)))) {
      for (int i = 1; i <= 100; i++) {
        write(weir, i);
        for (int again = 0; again < 5; again++) {
          assertThat(Cluster.query(weir, READ)).isEqualTo(Integer.toString(i));
        }
      }
      assertThat(onEndpoint(weir)).isPositive();
      assertThat(weir.topology().primary().index()).isZero();
      assertThat(weir.explain(HIDDEN).decision().reason()).isEqualTo(RouteReason.READ);
      Cluster.execute(
          servers.primary().dataSource(),
          "create or replace function hidden() returns int language sql as"
              + " 'update other set v = 7 returning v'");
      assertThat(Cluster.query(weir, HIDDEN)).isEqualTo("7");
      assertThat(reads(weir, "primary", RouteReason.REPEATED_ON_PRIMARY)).isEqualTo(1);
    }
  }

  @Test
  void endpointStandsBesideNamedReplicas() throws Exception {
    try (Address readers = Address.of(servers.node(1));
        WeirDataSource weir = over(readers, b -> b.replica(servers.node(2).jdbcUrl()))) {
      assertThat(weir.topology().nodes())
          .extracting(state -> state.node().name())
          .containsExactly("primary", "endpoint1", "replica1");
      Cluster.await(
          "both serve reads",
          () -> {
            serverOf(weir);
            return onEndpoint(weir) > 0 && reads(weir, "replica1", RouteReason.READ) > 0;
          });
    }
  }

  @Test
  void namedReplicaServesWhatTheServerBehindTheEndpointLacks() throws Exception {
    try (Address readers = Address.of(servers.node(1));
        WeirDataSource weir = over(readers, b -> b.replica(servers.node(2).jdbcUrl()))) {
      servers.node(1).pauseReplay();
      try {
        write(weir, 1);
        Cluster.await(
            "the replica has it",
            () -> {
              long before = reads(weir, "replica1", RouteReason.READ);
              Cluster.query(weir, READ);
              return reads(weir, "replica1", RouteReason.READ) > before;
            });
        long before = reads(weir, "replica1", RouteReason.READ);
        for (int i = 0; i < 100; i++) {
          assertThat(Cluster.query(weir, READ)).isEqualTo("1");
        }
        assertThat(reads(weir, "replica1", RouteReason.READ) - before).isEqualTo(100);
      } finally {
        servers.node(1).resumeReplay();
      }
    }
  }

  private static boolean isRefused(WeirDataSource weir) throws SQLException {
    try {
      Cluster.query(weir, READ);
      return false;
    } catch (SQLTransientConnectionException e) {
      return "53300".equals(e.getSQLState());
    }
  }

  @Test
  void readThatNoServerBehindTheEndpointServesSpillsOver() throws Exception {
    try (Address readers = Address.of(servers.node(1));
        WeirDataSource weir =
            over(readers, b -> b.maxLag(Duration.ofMillis(300)).spillOver(SpillOver.atMost(0)))) {
      servers.node(1).pauseReplay();
      try {
        Cluster.execute(cluster.bare(), "update other set v = 1");
        Cluster.await("the server is beyond maxLag, and the cap holds", () -> isRefused(weir));
      } finally {
        servers.node(1).resumeReplay();
      }
      Cluster.await("the endpoint serves again", () -> !isRefused(weir));
    }
  }

  @Test
  void readOfOwnWritesDoesNotSpillOver() throws Exception {
    try (Address readers = Address.of(servers.node(1));
        WeirDataSource weir = over(readers, b -> b.spillOver(SpillOver.atMost(0)))) {
      servers.node(1).pauseReplay();
      try {
        write(weir, 1);
        Cluster.await(
            "the primary serves it",
            () -> {
              assertThat(Cluster.query(weir, READ)).isEqualTo("1");
              return reads(weir, "primary", RouteReason.OWN_WRITES) > 10;
            });
      } finally {
        servers.node(1).resumeReplay();
      }
    }
  }

  @Test
  void staleReadIsFoundByWhatIsKnownOfItsConnection() throws Exception {
    try (Address readers = Address.of(servers.node(1));
        WeirDataSource weir = over(readers, b -> b.detectStaleReads(true))) {
      servers.node(1).pauseReplay();
      try {
        write(weir, 1);
        Cluster.await(
            "the primary has been sampled since",
            () -> !weir.token().equals("0/0") && weir.explain(READ).decision().node().isEndpoint());
        assertThat(Cluster.query(weir, "/*+ weir: any */ " + READ)).isEqualTo("0");
        assertThat(weir.statistics().staleReads()).isEqualTo(1);
      } finally {
        servers.node(1).resumeReplay();
      }
    }
  }

  @Test
  void endpointThatIsGoneFailsNoRead() throws Exception {
    try (Address readers = Address.of(servers.node(1));
        WeirDataSource weir = over(readers, b -> b)) {
      Cluster.query(weir, READ);
      servers.node(1).kill();
      for (int i = 0; i < 20; i++) {
        assertThat(Cluster.query(weir, READ)).isEqualTo("0");
      }
      servers.node(1).start();
      long before = onEndpoint(weir);
      Cluster.await(
          "it is back", () -> Cluster.query(weir, READ) != null && onEndpoint(weir) > before);
    }
  }

  @Test
  void explainSaysThatAConnectionIsAsked() throws Exception {
    try (Address readers = Address.of(servers.node(1));
        WeirDataSource weir = over(readers, b -> b)) {
      assertThat(weir.explain(READ).toString())
          .contains("endpoint1: may serve it; a connection to it is asked how far its server is");
    }
  }

  @Test
  void urlNamesIt() {
    WeirUrl url =
        WeirUrl.parse(
            "jdbc:weir:postgresql://db1/shop?weir.readerEndpoint=readers:5433",
            new java.util.Properties());
    assertThat(url.endpoints()).isEqualTo(List.of("jdbc:postgresql://readers:5433/shop"));
    assertThat(new Node("endpoint1", 1, Node.Use.ENDPOINT).isEndpoint()).isTrue();
  }
}
