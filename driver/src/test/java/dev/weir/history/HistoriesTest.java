package dev.weir.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.samples.cluster.PostgresCluster;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A short look at what {@link HistoriesProofTest} looks at for long. */
class HistoriesTest {
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
    long seed = Long.getLong("weir.histories.seed", System.nanoTime());
    try (ThroughWeir weir = new ThroughWeir(cluster, Duration.ofSeconds(2))) {
      Trial trial =
          Trial.run(
              cluster,
              weir,
              "short",
              seed,
              Workload.Extent.of(8_000),
              Fault.OF_REPLICAS,
              Duration.ofMillis(200));

      Verdict verdict = trial.verdict();
      assertThat(verdict.violations())
          .as("seed %d: %s%n%s", seed, verdict, trial.outages())
          .isEmpty();
      assertThat(trial.recorded().readsOnReplicas()).isPositive();
    }
  }

  @Test
  void routersThatGuessAreFoundWanting() throws Exception {
    long seed = Long.getLong("weir.histories.seed", System.nanoTime());
    Comparison comparison = Comparison.atThreeSecondsOfLag(cluster, "short_lag", seed);

    comparison.check();
  }
}
