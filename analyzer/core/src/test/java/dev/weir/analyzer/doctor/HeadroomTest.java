package dev.weir.analyzer.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.AreaVerdict.State;
import dev.weir.analyzer.model.Checkup;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.sample.Observation;
import dev.weir.analyzer.sample.ServerSample;
import dev.weir.samples.cluster.PostgresCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What will be at its limit, by samples that a file has kept. */
class HeadroomTest {
  private static PostgresCluster cluster;

  @BeforeAll
  static void start() {
    cluster = PostgresCluster.start(0);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  /** Looks, does something, and so on; the samples are taken for being a day apart. */
  private static Observation observed(Ward ward, int times, String... work) throws Exception {
    List<ServerSample> trail = new ArrayList<>();
    for (int i = times; i > 0; i--) {
      ServerSample sample = ward.observe().now();
      trail.add(sample.asOf(sample.at().minus(Duration.ofDays(i))));
      ward.run(work);
    }
    return ward.observe().since(trail);
  }

  @Test
  void sequenceThatEndsInDaysIsToldAndOneThatLastsIsNot() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "sequences")) {
      ward.run(
          "CREATE TABLE small (id smallserial PRIMARY KEY)",
          "CREATE TABLE large (id bigserial PRIMARY KEY)");
      Observation seen =
          observed(
              ward,
              3,
              "INSERT INTO small SELECT FROM generate_series(1, 4000)",
              "INSERT INTO large SELECT FROM generate_series(1, 4000)");
      Checkup checkup = Doctor.examine(seen);

      Report.Entry entry = Ward.the(checkup, "LIM", "small_id_seq");
      assertThat(entry.finding().severity()).isEqualTo(Severity.ERROR);
      assertThat(entry.finding().confidence()).isEqualTo(Confidence.LIKELY);
      assertThat(entry.finding().number("daysLeft")).isBetween(5.0, 5.5); // 20,767 by 4,000
      assertThat(entry.words())
          .isEqualTo(
              "it gives 4,000 values a day, and 20,767 are left: at this rate its limit is reached"
                  + " in 5 days");
      assertThat(Ward.all(checkup, "LIM", "large_id_seq")).isEmpty();
      ward.heal(entry);
      assertThat(Ward.all(Doctor.examine(ward.observe().since(seen.trail())), "LIM", "")).isEmpty();
    }
  }

  @Test
  void connectionsThatGrowAreTold() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "connections")) {
      List<AutoCloseable> open = new ArrayList<>();
      List<ServerSample> trail = new ArrayList<>();
      for (int i = 3; i > 0; i--) {
        ServerSample sample = ward.observe().now();
        trail.add(sample.asOf(sample.at().minus(Duration.ofDays(i))));
        for (int each = 0; each < 5; each++) {
          open.add(ward.connect("more"));
        }
      }
      Observation seen = ward.observe().since(trail);
      for (AutoCloseable each : open) {
        each.close();
      }

      Report.Entry entry = Ward.the(Doctor.examine(seen), "LIM", "max_connections");
      assertThat(entry.words()).startsWith("5 a day more are taken, ");
      assertThat(entry.finding().number("daysLeft")).isBetween(10.0, 20.0);
    }
  }

  @Test
  void growthIsToldAndNeedsThreeSamplesOverADay() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "growth")) {
      ward.run("CREATE TABLE log (id bigint, t text)", "ANALYZE log");
      Checkup none = Doctor.examine(ward.observe(), "wait");
      assertThat(Ward.verdict(none, Area.GROWTH).state()).isEqualTo(State.NOT_JUDGED);
      assertThat(Ward.verdict(none, Area.GROWTH).why())
          .isEqualTo("needs 3 samples over 24 h, 1 over 0 ms; wait");

      Observation two =
          observed(
              ward,
              1,
              "INSERT INTO log SELECT i, repeat('x', 200) FROM generate_series(1, 20000) i",
              "ANALYZE log");
      assertThat(Ward.verdict(Doctor.examine(two), Area.GROWTH).why())
          .startsWith("needs 3 samples over 24 h, 2 over ");

      Observation four =
          observed(
              ward,
              3,
              "INSERT INTO log SELECT i, repeat('x', 200) FROM generate_series(1, 20000) i",
              "ANALYZE log");
      Checkup checkup = Doctor.examine(four);
      assertThat(Ward.verdict(checkup, Area.GROWTH).state()).isEqualTo(State.OK);
      assertThat(Ward.verdict(checkup, Area.GROWTH).why())
          .matches("what grows most: public.log by [4-6](\\.\\d)? MB a day");
    }
  }

  @Test
  void whatGoesUpAndDownIsNoTrend() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "waves")) {
      ward.run("CREATE TABLE t (id smallserial PRIMARY KEY)");
      List<ServerSample> trail = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        ward.run("SELECT setval('t_id_seq', %d)".formatted(i % 2 == 0 ? 9_000 : 1_000));
        ServerSample sample = ward.observe().now();
        trail.add(sample.asOf(sample.at().minus(Duration.ofDays(4 - i))));
      }
      ward.run("SELECT setval('t_id_seq', 12000)");

      assertThat(Ward.all(Doctor.examine(ward.observe().since(trail)), "LIM", "")).isEmpty();
    }
  }
}
