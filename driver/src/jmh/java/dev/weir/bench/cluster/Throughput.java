package dev.weir.bench.cluster;

import dev.weir.WeirDataSource;
import dev.weir.samples.cluster.PostgresCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How many reads a second one, two and three replicas serve, as a multiple of what the primary does
 * alone. Reads that need the processor cannot gain where all servers share it, as here; reads that
 * wait, as for a disk, are bounded by the connections to each server, and show how evenly the
 * replicas are used.
 */
final class Throughput implements ClusterBenchmarks.Benchmark {
  private static final int ROUNDS = 5;
  private static final int THREADS = 32;
  private static final int CONNECTIONS = 4;
  private static final long TIME_NANOS = 2_000_000_000L;

  @Override
  public void run() throws Exception {
    try (PostgresCluster cluster = PostgresCluster.start(3)) {
      Servers.createTables(cluster);
      List<WeirDataSource> all = new ArrayList<>();
      try {
        for (int replicas = 0; replicas <= 3; replicas++) {
          all.add(Servers.weir(cluster.nodes().subList(0, replicas + 1), CONNECTIONS, b -> b));
        }
        System.out.printf(
            "| reads | processors | primary alone, a second | 1 replica | 2 replicas | 3 replicas |%n"
                + "|---|--:|--:|--:|--:|--:|%n");
        print("by key, from memory", "select v from t0 where id = 7", all);
        print("that wait for 5 ms", "select v, pg_sleep(0.005) from t0 where id = 7", all);
      } finally {
        all.forEach(WeirDataSource::close);
      }
    }
  }

  /** The rounds go round all of them, so that a busy minute of the machine meets all alike. */
  private static void print(String reads, String sql, List<WeirDataSource> all) throws Exception {
    double[][] perSecond = new double[all.size()][ROUNDS];
    for (int round = -1; round < ROUNDS; round++) {
      for (int replicas = 0; replicas < all.size(); replicas++) {
        WeirDataSource weir = all.get(replicas);
        double measured =
            Rate.measure(THREADS, TIME_NANOS, () -> Servers.query(weir, sql)).perSecond();
        if (round >= 0) {
          perSecond[replicas][round] = measured;
        }
      }
    }
    StringBuilder row = new StringBuilder();
    row.append(
        String.format(
            Locale.ROOT,
            "| %s | %d | %.0f |",
            reads,
            Runtime.getRuntime().availableProcessors(),
            Rate.median(perSecond[0])));
    for (int replicas = 1; replicas < all.size(); replicas++) {
      double[] ratios = new double[ROUNDS];
      for (int round = 0; round < ROUNDS; round++) {
        ratios[round] = perSecond[replicas][round] / perSecond[0][round];
      }
      row.append(String.format(Locale.ROOT, " %.2f |", Rate.median(ratios)));
    }
    System.out.println(row);
  }
}
