package dev.weir.bench.cluster;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How often something was done by several threads, each again at once.
 *
 * @param count by all of them
 * @param nanos the time that it took
 */
record Rate(long count, long nanos) {
  /** Does it for so long; a failure ends it. */
  static Rate measure(int threads, long nanos, Repeated.Action action) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      long start = System.nanoTime();
      List<Future<Integer>> counts = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        counts.add(pool.submit((Callable<Integer>) () -> count(action, start, nanos)));
      }
      long sum = 0;
      for (Future<Integer> count : counts) {
        sum += count.get();
      }
      return new Rate(sum, System.nanoTime() - start);
    } finally {
      pool.shutdownNow();
    }
  }

  private static int count(Repeated.Action action, long startNanos, long nanos)
      throws SQLException {
    int count = 0;
    while (System.nanoTime() - startNanos < nanos) {
      action.run();
      count++;
    }
    return count;
  }

  double perSecond() {
    return count * 1e9 / nanos;
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
