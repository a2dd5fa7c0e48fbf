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
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which server, and which life of it, is behind a connection: addresses move, servers restart. */
@Tag("proof")
class LifeTest {
  private static final String READ = "select v from acct";

  private static final String SERVER = "select current_setting('cluster_name')";

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
          WeirDataSource weir = overGiven(given)) {
        write(weir, 1);
        promoteUnheardOf(servers.node(1));
        writer.moveTo(servers.node(1));
        given.getHikariPoolMXBean().softEvictConnections();

        assertThat(stale(weir, 2, 20)).isZero();
        assertThat(Cluster.query(servers.node(1).dataSource(), READ)).isEqualTo("21");
      }
    }
  }

  /** The other replica follows it, and so tells that there is one. */
  private void awaitWritesOnTheNewPrimary(WeirDataSource weir) throws Exception {
    Cluster.await(
        "the new primary is written to",
        () -> {
          write(weir, 2);
          return "2".equals(Cluster.query(servers.node(1).dataSource(), READ));
        });
  }

  @Test
  void addressIsLookedAtAnewWhenThePrimaryBehindItWasReplaced() throws Exception {
    try (Address writer = Address.of(servers.node(0));
        WeirDataSource weir = overWriter(writer)) {
      servers.promote(servers.node(1));
      writer.moveTo(servers.node(1));
      awaitWritesOnTheNewPrimary(weir);
    }
  }

  @Test
  void addressOfAPoolThatWasGivenIsLookedAtAnewAsWell() throws Exception {
    HikariConfig settings = pool();
    try (Address writer = Address.of(servers.node(0))) {
      settings.setJdbcUrl(writer.jdbcUrl());
      writesToTheNewPrimary(writer, settings);
    }
  }

  /** Past such a pool there is no way: its connections are looked at one after the other. */
  @Test
  void addressIsLookedAtAnewWhereAPoolDoesNotTellIt() throws Exception {
    HikariConfig settings = pool();
    try (Address writer = Address.of(servers.node(0))) {
      settings.setDataSourceClassName("org.postgresql.ds.PGSimpleDataSource");
      settings.addDataSourceProperty("url", writer.jdbcUrl());
      writesToTheNewPrimary(writer, settings);
    }
  }

  private WeirDataSource overGiven(HikariDataSource given) {
    return WeirDataSource.builder()
        .name("test")
        .monitorInterval(Duration.ofMillis(20))
        .primary(given)
        .replica(servers.node(2).dataSource())
        .build();
  }

  private void writesToTheNewPrimary(Address writer, HikariConfig settings) throws Exception {
    settings.setMinimumIdle(3);
    try (HikariDataSource given = new HikariDataSource(settings);
        WeirDataSource weir = overGiven(given)) {
      write(weir, 1);
      Cluster.await("the pool is full", () -> given.getHikariPoolMXBean().getIdleConnections() > 1);
      servers.promote(servers.node(1));
      writer.moveTo(servers.node(1));
      awaitWritesOnTheNewPrimary(weir);
    }
  }

  /** What a transaction has done on a server that was replaced is not committed there. */
  @Test
  void transactionIsNotCommittedWhereOnlyAReplicaTellsOfTheNewPrimary() throws Exception {
    try (Address writer = Address.of(servers.node(0));
        WeirDataSource weir = overWriter(writer);
        Connection one = weir.getConnection()) {
      one.setAutoCommit(false);
      Cluster.execute(one, "update acct set v = 2");
      servers.promote(servers.node(1));
      Cluster.await(
          "the old one is known",
          () -> weir.topology().nodes().get(0).trouble().contains("replaced"));

      assertThatThrownBy(one::commit).hasMessageContaining("was replaced as the primary");
      one.rollback();
      assertThat(Cluster.query(servers.node(0).dataSource(), READ)).isEqualTo("1");
    }
  }

  /** Nothing is found there but the same server: it is not asked for connections all the time. */
  @Test
  void addressThatLeadsToTheSameServerIsLookedAtOnceASecondAtMost() throws Exception {
    try (Address writer = Address.of(servers.node(0));
        WeirDataSource weir = overWriter(writer)) {
      servers.promote(servers.node(1));
      Cluster.await(
          "the old one is known",
          () -> weir.topology().nodes().get(0).trouble().contains("replaced"));
      int before = writer.connections();
      long start = System.nanoTime();
      Cluster.await("the address is looked at", () -> writer.connections() >= before + 3);

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(1));
      assertThat(weir.topology().hasPrimary()).isFalse();
      writer.moveTo(servers.node(1));
      write(weir, 2);
      assertThat(Cluster.query(servers.node(1).dataSource(), READ)).isEqualTo("2");
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

  /** The old one lives on and answers, and does not stream any more. */
  @Test
  void addressOfAReplicaIsLookedAtAnewWhenTheOneBehindItFollowsNobody() throws Exception {
    HikariConfig settings = pool();
    settings.setMinimumIdle(3);
    try (Address reader = Address.of(servers.node(1))) {
      settings.setJdbcUrl(reader.jdbcUrl());
      settings.setPoolName("given");
      try (HikariDataSource given = new HikariDataSource(settings);
          WeirDataSource byPool = overReader(builder -> builder.replica(given));
          WeirDataSource byUrl = overReader(builder -> builder.replica(reader.jdbcUrl()))) {
        Cluster.await("both are used", () -> serves(byPool, servers.node(1)));
        Cluster.await("both are used", () -> serves(byUrl, servers.node(1)));
        servers.node(1).cutReplication();
        Cluster.await("it is known", () -> !isInOrder(byPool) && !isInOrder(byUrl));
        reader.moveTo(servers.node(2));
        Cluster.await("the other one serves", () -> isInOrder(byPool) && isInOrder(byUrl));

        for (int i = 0; i < 5; i++) {
          assertThat(serves(byPool, servers.node(1))).isFalse();
          assertThat(serves(byUrl, servers.node(1))).isFalse();
        }
        assertThat(serves(byPool, servers.node(2))).isTrue();
        assertThat(serves(byUrl, servers.node(2))).isTrue();
      } finally {
        servers.node(1).restoreReplication();
      }
    }
  }

  /** Both are in order, and the pool has connections to either. */
  @Test
  void connectionsToTheReplicaThatWasBehindAnAddressServeNothing() throws Exception {
    HikariConfig settings = pool();
    try (Address reader = Address.of(servers.node(1))) {
      settings.setJdbcUrl(reader.jdbcUrl());
      try (HikariDataSource given = new HikariDataSource(settings);
          WeirDataSource weir = overReader(builder -> builder.replica(given))) {
        Cluster.await("the old one serves", () -> serves(weir, servers.node(1)));
        try (Connection old = given.getConnection()) {
          reader.moveTo(servers.node(2));
          Cluster.await("the new one serves", () -> serves(weir, servers.node(2)));
          assertThat(Cluster.query(old, SERVER)).isEqualTo("node1");
        }
        for (int i = 0; i < 10; i++) {
          assertThat(serves(weir, servers.node(1))).isFalse();
        }
      }
    }
  }

  private WeirDataSource overReader(UnaryOperator<WeirDataSource.Builder> replica)
      throws Exception {
    WeirDataSource weir =
        replica
            .apply(
                WeirDataSource.builder()
                    .name("test")
                    .monitorInterval(Duration.ofMillis(20))
                    .pool(pool())
                    .primary(servers.node(0).jdbcUrl()))
            .build();
    Cluster.awaitReplicas(weir);
    return weir;
  }

  private static boolean isInOrder(WeirDataSource weir) {
    return weir.topology().nodes().get(1).trouble().isEmpty();
  }

  /** Whether a read that asks for nothing but to be near the primary runs on a server. */
  private static boolean serves(WeirDataSource weir, PostgresNode node) throws SQLException {
    return Objects.equals(
        Cluster.query(weir, "/*+ weir: any */ " + SERVER),
        Cluster.query(node.dataSource(), SERVER));
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
