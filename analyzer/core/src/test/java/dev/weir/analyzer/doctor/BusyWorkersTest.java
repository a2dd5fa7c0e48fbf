package dev.weir.analyzer.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.Checkup;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.sample.Answer;
import dev.weir.analyzer.sample.Observation;
import dev.weir.analyzer.sample.WaitSample;
import dev.weir.analyzer.server.ServerSampler;
import dev.weir.samples.cluster.PostgresCluster;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BusyWorkersTest {
  @Test
  void aBudgetThatIsTooSmallForAllTablesIsRaised() throws Exception {
    try (PostgresCluster cluster =
            PostgresCluster.builder()
                .setting("autovacuum_naptime", "1s")
                .setting("autovacuum_max_workers", "1")
                .setting("autovacuum_vacuum_cost_limit", "1")
                .setting("autovacuum_vacuum_cost_delay", "10ms")
                .start();
        Ward ward = Ward.open(cluster.primary(), "saturated")) {
      assertThat(Ward.all(watched(ward, Duration.ofSeconds(60)), "AW", ""))
          .as("nobody has anything to do")
          .isEmpty();
      ward.run(
          "CREATE TABLE one (n int)",
          "CREATE TABLE two (n int)",
          "INSERT INTO one SELECT i FROM generate_series(1, 200000) i",
          "INSERT INTO two SELECT i FROM generate_series(1, 200000) i",
          "DELETE FROM one WHERE n % 2 = 0",
          "DELETE FROM two WHERE n % 2 = 0");
      Ward.until(
          "the worker is at one of them, not at a catalogue",
          () ->
              ward.number(
                      "SELECT count(*) FROM pg_stat_progress_vacuum"
                          + " WHERE relid IN ('one'::regclass, 'two'::regclass)")
                  == 1);

      Checkup young = watched(ward, Duration.ofSeconds(30));
      assertThat(Ward.all(young, "AW", "")).isEmpty();
      assertThat(Ward.verdict(young, Area.VACUUM).why()).contains("needs 60 s of watching");

      Report.Entry entry = Ward.the(watched(ward, Duration.ofSeconds(60)), "AW", "autovacuum");
      assertThat(entry.finding().severity()).isEqualTo(Severity.WARNING);
      assertThat(entry.words())
          .isEqualTo("the only worker was busy for 60 s, and a table is over the trigger");
      assertThat(entry.advice().statements().get(0).sql())
          .isEqualTo("ALTER SYSTEM SET autovacuum_vacuum_cost_limit = 1000");
      assertThat(entry.advice().fix()).contains("more workers without that would only share");
      assertThat(entry.advice().because())
          .anyMatch(why -> why.contains("(cost limit 1, delay 10 ms)"));

      for (var fix : entry.advice().statements()) {
        ward.run(fix.sql());
      }
      Ward.until(
          "both are vacuumed",
          () ->
              ward.number("SELECT count(*) FROM pg_stat_user_tables WHERE autovacuum_count > 0")
                  == 2);
      assertThat(Ward.all(watched(ward, Duration.ofSeconds(60)), "AW", "")).isEmpty();
    }
  }

  /** As if it had looked like now for so long. */
  private static Checkup watched(Ward ward, Duration time) throws Exception {
    Observation now = ward.observe();
    try (ServerSampler sampler = new ServerSampler(() -> ward.connect("doctor"))) {
      Answer<WaitSample> look = sampler.waits(now.now().server());
      Answer<WaitSample> before =
          new Answer<>(look.rows(), look.at().minus(time), look.unseen(), look.hidden());
      return Doctor.examine(
          new Observation("saturated", now.before(), now.now(), List.of(before, look)));
    }
  }
}
