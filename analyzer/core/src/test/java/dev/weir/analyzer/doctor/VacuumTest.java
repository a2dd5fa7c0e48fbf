package dev.weir.analyzer.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.AreaVerdict.State;
import dev.weir.analyzer.model.Checkup;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Diagnosis;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.samples.cluster.PostgresCluster;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class VacuumTest {
  private static final String QUEUE = "CREATE TABLE queue (id int PRIMARY KEY, status text, n int)";
  private static final String FILL =
      "INSERT INTO queue SELECT i, 'pending', 0 FROM generate_series(1, 2000) i";

  private static PostgresCluster cluster;

  @BeforeAll
  static void start() {
    cluster =
        PostgresCluster.builder()
            .setting("autovacuum_naptime", "1s")
            .setting("max_prepared_transactions", "10")
            .start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void anIdleTransactionThatWroteElsewhereIsTheCauseOfDeadRowsThatAutovacuumCannotRemove()
      throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "story")) {
      ward.run(QUEUE, FILL, "VACUUM ANALYZE queue", "CREATE TABLE audit (t text)");
      try (Connection held = ward.connect("billing");
          Statement statement = held.createStatement()) {
        held.setAutoCommit(false);
        statement.execute("INSERT INTO audit VALUES ('a secret')");
        for (int i = 0; i < 10; i++) {
          ward.run("UPDATE queue SET n = n + 1");
        }
        Ward.until("autovacuum ran", () -> runs(ward) > 0);
        ward.begin();
        long before = runs(ward);
        ward.run("UPDATE queue SET n = n + 1");
        Ward.until("autovacuum ran twice more", () -> runs(ward) >= before + 2);

        Checkup checkup = ward.examine();

        assertThat(checkup.diagnoses()).hasSize(1);
        Diagnosis cause = checkup.diagnoses().get(0);
        assertThat(cause.finding().code().id()).isEqualTo("VH");
        assertThat(cause.finding().severity()).isEqualTo(Severity.ERROR);
        assertThat(cause.finding().confidence()).isEqualTo(Confidence.CERTAIN);
        assertThat(cause.finding().subject().text())
            .contains("billing", "idle in transaction", "role postgres");
        assertThat(cause.finding().count("deadRows")).isEqualTo(22_000);
        assertThat(cause.symptoms())
            .extracting(entry -> entry.finding().code().id())
            .contains("VF", "DR");
        Report.Entry dead = Ward.the(checkup, "DR", "queue");
        assertThat(dead.finding().number("deadShare")).isBetween(0.91, 0.92);
        Report.Entry futile = Ward.the(checkup, "VF", "queue");
        assertThat(futile.finding().count("runs")).isGreaterThanOrEqualTo(2);
        assertThat(futile.finding().count("removedRows")).isZero();
        assertThat(checkup.binds()).startsWith("the vacuum horizon binds: session");
        assertThat(Ward.verdict(checkup, Area.HORIZON).state()).isEqualTo(State.ACT);
        assertThat(checkup.toString()).doesNotContain("a secret");

        ward.heal(cause.entry());
        Ward.until(
            "autovacuum removed them",
            () -> ward.number("SELECT pg_stat_get_dead_tuples('queue'::regclass)") == 0);
        ward.begin();
        Checkup healed = ward.examine();
        assertThat(healed.report().entries())
            .extracting(entry -> entry.finding().code().id())
            .doesNotContain("VH", "VF", "DR");
        assertThat(Ward.verdict(healed, Area.HORIZON).state()).isEqualTo(State.OK);
        ward.relapse(cause.entry());
      }
    }
  }

  @Test
  void anIdleTransactionThatOnlyReadHoldsNothing() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "reader")) {
      ward.run(QUEUE, FILL, "VACUUM ANALYZE queue");
      try (Connection idle = ward.connect("reader&preferQueryMode=simple");
          Statement statement = idle.createStatement()) {
        idle.setAutoCommit(false);
        statement.executeQuery("SELECT count(*) FROM queue").close();
        for (int i = 0; i < 10; i++) {
          ward.run("UPDATE queue SET n = n + 1");
        }
        Ward.until(
            "autovacuum removed all",
            () -> ward.number("SELECT pg_stat_get_dead_tuples('queue'::regclass)") < 500);
        Checkup checkup = ward.examine();
        assertThat(Ward.verdict(checkup, Area.HORIZON).state()).isEqualTo(State.OK);
        assertThat(Ward.verdict(checkup, Area.VACUUM).state()).isNotEqualTo(State.ACT);
        assertThat(Ward.all(checkup, "DR", "")).isEmpty();
      }
    }
  }

  /** A driver's portal keeps its snapshot until the next statement; psql's query does not. */
  @Test
  void anIdleTransactionThatReadThroughTheDriverHolds() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "portal")) {
      ward.run(QUEUE, FILL);
      try (Connection idle = ward.connect("reader");
          PreparedStatement statement = idle.prepareStatement("SELECT count(*) FROM queue")) {
        idle.setAutoCommit(false);
        statement.executeQuery().close();
        assertThat(Holder.of(ward.observe().now()))
            .singleElement()
            .satisfies(holder -> assertThat(holder.text()).contains("reader"));
      }
    }
  }

  @Test
  void deadRowsOfATableWithoutAutovacuumAreItsFault() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "off")) {
      ward.run(
          "CREATE TABLE \"Or\"\"der; drop\" (id int, n int) WITH (autovacuum_enabled = off)",
          "INSERT INTO \"Or\"\"der; drop\" SELECT i, 0 FROM generate_series(1, 10000) i",
          "UPDATE \"Or\"\"der; drop\" SET n = 1",
          "CREATE TABLE healthy (id int, n int)",
          "INSERT INTO healthy SELECT i, 0 FROM generate_series(1, 10000) i");
      ward.run("ANALYZE healthy");
      Checkup checkup = ward.examine();
      assertThat(checkup.diagnoses()).hasSize(1);
      Diagnosis cause = checkup.diagnoses().get(0);
      assertThat(cause.finding().code().id()).isEqualTo("AO");
      assertThat(cause.finding().count("deadRows")).isEqualTo(10_000);
      assertThat(cause.symptoms()).extracting(entry -> entry.finding().code().id()).contains("DR");

      ward.heal(cause.entry());
      assertThat(ward.examine().diagnoses()).isEmpty();
      ward.relapse(cause.entry());
      assertThat(ward.examine().diagnoses()).hasSize(1);
    }
  }

  private static long runs(Ward ward) throws Exception {
    return ward.number("SELECT pg_stat_get_autovacuum_count('queue'::regclass)");
  }
}
