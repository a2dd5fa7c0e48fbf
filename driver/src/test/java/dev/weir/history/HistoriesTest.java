package dev.weir.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.samples.cluster.PostgresCluster;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A short look at what {@link HistoriesProofTest} looks at for long. */
@Tag("proof")
class HistoriesTest {
  private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(2);

  private static PostgresCluster cluster;

  @BeforeAll
  static void start() {
    cluster = PostgresCluster.start(2);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void readsKeepWhatTheyPromiseWhileReplicasFail() throws Exception {
    try (Subject weir = new ThroughWeir(cluster, CONNECTION_TIMEOUT)) {
      check(weir, "short", 8_000);
    }
  }

  @Test
  void sessionsKeepWhatTheyPromiseInTwoProcesses() throws Exception {
    try (Subject fleet = new ThroughFleet(cluster, CONNECTION_TIMEOUT)) {
      check(fleet, "short_fleet", 4_000);
    }
  }

  private static void check(Subject subject, String name, long operations) throws Exception {
    long seed = Long.getLong("weir.histories.seed", System.nanoTime());
    Trial trial =
        Trial.run(
            cluster,
            subject,
            name,
            seed,
            Workload.Extent.of(operations),
            Fault.OF_REPLICAS,
            Duration.ofMillis(200));

    Verdict verdict = trial.verdict();
    assertThat(verdict.violations())
        .as("seed %d: %s%n%s", seed, verdict, trial.outages())
        .isEmpty();
    assertThat(trial.recorded().readsOnReplicas()).isPositive();
  }

  @Test
  void routersThatGuessAreFoundWanting() throws Exception {
    long seed = Long.getLong("weir.histories.seed", System.nanoTime());
    Comparison comparison = Comparison.atThreeSecondsOfLag(cluster, "short_lag", seed);

    comparison.check();
  }
}
