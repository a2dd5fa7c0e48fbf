package dev.weir.analyzer.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.AreaVerdict.State;
import dev.weir.analyzer.model.Checkup;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.sample.ServerSample;
import dev.weir.samples.cluster.PostgresCluster;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BloatTest {
  private static PostgresCluster cluster;

  @BeforeAll
  static void start() {
    cluster =
        PostgresCluster.builder()
            .setting("autovacuum_naptime", "1d")
            .setting("max_wal_size", "4GB")
            .start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static String table(String name, int rows, int width) {
    return "CREATE TABLE %1$s (id int PRIMARY KEY, s text); INSERT INTO %1$s SELECT i, repeat('x', %3$d) FROM generate_series(1, %2$d) i"
        .formatted(name, rows, width);
  }

  @Test
  void aTableThatKeepsSpaceIsShrunkByHandAndOneThatUsesItIsNot() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "bloat")) {
      ward.run(
          "CREATE EXTENSION pgstattuple",
          table("ill", 200_000, 700),
          table("small", 20_000, 700),
          table("well", 20_000, 700),
          "DELETE FROM ill WHERE id % 10 <> 0",
          "DELETE FROM small WHERE id % 10 <> 0");
      ward.run("VACUUM ANALYZE");
      ward.begin();
      Checkup checkup = ward.examine();

      Report.Entry ill = Ward.the(checkup, "TB", "ill");
      assertThat(ill.finding().severity()).isEqualTo(Severity.WARNING);
      assertThat(ill.finding().confidence()).isEqualTo(Confidence.CERTAIN);
      assertThat(ill.finding().number("wastedShare")).isBetween(0.85, 0.93);
      assertThat(ill.words()).endsWith("are of no use, as measured");
      assertThat(ill.advice().because()).anyMatch(why -> why.contains("pg_repack -d bloat -t"));
      Report.Entry small = Ward.the(checkup, "TB", "small");
      assertThat(small.finding().severity()).isEqualTo(Severity.INFO);
      assertThat(small.advice().fix()).startsWith("Do nothing: ");
      assertThat(small.advice().statements()).isEmpty();
      assertThat(Ward.all(checkup, "TB", "")).hasSize(2);
      assertThat(Ward.verdict(checkup, Area.BLOAT).state()).isEqualTo(State.LOOK);

      ward.heal(ill);
      Checkup healed = ward.examine();
      assertThat(Ward.all(healed, "TB", "ill")).isEmpty();
    }
  }

  @Test
  void spaceThatIsUsedUpSoonIsLeftAlone() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "refill")) {
      ward.run(table("t", 200_000, 700), "DELETE FROM t WHERE id % 10 <> 0");
      ward.run("VACUUM ANALYZE t");
      ServerSample before = ward.observe().now();
      ward.run("INSERT INTO t SELECT -i, repeat('x', 700) FROM generate_series(1, 1000) i");
      Checkup checkup =
          Doctor.examine(
              ward.observe().since(List.of(before.asOf(before.at().minus(Duration.ofHours(2))))));
      Report.Entry entry = Ward.the(checkup, "TB", "t");
      assertThat(entry.advice().fix())
          .matches(
              "Do nothing: by what was inserted of late, rows use this space up within 1[4-8]"
                  + " days.");
      assertThat(entry.advice().statements()).isEmpty();
    }
  }

  @Test
  void anEstimateSaysThatItIsOneAndWithoutStatisticsThereIsNone() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "estimate")) {
      ward.run(
          table("ill", 200_000, 700),
          table("well", 20_000, 700),
          "DELETE FROM ill WHERE id % 10 <> 0");
      ward.run("VACUUM ANALYZE");
      Report.Entry entry = Ward.the(ward.examine(), "TB", "");
      assertThat(entry.finding().subject().text()).contains("ill");
      assertThat(entry.finding().confidence()).isEqualTo(Confidence.LIKELY);
      assertThat(entry.words()).endsWith("as estimated from what ANALYZE saw");

      ward.run("DELETE FROM pg_statistic WHERE starelid = 'ill'::regclass");
      Checkup blind = ward.examine();
      assertThat(Ward.all(blind, "TB", "")).isEmpty();
      assertThat(Ward.verdict(blind, Area.BLOAT).state()).isEqualTo(State.NOT_JUDGED);
      assertThat(Ward.verdict(blind, Area.BLOAT).why())
          .contains(
              "public.ill: it has columns without statistics that postgres may read",
              "CREATE EXTENSION pgstattuple measures tables and btrees");
    }
  }

  @Test
  void whoMayReadNothingIsToldWhatItTakes() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "rights")) {
      ward.run(
          "CREATE EXTENSION pgstattuple",
          table("ill", 200_000, 700),
          "DELETE FROM ill WHERE id % 10 <> 0",
          "CREATE ROLE plain LOGIN PASSWORD 'x'");
      ward.run("VACUUM ANALYZE");
      ward.begin();
      Checkup blind = ward.examineAs("plain", "x");
      assertThat(Ward.all(blind, "TB", "")).isEmpty();
      assertThat(Ward.verdict(blind, Area.BLOAT).state()).isEqualTo(State.NOT_JUDGED);
      assertThat(Ward.verdict(blind, Area.BLOAT).why())
          .contains("columns without statistics that plain may read", "GRANT pg_monitor");
      ward.run("GRANT pg_monitor TO plain");
      assertThat(Ward.the(ward.examineAs("plain", "x"), "TB", "ill").words())
          .endsWith("as measured");
    }
  }

  @Test
  void anIndexThatKeepsSpaceIsBuiltAnew() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "indexes")) {
      ward.run(
          "CREATE EXTENSION pgstattuple",
          "CREATE TABLE t (id int, n int)",
          "INSERT INTO t SELECT i, i FROM generate_series(1, 600000) i",
          "CREATE INDEX \"Ill; one\" ON t (id)",
          "DELETE FROM t WHERE id % 10 <> 0");
      ward.run("VACUUM ANALYZE t", "CREATE INDEX well ON t (n, id)");
      ward.begin();
      Checkup checkup = ward.examine();
      Report.Entry entry = Ward.the(checkup, "IXB", "");
      assertThat(entry.finding().subject().text()).contains("Ill; one");
      assertThat(entry.finding().number("wastedShare")).isBetween(0.85, 0.93);
      assertThat(entry.advice().fix()).contains("SHARE UPDATE EXCLUSIVE", "of free disk");
      ward.heal(entry);
      assertThat(Ward.all(ward.examine(), "IXB", "")).isEmpty();
    }
  }

  @Test
  void aLockedTableIsNotWaitedForAndNotJudged() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "locked")) {
      ward.run("CREATE EXTENSION pgstattuple", table("t", 20_000, 700), "VACUUM ANALYZE t");
      ward.begin();
      assertThat(Ward.verdict(ward.examine(), Area.BLOAT).state()).isEqualTo(State.OK);
      try (Connection connection = ward.connect("alter");
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        statement.execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE");
        assertThat(Ward.verdict(ward.examine(), Area.BLOAT).why())
            .startsWith("public.t: somebody locks it");
      }
    }
  }
}
