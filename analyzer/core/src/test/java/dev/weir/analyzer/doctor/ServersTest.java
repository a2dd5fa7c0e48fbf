package dev.weir.analyzer.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.AreaVerdict.State;
import dev.weir.analyzer.model.Checkup;
import dev.weir.analyzer.model.Diagnosis;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.sample.Observation;
import dev.weir.analyzer.sample.ServerSample;
import dev.weir.samples.cluster.PostgresCluster;
import dev.weir.samples.cluster.PostgresNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ServersTest {
  private static final int MOST_CONNECTIONS = 101;

  private static PostgresCluster cluster;

  @BeforeAll
  static void start() {
    cluster =
        PostgresCluster.builder()
            .replicas(1)
            .setting("autovacuum_naptime", "1d")
            .setting("wal_level", "logical")
            .setting("max_prepared_transactions", "10")
            .setting("autovacuum_freeze_max_age", "100000")
            .setting("max_slot_wal_keep_size", "128MB")
            .setting("max_connections", "" + MOST_CONNECTIONS)
            .start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void whoWaitsBehindAWaiterIsCountedToTheRoot() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "locks")) {
      ward.run("CREATE TABLE t (id int PRIMARY KEY, n int)", "INSERT INTO t VALUES (1, 0)");
      List<CompletableFuture<Void>> waiting = new ArrayList<>();
      try (Connection root = ward.connect("root");
          Statement statement = root.createStatement()) {
        root.setAutoCommit(false);
        statement.execute("UPDATE t SET n = 1 WHERE id = 1");
        waiting.add(CompletableFuture.runAsync(() -> run(ward, "UPDATE t SET n = 2 WHERE id = 1")));
        waiting.add(CompletableFuture.runAsync(() -> run(ward, "ALTER TABLE t ADD COLUMN m int")));
        Ward.until("two wait", () -> waiters(ward) == 2);
        waiting.add(CompletableFuture.runAsync(() -> run(ward, "SELECT n FROM t")));
        Ward.until("three wait", () -> waiters(ward) == 3);

        Checkup checkup = ward.examine();
        Report.Entry entry = Ward.the(checkup, "LC", "root");
        assertThat(entry.finding().count("waitingSessions")).isEqualTo(3);
        assertThat(entry.finding().subject().text()).contains("idle in transaction");
        assertThat(Ward.verdict(checkup, Area.LOCKS).state()).isEqualTo(State.LOOK);
        ward.heal(entry);
        for (CompletableFuture<Void> each : waiting) {
          each.join();
        }
        Checkup healed = ward.examine();
        assertThat(Ward.all(healed, "LC", "")).isEmpty();
        assertThat(Ward.verdict(healed, Area.LOCKS).why()).isEqualTo("nobody waits");
      }
    }
  }

  @Test
  void whatAReplicaUsesIsUsedAndWhatAilsItIsTold() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "replicas")) {
      ward.run(
          "CREATE TABLE t (id int PRIMARY KEY, a text, b text)",
          "CREATE INDEX t_a ON t (a)",
          "CREATE INDEX t_b ON t (b)",
          "INSERT INTO t SELECT i, md5(i::text), md5(i::text) FROM generate_series(1, 200000) i",
          "VACUUM ANALYZE t");
      ServerSample before = ward.observe().now();
      Observation alone =
          ward.observe().since(List.of(before.asOf(before.at().minus(Duration.ofDays(36)))));
      assertThat(Ward.all(Doctor.examine(alone), "IXU", "")).hasSize(2);

      PostgresNode node = cluster.replicas().get(0);
      cluster.awaitReplication();
      String used = "SET enable_seqscan = off; SELECT count(*) FROM t WHERE b = 'x'";
      Checkup both = Doctor.examine(alone.beside(List.of(ward.on(node, used))));
      assertThat(Ward.all(both, "IXU", "")).hasSize(1);
      assertThat(Ward.the(both, "IXU", "t_a").advice().because())
          .anyMatch(why -> why.startsWith("replica1 has not used it either"));
      assertThat(Ward.all(both, "RL", "")).isEmpty();

      Checkup paused =
          Doctor.examine(alone.beside(List.of(ward.on(node, "SELECT pg_wal_replay_pause()"))));
      assertThat(Ward.the(paused, "RL", "replay").words()).startsWith("replica1: paused");
      assertThat(Ward.verdict(paused, Area.REPLICATION).state()).isEqualTo(State.LOOK);
      ward.on(node, "SELECT pg_wal_replay_resume()");
    }
  }

  private static long waiters(Ward ward) throws SQLException {
    return ward.number("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted");
  }

  private static void run(Ward ward, String sql) {
    try {
      ward.run(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void connectionsThatRunOutAreCounted() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "connections")) {
      List<Connection> open = new ArrayList<>();
      try {
        while (open.size() < MOST_CONNECTIONS - 10) {
          open.add(ward.connect("greedy"));
        }
        Report.Entry entry = Ward.the(ward.examine(), "CN", "max_connections");
        assertThat(entry.finding().severity()).isEqualTo(Severity.ERROR);
        assertThat(entry.advice().because())
            .anyMatch(why -> why.contains("91 connections: greedy"));
      } finally {
        for (Connection connection : open) {
          connection.close();
        }
      }
      Ward.until(
          "they are gone",
          () ->
              ward.number("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'greedy'")
                  == 0);
      assertThat(Ward.all(ward.examine(), "CN", "")).isEmpty();
    }
  }

  @Test
  void aPreparedTransactionKeepsRowsFromBeingFrozen() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "wraparound")) {
      assertThat(Ward.all(ward.examine(), "WR", "wraparound")).isEmpty();
      ward.run(
          "CREATE TABLE t (n int)",
          "BEGIN; INSERT INTO t VALUES (1); PREPARE TRANSACTION 'it''s \\ left'",
          "DO $$ BEGIN FOR i IN 1..220000 LOOP BEGIN INSERT INTO t VALUES (i); EXCEPTION WHEN"
              + " division_by_zero THEN NULL; END; END LOOP; END $$");
      Checkup checkup = ward.examine();
      Diagnosis cause =
          checkup.diagnoses().stream()
              .filter(one -> one.finding().code().id().equals("VH"))
              .findFirst()
              .orElseThrow();
      assertThat(cause.finding().subject().text()).contains("prepared transaction 'it's \\ left'");
      assertThat(cause.finding().severity()).isEqualTo(Severity.ERROR);
      assertThat(cause.finding().number("transactions")).isGreaterThan(220_000);
      Report.Entry old = Ward.the(checkup, "WR", "database wraparound");
      assertThat(cause.symptoms()).contains(old);
      assertThat(old.finding().severity()).isEqualTo(Severity.WARNING);
      assertThat(old.advice().because()).anyMatch(why -> why.startsWith("public.t is "));

      ward.heal(cause.entry());
      assertThat(Ward.all(ward.examine(), "VH", "")).isEmpty();
      ward.heal(old);
      // What its list of five oldest leaves to do are the catalogue's.
      ward.run("VACUUM (FREEZE)");
      assertThat(Ward.all(ward.examine(), "WR", "database wraparound")).isEmpty();
    }
  }

  @Test
  void aSlotThatNobodyReadsFromKeepsWal() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "slots")) {
      ward.run(
          "SELECT pg_create_physical_replication_slot('for''gotten', true)".replace("''", "_"),
          wal(20));
      assertThat(Ward.verdict(ward.examine(), Area.SLOTS).why())
          .matches("1 slot; the most that one keeps is [2-4]\\d MB");
      ward.run(wal(50));
      Report.Entry entry = Ward.the(ward.examine(), "SR", "for_gotten");
      assertThat(entry.finding().number("retainedBytes")).isGreaterThan(64 << 20);
      assertThat(entry.finding().severity()).isEqualTo(Severity.ERROR);
      assertThat(entry.advice().because()).anyMatch(why -> why.contains("128 MB"));
      ward.heal(entry);
      Checkup healed = ward.examine();
      assertThat(Ward.all(healed, "SR", "")).isEmpty();
      assertThat(Ward.verdict(healed, Area.SLOTS).state()).isEqualTo(State.OK);
    }
  }

  @Test
  void aStandbyWhoseReplayIsPausedIsBehind() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "lag")) {
      assertThat(Ward.verdict(ward.examine(), Area.REPLICATION).state()).isEqualTo(State.OK);
      cluster.replicas().get(0).pauseReplay();
      ward.begin();
      ward.run(wal(110));
      Report.Entry entry = Ward.the(ward.examine(), "RL", "");
      assertThat(entry.finding().number("behindBytes")).isGreaterThan(100 << 20);
      Checkup there = Ward.of(cluster.replicas().get(0)).examine();
      Report.Entry paused = Ward.the(there, "RL", "replay of this standby");
      assertThat(there.areas().stream().filter(one -> one.state() == State.OK))
          .as("a standby knows little")
          .noneMatch(one -> one.area() == Area.VACUUM || one.area() == Area.HORIZON);
      assertThat(Ward.verdict(there, Area.VACUUM).why()).contains("ask the primary");
      Ward.of(cluster.replicas().get(0)).heal(paused);
      cluster.awaitReplication();
      assertThat(Ward.all(ward.examine(), "RL", "")).isEmpty();
      assertThat(Ward.all(Ward.of(cluster.replicas().get(0)).examine(), "RL", "")).isEmpty();
    }
  }

  @Test
  void aPausedReplicaIsOneCardThatSaysOnWhichServer() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "paused")) {
      cluster.awaitReplication();
      PostgresNode node = cluster.replicas().get(0);
      node.pauseReplay();
      try {
        ward.begin();
        ward.run(wal(110));
        Observation.Replica replica = ward.on(node, "SELECT 1");
        Ward.until(
            "its standby has told where it is",
            () ->
                ward.number("SELECT count(*) FROM pg_stat_replication WHERE write_lsn > replay_lsn")
                    == 1);
        Report.Entry entry =
            Ward.the(Doctor.examine(ward.observe().beside(List.of(replica))), "RL", "");
        assertThat(entry.finding().number("behindBytes")).isGreaterThan(100 << 20);
        assertThat(entry.words()).startsWith("replica1: paused").contains("behind");
        assertThat(entry.advice().fix()).contains("on replica1");
        assertThat(entry.advice().statements()).hasSize(1);
      } finally {
        ward.on(node, "SELECT pg_wal_replay_resume()");
      }
      cluster.awaitReplication();
    }
  }

  @Test
  void whatAStandbyCannotDoIsForItsPrimary() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "readonly")) {
      ward.run(
          "CREATE TABLE t (id int PRIMARY KEY, a text)",
          "CREATE INDEX t_a ON t (a)",
          "CREATE INDEX t_b ON t (a)");
      cluster.awaitReplication();
      Observation.Replica replica = ward.on(cluster.replicas().get(0), "SELECT 1");
      Checkup checkup = Doctor.examine(replica.alone());
      assertThat(Ward.the(checkup, "IXR", "t_b").advice().fix())
          .endsWith("Run it on the primary: this is a standby.");
      assertThat(checkup.unseen())
          .filteredOn(why -> why.contains("CREATE EXTENSION"))
          .isNotEmpty()
          .allMatch(why -> why.contains("on the primary"));
      assertThat(Ward.the(ward.examine(), "IXR", "t_b").advice().fix()).doesNotContain("primary");
    }
  }

  private static String wal(int megabytes) {
    return "SELECT count(pg_logical_emit_message(false, 'weir', repeat('x', 1048576))) FROM generate_series(1, %d)"
        .formatted(megabytes);
  }
}
