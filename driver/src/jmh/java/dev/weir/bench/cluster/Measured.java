package dev.weir.bench.cluster;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Durations as they were measured. Thread-safe. */
final class Measured {
  private final ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();

  void add(long duration) {
    nanos.add(duration);
  }

  /** How many, the median, the 99th percentile and the longest, in milliseconds: four columns. */
  String columns() {
    long[] sorted = nanos.stream().mapToLong(n -> n).sorted().toArray();
    return String.format(
        Locale.ROOT,
        "%d | %.1f | %.1f | %.1f",
        sorted.length,
        millis(sorted, 0.5),
        millis(sorted, 0.99),
        millis(sorted, 1));
  }

  private static double millis(long[] sorted, double quantile) {
    int rank = (int) Math.ceil(quantile * sorted.length);
    return Arrays.stream(sorted).skip(Math.max(rank - 1, 0)).findFirst().orElse(0) / 1e6;
  }
}
