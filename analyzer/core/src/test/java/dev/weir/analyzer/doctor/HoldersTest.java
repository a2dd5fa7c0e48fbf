package dev.weir.analyzer.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.AreaVerdict.State;
import dev.weir.analyzer.model.Checkup;
import dev.weir.analyzer.model.Report;
import dev.weir.samples.cluster.PostgresCluster;
import dev.weir.samples.cluster.PostgresNode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Replication that keeps VACUUM from removing rows. */
class HoldersTest {
  private static PostgresCluster cluster;

  @BeforeAll
  static void start() {
    cluster =
        PostgresCluster.builder()
            .replicas(1)
            .setting("autovacuum_naptime", "1s")
            .setting("autovacuum_freeze_max_age", "100000")
            .setting("wal_level", "logical")
            .setting("hot_standby_feedback", "on")
            .setting("wal_receiver_status_interval", "1s")
            .start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static final String FILL =
      "CREATE TABLE queue (id int PRIMARY KEY, n int); INSERT INTO queue SELECT i, 0 FROM generate_series(1, 2000) i";

  @Test
  void aLongQueryOnAStandbyHoldsByItsFeedback() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "feedback")) {
      ward.run(FILL);
      cluster.awaitReplication();
      PostgresNode standby = cluster.replicas().get(0);
      try (Connection report =
              DriverManager.getConnection(standby.jdbcUrl().replace("/postgres?", "/feedback?"));
          Statement statement = report.createStatement()) {
        report.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        report.setAutoCommit(false);
        statement.execute("SELECT count(*) FROM queue");
        Ward.until(
            "its feedback has come",
            () -> ward.number("SELECT count(backend_xmin) FROM pg_stat_replication") == 1);
        ward.begin();
        for (int i = 0; i < 10; i++) {
          ward.run("UPDATE queue SET n = n + 1");
        }
        Ward.until(
            "autovacuum ran twice",
            () -> ward.number("SELECT pg_stat_get_autovacuum_count('queue'::regclass)") >= 2);

        Checkup checkup = ward.examine();
        Report.Entry entry = Ward.the(checkup, "VH", "by hot_standby_feedback");
        assertThat(entry.finding().subject().text()).startsWith("standby ");
        assertThat(entry.finding().count("deadRows")).isGreaterThanOrEqualTo(10_000);
        assertThat(entry.advice().fix()).startsWith("End the long query on that standby");
        report.rollback();
      }
      Ward.until(
          "autovacuum removed them",
          () -> ward.number("SELECT pg_stat_get_dead_tuples('queue'::regclass)") < 1_000);
      ward.begin();
      assertThat(Ward.all(ward.examine(), "VH", "")).isEmpty();
    }
  }

  @Test
  void aLogicalSlotHoldsTheCatalogueAlone() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "logical")) {
      ward.run(
          FILL,
          "SELECT pg_create_logical_replication_slot('left''over', 'test_decoding')"
              .replace("''", "_"));
      assertThat(Ward.verdict(ward.examine(), Area.HORIZON).state())
          .as("it is young")
          .isEqualTo(State.OK);
      ward.run(
          "DO $$ BEGIN FOR i IN 1..55000 LOOP BEGIN INSERT INTO queue VALUES (-i, 0); EXCEPTION WHEN"
              + " division_by_zero THEN NULL; END; END LOOP; END $$");
      Checkup checkup = ward.examine();
      Report.Entry entry = Ward.the(checkup, "VH", "logical replication slot left_over");
      assertThat(entry.words()).endsWith(", in the catalogue");
      assertThat(entry.finding().fact("deadRows")).isEmpty();
      ward.run("UPDATE queue SET n = n + 1");
      Ward.until(
          "autovacuum removes rows of tables all the same",
          () -> ward.number("SELECT pg_stat_get_dead_tuples('queue'::regclass)") < 1_000);
      ward.heal(entry);
      assertThat(Ward.all(ward.examine(), "VH", "")).isEmpty();
    }
  }
}
