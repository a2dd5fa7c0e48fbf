package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import dev.weir.samples.cluster.PostgresCluster;
import dev.weir.samples.cluster.PostgresNode;
import dev.weir.topology.NodeState.Role;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Servers that die, lag, are cut off, restarted and promoted: a read that succeeds has its caller's
 * writes, and the DataSource is itself again when they are.
 */
@Tag("proof")
class TopologyTest {
  private PostgresCluster servers;
  private WeirDataSource weir;

  @BeforeEach
  void start() throws Exception {
    servers = PostgresCluster.start(2);
    Cluster.execute(servers.primary().dataSource(), "create table acct (id int, v int)");
    Cluster.execute(servers.primary().dataSource(), "insert into acct values (1, 0)");
    servers.awaitReplication();
    weir = Cluster.open(servers, TopologyTest::impatient);
  }

  @AfterEach
  void stop() {
    weir.close();
    servers.close();
  }

  /** Nobody waits for a dead server for half a minute. */
  private static WeirDataSource.Builder impatient(WeirDataSource.Builder builder) {
    HikariConfig pool = new HikariConfig();
    pool.setConnectionTimeout(2_000);
    pool.setMaximumPoolSize(3);
    return builder.pool(pool);
  }

  /** Writes and reads again and again, while something happens; counts what is stale. */
  private final class Caller implements AutoCloseable {
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger written = new AtomicInteger();
    private final AtomicInteger stale = new AtomicInteger();
    private final Thread thread = new Thread(this::run);
    private int value;

    Caller() {
      thread.start();
    }

    private void run() {
      while (!over.get()) {
        int attempt = ++value;
        try {
          Cluster.execute(weir, "update acct set v = %d where id = 1".formatted(attempt));
        } catch (SQLException e) {
          continue; // It may have been written or not; the next one will tell.
        }
        written.incrementAndGet();
        for (int i = 0; i < 20; i++) {
          try {
            // A commit that was not replicated is lost with its primary; on the same one it is not.
            stale.addAndGet(attempt == read() ? 0 : 1);
          } catch (SQLException e) {
            // A server that is gone.
          }
        }
      }
    }

    /** Goes on until so much more was written, then tells how many reads were stale. */
    int staleAfter(int more) throws Exception {
      int enough = written.get() + more;
      Cluster.await("writes succeed", () -> written.get() >= enough);
      close();
      thread.join();
      return stale.get();
    }

    @Override
    public void close() {
      over.set(true);
    }
  }

  private int read() throws SQLException {
    return Integer.parseInt(String.valueOf(Cluster.query(weir, "select v from acct where id = 1")));
  }

  private void awaitConfirmed(int replicas) throws Exception {
    Cluster.await(
        replicas + " replicas serve reads",
        () ->
            weir.topology().nodes().stream()
                    .filter(n -> n.role() == Role.REPLICA && n.trouble().isEmpty())
                    .count()
                == replicas);
  }

  private void awaitReplicaReads() throws Exception {
    long before = Cluster.reads(weir);
    Cluster.await(
        "replicas serve reads",
        () -> {
          try {
            Cluster.query(weir, "select 1");
          } catch (SQLException e) {
            // A pooled connection that did not survive.
          }
          return Cluster.reads(weir) > before;
        });
  }

  @Test
  void killedReplicaIsLeftOutAndTakenInAgain() throws Exception {
    PostgresNode replica = servers.replicas().get(0);
    try (Caller caller = new Caller()) {
      replica.kill();
      awaitConfirmed(1);
      replica.start();
      awaitConfirmed(2);
      assertThat(caller.staleAfter(20)).isZero();
    }
    awaitReplicaReads();
  }

  @Test
  void replicasThatLagBeyondTheLimitAreLeftOut() throws Exception {
    try (WeirDataSource strict =
        Cluster.open(servers, b -> impatient(b).maxLag(Duration.ofMillis(400)))) {
      servers.replicas().forEach(PostgresNode::pauseReplay);
      Cluster.await(
          "the primary serves reads",
          () -> {
            Cluster.execute(strict, "update acct set v = v + 1");
            long before = Cluster.reads(strict);
            Cluster.query(strict, "select 1");
            return Cluster.reads(strict) == before;
          });
      servers.replicas().forEach(PostgresNode::resumeReplay);
      long before = Cluster.reads(strict);
      Cluster.await(
          "replicas serve reads",
          () -> {
            Cluster.query(strict, "select 1");
            return Cluster.reads(strict) > before;
          });
    }
  }

  @Test
  void replicasThatAreCutOffAreLeftOutAndTakenInAgain() throws Exception {
    try (Caller caller = new Caller()) {
      servers.replicas().forEach(PostgresNode::cutReplication);
      awaitConfirmed(0);
      long before = Cluster.reads(weir);
      for (int i = 0; i < 20; i++) {
        Cluster.query(weir, "select 1");
      }
      assertThat(Cluster.reads(weir)).isEqualTo(before);
      servers.replicas().forEach(PostgresNode::restoreReplication);
      awaitConfirmed(2);
      assertThat(caller.staleAfter(20)).isZero();
    }
    awaitReplicaReads();
  }

  @Test
  void restartedPrimaryIsThePrimaryAgain() throws Exception {
    try (Caller caller = new Caller()) {
      servers.primary().restart();
      assertThat(caller.staleAfter(20)).isZero();
    }
    awaitConfirmed(2);
    awaitReplicaReads();
  }

  @Test
  void promotedReplicaTakesTheWrites() throws Exception {
    Cluster.execute(weir, "update acct set v = 7");
    servers.awaitReplication();
    PostgresNode old = servers.primary();
    old.kill();
    servers.promote(servers.replicas().get(0));
    Cluster.await("the new primary is known", () -> weir.topology().primary().index() == 1);
    try (Caller caller = new Caller()) {
      awaitConfirmed(1);
      assertThat(caller.staleAfter(20)).isZero();
    }
    servers.recreate(old);
    awaitConfirmed(2);
    awaitReplicaReads();
    try (Caller caller = new Caller()) {
      assertThat(caller.staleAfter(20)).isZero();
    }
  }

  @Test
  void deposedPrimaryThatGoesOnIsNotUsed() throws Exception {
    servers.promote(servers.replicas().get(0));
    Cluster.await("the new primary is known", () -> weir.topology().primary().index() == 1);
    Cluster.await(
        "the old one is not used", () -> !weir.topology().nodes().get(0).trouble().isEmpty());

    Cluster.execute(weir, "update acct set v = 7");
    assertThat(Cluster.query(servers.node(1).dataSource(), "select v from acct")).isEqualTo("7");
    assertThat(Cluster.query(servers.node(0).dataSource(), "select v from acct")).isEqualTo("0");
  }

  @Test
  void replicasThatAreDownDoNotPreventTheBuild() throws Exception {
    servers.replicas().forEach(PostgresNode::stop);
    try (WeirDataSource built = Cluster.build(servers, TopologyTest::impatient);
        Connection c = built.getConnection()) {
      assertThat(Cluster.query(c, "select v from acct")).isEqualTo("0");
      servers.replicas().forEach(PostgresNode::start);
      Cluster.awaitReplicas(built);
    }
  }

  @Test
  void replicaThatHangsIsLeftOut() throws Exception {
    PostgresNode replica = servers.replicas().get(0);
    replica.hang();
    try {
      awaitConfirmed(1);
      for (int i = 0; i < 50; i++) {
        assertThat(Cluster.query(weir, "select 1")).isEqualTo("1");
      }
    } finally {
      replica.unhang();
    }
    awaitConfirmed(2);
  }
}
