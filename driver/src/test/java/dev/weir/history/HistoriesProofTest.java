package dev.weir.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.history.Workload.Extent;
import dev.weir.samples.cluster.PostgresCluster;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Eight clients, hundreds of thousands of operations, servers that fail at random: no read lacks
 * what was written before, no client steps back, nothing is lost, invented or applied twice. And
 * the same checks do find fault with routers that guess.
 *
 * <p>In turn the clients share one DataSource, for which all writes count; each is a caller in
 * sessions of its own; and such a caller goes to and fro between two processes.
 *
 * <p>System properties, all under {@code weir.histories.}: {@code seed}; {@code operations} and
 * {@code minutes}, of each test, whichever lasts longer; {@code faults}, names of {@link Fault};
 * {@code longestMillis} of a fault; {@code connectionTimeoutMillis} of the pools.
 */
@Tag("proof")
class HistoriesProofTest {
  /** So many are checked at once, with tables of their own. */
  private static final long ROUND = 30_000;

  private static final long OPERATIONS = property("operations", 180_000);
  private static final Duration DURATION = Duration.ofMinutes(property("minutes", 0));
  private static final Duration HANGING = Duration.ofSeconds(60);
  private static final long SEED = property("seed", System.nanoTime());
  private static final Duration LONGEST = Duration.ofMillis(property("longestMillis", 1_000));
  private static final Duration CONNECTION_TIMEOUT =
      Duration.ofMillis(property("connectionTimeoutMillis", 2_000));

  @Test
  void readsKeepWhatTheyPromiseWhileReplicasFail() throws Exception {
    try (PostgresCluster cluster = PostgresCluster.start(2)) {
      rounds(cluster, "on", Fault.OF_REPLICAS);
      Comparison comparison = Comparison.atThreeSecondsOfLag(cluster, "comparison", SEED);
      System.out.print(comparison);
      comparison.check();
    }
  }

  /**
   * Commits wait for one of the replicas: they are visible there before they are acknowledged, and
   * survive their primary.
   */
  @Test
  void readsKeepWhatTheyPromiseWhileThePrimaryFails() throws Exception {
    try (PostgresCluster cluster =
        PostgresCluster.builder()
            .replicas(2)
            .setting("synchronous_commit", "remote_apply")
            .setting("synchronous_standby_names", "ANY 1 (*)")
            .start()) {
      rounds(cluster, "remote_apply", Fault.ALL);
    }
  }

  /**
   * Replicas hang for longer than it takes to give them up, and nothing in the driver's settings
   * ends a read: each read that stands alone is answered all the same.
   */
  @Test
  void clientsGoOnWhileReplicasHang() throws Exception {
    List<Fault> faults = List.of(Fault.REPLICA_HUNG, Fault.NETWORK_BLACKHOLE);
    try (PostgresCluster cluster = PostgresCluster.start(2);
        ThroughWeir weir = new ThroughWeir(cluster, Duration.ofSeconds(30))) {
      Extent extent = new Extent(Long.MAX_VALUE, HANGING, HANGING);
      Trial trial = Trial.run(cluster, weir, "hung", SEED, extent, faults, Duration.ofSeconds(10));
      check(trial, weir + ", synchronous_commit=on");
      assertThat(trial.recorded().reads())
          .as("seed %d: %s", SEED, trial.outages())
          .filteredOn(read -> read.way() == Operation.Way.AUTO_COMMIT)
          .noneMatch(read -> read.outcome() == Operation.Outcome.FAILED);
    }
  }

  /** One after another with each subject. */
  private static void rounds(PostgresCluster cluster, String synchronousCommit, List<Fault> faults)
      throws Exception {
    long began = System.nanoTime();
    try (Subject weir = new ThroughWeir(cluster, CONNECTION_TIMEOUT);
        Subject sessions = ThroughWeir.inSessions(cluster, CONNECTION_TIMEOUT);
        Subject fleet = new ThroughFleet(cluster, CONNECTION_TIMEOUT)) {
      List<Subject> subjects = List.of(weir, sessions, fleet);
      long done = 0;
      for (int round = 0;
          done < OPERATIONS || System.nanoTime() - began < DURATION.toNanos();
          round++) {
        Subject subject = subjects.get(round % subjects.size());
        Extent extent = Extent.of(Math.min(ROUND, Math.max(OPERATIONS - done, ROUND / 2)));
        String name = "round" + round;
        Trial trial =
            Trial.run(cluster, subject, name, SEED + round, extent, chosen(faults), LONGEST);
        done += check(trial, subject + ", synchronous_commit=" + synchronousCommit);
      }
    }
  }

  private static long check(Trial trial, String what) {
    Verdict verdict = trial.verdict();
    long operations = trial.recorded().operations().count();
    System.out.printf(
        Locale.ROOT,
        "%s, seed %d: %d operations in %.1f s, %d faults, %.0f %% of reads on"
            + " replicas; %s%n%s",
        what,
        trial.seed(),
        operations,
        trial.elapsedNanos() / 1e9,
        trial.outages().size(),
        100 * trial.recorded().shareOnReplicas(),
        verdict,
        Stalls.of(trial));
    assertThat(verdict.violations())
        .as("seed %d: %s%n%s", trial.seed(), verdict, trial.outages())
        .isEmpty();
    assertThat(trial.recorded().readsOnReplicas()).isPositive();
    return operations;
  }

  private static List<Fault> chosen(List<Fault> otherwise) {
    String names = System.getProperty("weir.histories.faults", "");
    return names.isEmpty()
        ? otherwise
        : Arrays.stream(names.split(",", -1)).map(Fault::valueOf).toList();
  }

  private static long property(String name, long otherwise) {
    return Long.getLong("weir.histories." + name, otherwise);
  }
}
