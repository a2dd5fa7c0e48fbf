package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import dev.weir.route.RouteDecision;
import dev.weir.route.RouteReason;
import dev.weir.samples.cluster.PostgresCluster;
import dev.weir.samples.cluster.PostgresNode;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Servers change places while an application works, which is neither restarted nor told: what was
 * acknowledged is there, and nobody sees the world without it.
 */
@Tag("proof")
class SwitchoverTest {
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

  private static WeirDataSource.Builder settings(WeirDataSource.Builder builder) {
    HikariConfig pool = new HikariConfig();
    pool.setMaximumPoolSize(3);
    pool.addDataSourceProperty("socketTimeout", "2");
    return builder.pool(pool);
  }

  private WeirDataSource open() throws Exception {
    return Cluster.open(servers, SwitchoverTest::settings);
  }

  private static void insert(WeirDataSource weir) throws SQLException {
    Cluster.execute(weir, "insert into event values (1)");
  }

  private static int count(WeirDataSource weir) throws SQLException {
    return Integer.parseInt(String.valueOf(Cluster.query(weir, COUNT)));
  }

  /** Writes and reads back, whatever fails, until it is told to stop. */
  private static final class Writer {
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicInteger attempted = new AtomicInteger();
    private final AtomicInteger lacking = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();
    private final CompletableFuture<Void> work;

    Writer(WeirDataSource weir) {
      work =
          CompletableFuture.runAsync(
              () -> {
                while (!over.get()) {
                  writeAndRead(weir);
                }
              });
    }

    private void writeAndRead(WeirDataSource weir) {
      try {
        attempted.incrementAndGet();
        insert(weir);
        int written = acknowledged.incrementAndGet();
        if (count(weir) < written) {
          lacking.incrementAndGet();
        }
      } catch (SQLException e) {
        // The server went: whether it was written is for the count in the end.
      }
    }

    void awaitMore() throws Exception {
      int before = acknowledged.get();
      Cluster.await("writes succeed", () -> acknowledged.get() >= before + 20);
    }

    void stop() {
      over.set(true);
      work.join();
    }
  }

  @Test
  void plannedSwitchoverLosesNothing() throws Exception {
    try (WeirDataSource weir = open()) {
      Writer writer = new Writer(weir);
      writer.awaitMore();
      PostgresNode old = servers.primary();
      old.stop(); // In order: it sends everything to its replicas first.
      servers.promote(servers.node(1));
      writer.awaitMore();
      servers.recreate(old);
      writer.awaitMore();
      writer.stop();
      assertThat(writer.lacking).hasValue(0);
      assertThat(count(weir)).isBetween(writer.acknowledged.get(), writer.attempted.get());
      Cluster.awaitReplicas(weir, 2);
    }
  }

  /**
   * What was confirmed of a replica says nothing of the copy that takes its place, nor of another
   * timeline, on which positions are lower again.
   */
  @Test
  void replicaThatIsMadeAgainAtALowerPositionIsNotTakenForWhatItWas() throws Exception {
    try (WeirDataSource weir = open()) {
      servers.node(1).cutReplication();
      for (int i = 0; i < 5; i++) {
        insert(weir);
        // On to the next 16 MB, further than the copy will be.
        Cluster.query(weir, "select pg_switch_wal()");
      }
      PostgresNode old = servers.primary();
      PostgresNode further = servers.node(2);
      Cluster.await(
          "one replica has it", () -> "5".equals(Cluster.query(further.dataSource(), COUNT)));
      Cluster.await("and it is known", () -> readsOn(weir, 2));
      long far = further.walPosition().asLong();
      old.kill();
      further.stop();
      servers.promote(servers.node(1)); // It has none of them.
      Cluster.await("the primary is found", () -> weir.topology().primary().index() == 1);
      servers.recreate(further);
      Cluster.await("it serves", () -> readsOn(weir, 2));
      assertThat(further.walPosition().asLong()).isLessThan(far);
      further.pauseReplay();
      insert(weir);
      Set<Long> samples = new HashSet<>();
      while (samples.size() < 5) {
        samples.add(weir.topology().nodes().get(2).sampledNanos());
        assertThat(count(weir)).isEqualTo(1);
      }
      further.resumeReplay();
      Cluster.await("it serves again", () -> readsOn(weir, 2));
    }
  }

  /** Whether a read goes to this server. */
  private static boolean readsOn(WeirDataSource weir, int node) throws SQLException {
    RouteDecision decision = weir.explain(COUNT).decision();
    return decision.reason() == RouteReason.READ && decision.node().index() == node;
  }

  @Test
  void applicationThatIsCutOffFromThePrimaryGoesOnReading() throws Exception {
    try (WeirDataSource weir = open()) {
      insert(weir);
      servers.awaitReplication();
      Cluster.await("a replica serves", () -> !weir.explain(COUNT).decision().reason().isPrimary());
      servers.primary().cut(); // The replicas go on streaming.
      Cluster.await("it is missed", () -> !weir.topology().hasPrimary());
      CompletableFuture<Void> write =
          CompletableFuture.runAsync(
              () -> {
                try {
                  insert(weir);
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              });
      for (int i = 0; i < 50; i++) {
        assertThat(count(weir)).isEqualTo(1);
      }
      assertThat(write).isNotDone();
      servers.primary().restoreNetwork();
      write.get();
      assertThat(count(weir)).isEqualTo(2);
    }
  }

  /** It need not be there when the DataSource is built. */
  @Test
  void replicaThatIsAddedServesReads() throws Exception {
    servers.node(2).stop();
    try (WeirDataSource weir = Cluster.build(servers, SwitchoverTest::settings)) {
      insert(weir);
      Cluster.awaitReplicas(weir, 1);
      servers.node(2).start();
      Cluster.await("it serves", () -> readsOn(weir, 2));
      servers.node(2).stop();
      for (int i = 0; i < 50; i++) {
        assertThat(count(weir)).isEqualTo(1);
      }
    }
  }

  /** Its pool gets no answer in time on its first connections, and must not remember that. */
  @Test
  void replicaThatIsSlowAtFirstServesReadsInTheEnd() throws Exception {
    PostgresNode slow = servers.node(1);
    slow.latency(Duration.ofMillis(400));
    try (WeirDataSource weir =
        WeirDataSource.builder()
            .name("test")
            .primary(servers.primary().jdbcUrl())
            .replica(slow.jdbcUrl())
            .build()) {
      Cluster.await("it is known", () -> readsOn(weir, 1));
      for (int i = 0; i < 4; i++) {
        assertThat(count(weir)).isZero();
      }
      slow.latency(Duration.ZERO);
      Cluster.await(
          "it serves",
          () -> {
            count(weir);
            return Cluster.reads(weir) > 0;
          });
    }
  }

  @Test
  void everyServerIsRestartedInTurn() throws Exception {
    try (WeirDataSource weir = open()) {
      Writer writer = new Writer(weir);
      for (PostgresNode node : servers.nodes()) {
        writer.awaitMore();
        CompletableFuture<Void> restarted = CompletableFuture.runAsync(node::restart);
        do {
          assertThat(Cluster.query(weir, "select 1")).isEqualTo("1");
        } while (!restarted.isDone());
        writer.awaitMore();
        Cluster.awaitReplicas(weir, 2);
      }
      writer.stop();
      assertThat(writer.lacking).hasValue(0);
      assertThat(count(weir)).isBetween(writer.acknowledged.get(), writer.attempted.get());
    }
  }

  /** Long enough for the clients to be at any point of their work. */
  @Test
  void primaryGoesRoundAllServers() throws Exception {
    try (WeirDataSource weir = open()) {
      Writer writer = new Writer(weir);
      for (int i = 0; i < 3; i++) {
        writer.awaitMore();
        PostgresNode old = servers.primary();
        PostgresNode next = servers.replicas().get(i % 2);
        servers.awaitReplication();
        old.stop();
        servers.promote(next);
        writer.awaitMore();
        servers.recreate(old);
        Cluster.awaitReplicas(weir, 2);
      }
      writer.stop();
      assertThat(writer.lacking).hasValue(0);
      assertThat(count(weir)).isBetween(writer.acknowledged.get(), writer.attempted.get());
    }
  }
}
