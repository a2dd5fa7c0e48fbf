package dev.weir.history;

import dev.weir.history.OwnWrites.Scope;
import dev.weir.history.Workload.Extent;
import dev.weir.samples.cluster.PostgresCluster;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One run of a workload while a nemesis is at work.
 *
 * @param seed of all that is random in it
 * @param scope of whose writes a read had to show
 * @param recorded what the clients did and saw
 * @param outages what went wrong meanwhile
 * @param elapsedNanos how long the clients ran
 */
record Trial(long seed, Scope scope, Recorded recorded, List<Outage> outages, long elapsedNanos) {
  /**
   * Runs it; afterwards the cluster is whole.
   *
   * @param name of tables that are not there yet
   */
  static Trial run(
      PostgresCluster cluster,
      Subject subject,
      String name,
      long seed,
      Extent extent,
      List<Fault> faults,
      Duration longest)
      throws Exception {
    long origin = System.nanoTime();
    Workload workload = new Workload(subject, name, seed, origin);
    workload.create();
    Nemesis nemesis = new Nemesis(cluster, faults, longest, seed, origin);
    AtomicBoolean over = new AtomicBoolean();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<List<Outage>> outages = thread.submit(() -> nemesis.run(over::get));
      long began = System.nanoTime();
      try {
        workload.run(extent);
      } finally {
        over.set(true);
      }
      long elapsed = System.nanoTime() - began;
      List<Outage> past = outages.get();
      return new Trial(
          seed, subject.scope(), workload.recorded(cluster.primary().dataSource()), past, elapsed);
    } finally {
      thread.shutdownNow();
    }
  }

  Verdict verdict() {
    return recorded.verdict(scope);
  }
}
