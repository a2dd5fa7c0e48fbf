package dev.weir.bench.cluster;

import dev.weir.WeirDataSource;
import dev.weir.samples.cluster.PostgresCluster;
import dev.weir.samples.cluster.PostgresNode;

/**
 * What a failover interrupts: the primary is killed and a replica promoted, while one thread goes
 * on writing and another one reading, again at once whatever fails.
 */
final class Promotion implements ClusterBenchmarks.Benchmark {
  private static final int ROUNDS = 7;

  @Override
  public void run() throws Exception {
    Measured writes = new Measured();
    Measured reads = new Measured();
    for (int round = 0; round < ROUNDS; round++) {
      try (PostgresCluster cluster = PostgresCluster.start(2)) {
        Servers.createTables(cluster);
        try (WeirDataSource weir = Servers.weir(cluster.nodes(), 4, b -> b)) {
          failOver(cluster, weir, writes, reads);
        }
      }
    }
    System.out.printf(
        "| failover, ms | rounds | median | p99 | longest |%n|---|--:|--:|--:|--:|%n"
            + "| first write that succeeds after promotion was asked for | %s |%n"
            + "| longest time without a successful read | %s |%n",
        writes.columns(), reads.columns());
  }

  private static void failOver(
      PostgresCluster cluster, WeirDataSource weir, Measured writes, Measured reads)
      throws Exception {
    PostgresNode next = cluster.replicas().get(0);
    Repeated reading = new Repeated(() -> Servers.read(weir, 1, Servers.anyRow()));
    Repeated writing = new Repeated(() -> Servers.write(weir, 0, Servers.anyRow()));
    Servers.await(() -> reading.successes() > 100 && writing.successes() > 100);
    cluster.primary().kill();
    Servers.await(() -> writing.isFailing(200));
    long promoted = System.nanoTime();
    cluster.promote(next);
    Servers.await(() -> writing.lastSuccessNanos() > promoted);
    writes.add(writing.firstSuccessAfter(promoted) - promoted);
    Thread.sleep(1_000);
    writing.stop();
    reading.stop();
    reads.add(reading.longestGapNanos());
  }
}
