package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.weir.route.RouteReason;
import dev.weir.samples.cluster.PostgresCluster;
import dev.weir.samples.cluster.PostgresNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which server, and which life of it, is behind a connection: addresses move, servers restart. */
@Tag("proof")
class LifeTest {
  private static final String READ = "select v from acct";

  private static final Duration SEVERAL_SAMPLES = Duration.ofMillis(60);

  private PostgresCluster servers;

  @BeforeEach
  void start() throws Exception {
    servers =
        PostgresCluster.builder()
            .replicas(2)
            // A standby that crashes has written nothing since its last checkpoint.
            .setting("bgwriter_lru_maxpages", "0")
            .setting("checkpoint_timeout", "1h")
            .start();
    Cluster.execute(servers.primary().dataSource(), "create table acct (id int, v int)");
    Cluster.execute(servers.primary().dataSource(), "insert into acct values (1, 0)");
    servers.awaitReplication();
  }

  @AfterEach
  void stop() {
    servers.close();
  }

  private static HikariConfig pool() {
    HikariConfig pool = new HikariConfig();
    pool.setMinimumIdle(0);
    pool.setMaximumPoolSize(3);
    return pool;
  }

  private static void write(WeirDataSource weir, int value) throws SQLException {
    Cluster.execute(weir, "update acct set v = %d".formatted(value));
  }

  private static RouteReason reason(WeirDataSource weir) throws SQLException {
    return weir.explain(READ).decision().reason();
  }

  private static void awaitReadsOnReplicas(WeirDataSource weir) throws Exception {
    Cluster.await("a replica has it", () -> reason(weir) == RouteReason.READ);
  }

  /** Writes, and reads back until samples have been taken since; counts what is stale. */
  private static int stale(WeirDataSource weir, int from, int writes) throws SQLException {
    int stale = 0;
    for (int i = from; i < from + writes; i++) {
      write(weir, i);
      long written = System.nanoTime();
      do {
        stale += Integer.toString(i).equals(Cluster.query(weir, READ)) ? 0 : 1;
      } while (System.nanoTime() - written < SEVERAL_SAMPLES.toNanos());
    }
    return stale;
  }

  /** New connections of the pools lead to where the addresses lead now. */
  private static void forget(WeirDataSource weir) throws SQLException {
    weir.unwrap(HikariDataSource.class).getHikariPoolMXBean().softEvictConnections();
  }

  // ---------------------------------------------------------------- the primary's address

  private WeirDataSource overWriter(Address writer) throws Exception {
    WeirDataSource weir =
        WeirDataSource.builder()
            .name("test")
            .monitorInterval(Duration.ofMillis(20))
            .pool(pool())
            .primary(writer.jdbcUrl())
            .replica(servers.node(2).jdbcUrl())
            .build();
    write(weir, 1);
    awaitReadsOnReplicas(weir);
    return weir;
  }

  /** The other replica goes on following the old primary, which lives on. */
  private void promoteUnheardOf(PostgresNode node) throws SQLException {
    assertThat(Cluster.query(node.dataSource(), "select pg_promote()")).isEqualTo("t");
  }

  /**
   * The monitor's connection still leads to the old primary, whose samples say that the replica
   * that follows it has everything.
   */
  @Test
  void addressThatMovesToAnotherPrimaryConfirmsNothingByTheOldOne() throws Exception {
    PostgresNode old = servers.node(0);
    try (Address writer = Address.of(old);
        WeirDataSource weir = overWriter(writer)) {
      promoteUnheardOf(servers.node(1));
      writer.moveTo(servers.node(1));
      forget(weir);

      assertThat(stale(weir, 2, 20)).isZero();
      assertThat(Cluster.query(servers.node(1).dataSource(), READ)).isEqualTo("21");
      assertThat(Cluster.query(old.dataSource(), READ)).isEqualTo("1");
    }
  }

  @Test
  void connectionsToTheOldPrimaryAreNotWrittenTo() throws Exception {
    PostgresNode old = servers.node(0);
    try (Address writer = Address.of(old);
        WeirDataSource weir = overWriter(writer);
        Connection one = weir.getConnection();
        Connection other = weir.getConnection()) {
      one.setAutoCommit(false);
      Cluster.execute(one, "update acct set v = 2");
      promoteUnheardOf(servers.node(1));
      writer.moveTo(servers.node(1));
      forget(weir);
      Cluster.execute(other, "update acct set v = 3");

      assertThatThrownBy(one::commit).hasMessageContaining("another server at its address");
      one.rollback();
      assertThat(Cluster.query(servers.node(1).dataSource(), READ)).isEqualTo("3");
      assertThat(Cluster.query(old.dataSource(), READ)).isEqualTo("1");
    }
  }

  @Test
  void poolThatWasGivenIsLookedAtAsWell() throws Exception {
    PostgresNode old = servers.node(0);
    HikariConfig settings = pool();
    try (Address writer = Address.of(old)) {
      settings.setJdbcUrl(writer.jdbcUrl());
      try (HikariDataSource given = new HikariDataSource(settings);
          WeirDataSource weir =
              WeirDataSource.builder()
                  .name("test")
                  .monitorInterval(Duration.ofMillis(20))
                  .primary(given)
                  .replica(servers.node(2).dataSource())
                  .build()) {
        write(weir, 1);
        promoteUnheardOf(servers.node(1));
        writer.moveTo(servers.node(1));
        given.getHikariPoolMXBean().softEvictConnections();

        assertThat(stale(weir, 2, 20)).isZero();
        assertThat(Cluster.query(servers.node(1).dataSource(), READ)).isEqualTo("21");
      }
    }
  }

  @Test
  void connectionToAnotherClusterIsRefusedWhenItIsOpened() throws Exception {
    HikariConfig settings = pool();
    settings.setConnectionTimeout(1_000);
    try (PostgresCluster strangers = PostgresCluster.start(0);
        Address writer = Address.of(servers.node(0));
        WeirDataSource weir =
            WeirDataSource.builder()
                .name("test")
                .monitorInterval(Duration.ofMinutes(1))
                .maxLag(Duration.ofMinutes(10))
                .pool(settings)
                .primary(writer.jdbcUrl())
                .replica(servers.node(2).jdbcUrl())
                .build()) {
      Cluster.execute(strangers.primary().dataSource(), "create table acct (id int, v int)");
      write(weir, 1);
      writer.moveTo(strangers.primary());
      forget(weir);

      assertThatThrownBy(() -> write(weir, 2)).hasStackTraceContaining("of another cluster");
      writer.moveTo(servers.node(0));
      write(weir, 3);
      assertThat(Cluster.query(servers.node(0).dataSource(), READ)).isEqualTo("3");
    }
  }

  // ---------------------------------------------------------------- replicas

  @Test
  void addressOfAReplicaThatMovesServesNothingByTheOldOne() throws Exception {
    servers.node(2).pauseReplay();
    try (Address reader = Address.of(servers.node(1));
        WeirDataSource weir =
            WeirDataSource.builder()
                .name("test")
                .monitorInterval(Duration.ofMillis(20))
                .pool(pool())
                .primary(servers.node(0).jdbcUrl())
                .replica(reader.jdbcUrl())
                .build()) {
      write(weir, 1);
      awaitReadsOnReplicas(weir);
      reader.moveTo(servers.node(2));

      assertThat(stale(weir, 2, 20)).isZero();
    } finally {
      servers.node(2).resumeReplay();
    }
  }

  /** The read is sent by what is known of one server, and the next one is sampled meanwhile. */
  @Test
  void readServesNothingByWhatWasKnownBeforeItsConnectionWasOpened() throws Exception {
    servers.node(2).pauseReplay();
    HikariConfig slow = pool();
    slow.setMaximumPoolSize(1);
    slow.setConnectionInitSql("select pg_sleep(0.5)"); // After the connection was stamped.
    try (Address reader = Address.of(servers.node(1));
        WeirDataSource weir =
            WeirDataSource.builder()
                .name("test")
                .monitorInterval(Duration.ofMillis(20))
                .pool(slow)
                .replicaTimeout(Duration.ofSeconds(10))
                .monitorUser("postgres")
                .monitorPassword("") // Its connections run no initial statement.
                .primary(servers.node(0).jdbcUrl())
                .replica(reader.jdbcUrl())
                .build()) {
      write(weir, 1);
      awaitReadsOnReplicas(weir);
      reader.moveTo(servers.node(2));

      assertThat(Cluster.query(weir, READ)).isEqualTo("1");
    } finally {
      servers.node(2).resumeReplay();
    }
  }

  /**
   * A backend that crashes takes all others with it, and the server recovers from its last
   * checkpoint: the same process, and an older past. The monitor has not seen it since.
   */
  @Test
  void replicaThatHasCrashedServesNothingUntilItIsSampledAgain() throws Exception {
    PostgresNode replica = servers.node(1);
    Cluster.execute(servers.primary().dataSource(), "checkpoint");
    servers.awaitReplication();
    Cluster.execute(replica.dataSource(), "checkpoint");
    try (WeirDataSource weir =
        WeirDataSource.builder()
            .name("test")
            .monitorInterval(Duration.ofMinutes(1))
            .maxLag(Duration.ofMinutes(10))
            .pool(pool())
            .primary(servers.node(0).jdbcUrl())
            .replica(replica.jdbcUrl())
            .build()) {
      write(weir, 1);
      awaitReadsOnReplicas(weir);
      replica.delayReplay(Duration.ofHours(1));
      assertThatThrownBy(
              () ->
                  Cluster.execute(
                      replica.dataSource(), "copy (select 1) to program 'kill -9 $PPID'"))
          .isInstanceOf(SQLException.class);
      Cluster.await("the replica is in the past", () -> isAt(replica, "0"));
      assertThat(reason(weir)).isEqualTo(RouteReason.READ);

      assertThat(Cluster.query(weir, READ)).isEqualTo("1");
    }
  }

  private static boolean isAt(PostgresNode node, String value) {
    try {
      return value.equals(Cluster.query(node.dataSource(), READ));
    } catch (SQLException e) {
      return false; // It is not there yet.
    }
  }
}
