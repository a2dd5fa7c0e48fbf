package dev.weir.bench.cluster;

import dev.weir.WeirDataSource;
import dev.weir.samples.cluster.PostgresCluster;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

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
        double measured = perSecond(all.get(replicas), sql);
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
            median(perSecond[0])));
    for (int replicas = 1; replicas < all.size(); replicas++) {
      double[] ratios = new double[ROUNDS];
      for (int round = 0; round < ROUNDS; round++) {
        ratios[round] = perSecond[replicas][round] / perSecond[0][round];
      }
      row.append(String.format(Locale.ROOT, " %.2f |", median(ratios)));
    }
    System.out.println(row);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static double perSecond(WeirDataSource weir, String sql) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      long start = System.nanoTime();
      List<Future<Integer>> counts = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        counts.add(threads.submit((Callable<Integer>) () -> count(weir, sql, start)));
      }
      long sum = 0;
      for (Future<Integer> count : counts) {
        sum += count.get();
      }
      return sum * 1e9 / (System.nanoTime() - start);
    } finally {
      threads.shutdownNow();
    }
  }

  private static int count(WeirDataSource weir, String sql, long startNanos) throws SQLException {
    int count = 0;
    while (System.nanoTime() - startNanos < TIME_NANOS) {
      Servers.query(weir, sql);
      count++;
    }
    return count;
  }
}
