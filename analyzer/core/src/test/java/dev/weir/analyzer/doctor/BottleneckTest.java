package dev.weir.analyzer.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.analyzer.sample.Answer;
import dev.weir.analyzer.sample.Observation;
import dev.weir.analyzer.sample.WaitSample;
import dev.weir.samples.cluster.PostgresCluster;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the first line blames, by what sessions waited for at each look. */
class BottleneckTest {
  private static final WaitSample BUSY = new WaitSample("CPU", "", 1, false);

  private static PostgresCluster cluster;

  @BeforeAll
  static void start() {
    cluster = PostgresCluster.builder().setting("autovacuum", "off").start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void aMissingIndexBindsWhereItsRowsAreWhatKeepsTheServerBusy() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "scans")) {
      ward.run("CREATE TABLE t AS SELECT i AS a FROM generate_series(1, 10500) i", "ANALYZE t");
      ward.begin();
      read(ward, 6);
      assertThat(binds(ward, BUSY)).isEqualTo("CPU binds: 100 % of 1.0 active sessions");
      read(ward, 200);
      assertThat(binds(ward, BUSY)).startsWith("a missing index binds: public.t, 206 scans in");
    }
  }

  @Test
  void whoSleepsBindsNothing() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "sleeps")) {
      ward.begin();
      assertThat(binds(ward, new WaitSample("Timeout", "PgSleep", 3, false)))
          .isEqualTo("the database does not bind: 0.0 sessions were active on average");
    }
  }

  private static void read(Ward ward, int times) throws Exception {
    ward.run(Collections.nCopies(times, "SELECT count(*) FROM t").toArray(String[]::new));
  }

  private static String binds(Ward ward, WaitSample wait) throws Exception {
    Observation seen = ward.observe();
    return Doctor.examine(
            new Observation(
                seen.name(),
                seen.before().asOf(seen.now().at().minusSeconds(10)),
                seen.now(),
                List.of(Answer.of(List.of(wait), seen.now().at()))))
        .binds();
  }
}
