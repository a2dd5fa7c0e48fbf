package dev.weir.samples.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.replication.LogSequenceNumber;

class ServerFaultsTest {

  private static final String RELOAD = "SELECT pg_reload_conf()";
  private static final String SLEEPS =
      "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep')";

  private static final PostgresCluster cluster = PostgresCluster.start(1);

  private final PostgresNode primary = cluster.primary();
  private final PostgresNode replica = cluster.replicas().get(0);

  @AfterAll
  static void close() {
    cluster.close();
  }

  @BeforeEach
  void createTable() throws SQLException {
    Rows.run(primary, "CREATE TABLE rows (id int)");
    cluster.awaitReplication();
  }

  @AfterEach
  void heal() throws SQLException {
    cluster.heal();
    Rows.run(primary, "DROP TABLE rows");
  }

  @Test
  void pausedReplayReceivesButDoesNotShow() throws SQLException {
    replica.pauseReplay();
    insertAndAwaitReceived();

    assertThat(count(replica)).isEqualTo("0");

    replica.resumeReplay();
    cluster.awaitReplication();
    assertThat(count(replica)).isEqualTo("1");
  }

  @Test
  void delayedReplayReceivesButDoesNotShow() throws SQLException {
    replica.delayReplay(Duration.ofHours(1));
    insertAndAwaitReceived();

    assertThat(count(replica)).isEqualTo("0");

    replica.delayReplay(Duration.ZERO);
    cluster.awaitReplication();
    assertThat(count(replica)).isEqualTo("1");
  }

  @Test
  void cutReplicationReceivesNothingUntilRestored() throws SQLException {
    replica.cutReplication();
    Rows.run(primary, "INSERT INTO rows VALUES (1)");

    assertThat(received()).isLessThan(primary.walPosition());
    assertThat(count(replica)).isEqualTo("0");

    replica.restoreReplication();
    cluster.awaitReplication();
    assertThat(count(replica)).isEqualTo("1");
  }

  @Test
  void cutReplicationStaysCutAcrossRestart() throws SQLException {
    replica.cutReplication();
    replica.restart();

    assertThat(Rows.value(replica, "SHOW primary_conninfo")).isEmpty();
  }

  @Test
  void stoppedServerTellsItsClientsAndRefusesNewOnes() throws SQLException {
    try (Connection connection = primary.dataSource().getConnection()) {
      primary.stop();

      assertThat(primary.isRunning()).isFalse();
      assertThatThrownBy(() -> Rows.value(connection, "SELECT 1"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isIn("57P01", "08006"));
      assertRefused(primary);
    }
  }

  @Test
  void stoppedServerComesBackOnTheSamePort() throws SQLException {
    Rows.run(primary, "INSERT INTO rows VALUES (1)");
    int port = primary.port();

    primary.stop();
    primary.start();

    assertThat(primary.port()).isEqualTo(port);
    assertThat(count(primary)).isEqualTo("1");
  }

  @Test
  void killedServerRecoversWhatWasCommitted() throws SQLException {
    Rows.run(primary, "INSERT INTO rows VALUES (1)");

    primary.kill();
    assertThat(primary.isRunning()).isFalse();
    assertRefused(primary);

    primary.start();
    Rows.run(primary, "INSERT INTO rows VALUES (2)");
    cluster.awaitReplication();
    assertThat(count(replica)).isEqualTo("2");
  }

  @Test
  void killedReplicaCatchesUp() throws SQLException {
    replica.kill();
    Rows.run(primary, "INSERT INTO rows VALUES (1)");
    replica.start();
    cluster.awaitReplication();

    assertThat(count(replica)).isEqualTo("1");
  }

  @Test
  void hangingServerAnswersWhenItGoesOn() throws SQLException {
    try (Connection connection = primary.dataSource().getConnection()) {
      connection.setNetworkTimeout(Runnable::run, 300);
      primary.hang();

      assertThat(primary.isRunning()).isTrue();
      assertThatThrownBy(() -> Rows.value(connection, "SELECT 1"))
          .isInstanceOf(SQLException.class)
          .hasRootCauseInstanceOf(java.net.SocketTimeoutException.class);
    }
    CompletableFuture<String> late = CompletableFuture.supplyAsync(() -> uncheckedCount(primary));
    assertThat(late).isNotDone();

    primary.unhang();
    assertThat(late).succeedsWithin(Duration.ofSeconds(30)).isEqualTo("0");
  }

  @Test
  void replicaThatDoesNotReplayIsNamedInTheError() {
    replica.pauseReplay();
    LogSequenceNumber never = LogSequenceNumber.valueOf("FF/0");

    assertThatThrownBy(() -> replica.awaitReplayed(never, Duration.ofMillis(50)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("node1 has replayed FF/0")
        .hasMessageContaining("replay paused");
  }

  @Test
  void handlesOfARunningServerRefuseAStoppedOne() {
    replica.stop();

    assertThatThrownBy(replica::hang).hasMessage("node1 is not running");
    replica.start();
    assertThatThrownBy(replica::start).hasMessage("node1 is running already");
  }

  @Test
  void questionThatGivesWayToReplayIsAskedAgain() throws SQLException {
    replica.console().run("ALTER SYSTEM SET max_standby_streaming_delay = 0", RELOAD);
    Rows.run(primary, "INSERT INTO rows VALUES (1)");
    cluster.awaitReplication();

    CompletableFuture<Optional<String>> answer =
        CompletableFuture.supplyAsync(
            () -> replica.console().value("SELECT count(pg_sleep(20)) FROM rows"));
    Await.until(
        "the question is asked",
        Await.LIMIT,
        () -> replica.console().isTrue(SLEEPS),
        () -> "nobody sleeps");
    Rows.run(primary, "DELETE FROM rows", "VACUUM rows");

    assertThat(answer).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(Optional.of("0"));
    replica.console().run("ALTER SYSTEM RESET max_standby_streaming_delay", RELOAD);
  }

  private void insertAndAwaitReceived() throws SQLException {
    Rows.run(primary, "INSERT INTO rows VALUES (1)");
    LogSequenceNumber written = primary.walPosition();
    Await.until(
        "the replica has received the row",
        Await.LIMIT,
        () -> received().compareTo(written) >= 0,
        () -> "it has " + received());
  }

  private LogSequenceNumber received() {
    return replica
        .console()
        .value("SELECT pg_last_wal_receive_lsn()")
        .map(LogSequenceNumber::valueOf)
        .orElseThrow();
  }

  private static String count(PostgresNode node) throws SQLException {
    return Rows.value(node, "SELECT count(*) FROM rows");
  }

  private static String uncheckedCount(PostgresNode node) {
    try {
      return count(node);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertRefused(PostgresNode node) {
    assertThatThrownBy(() -> Rows.value(node, "SELECT 1"))
        .isInstanceOf(SQLException.class)
        .hasRootCauseInstanceOf(java.net.ConnectException.class);
  }
}
