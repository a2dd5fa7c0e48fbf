package dev.weir.history;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** What faults did to clients: a table to look at, which no test judges. */
final class Stalls {
  private Stalls() {}

  static String of(Trial trial) {
    List<Outage> outages = trial.outages();
    StringBuilder table = new StringBuilder();
    line(
        table,
        trial,
        "none",
        0,
        Math.max(trial.elapsedNanos() - covered(outages), 1),
        read -> outages.stream().noneMatch(outage -> outage.overlaps(read)));
    for (Fault fault : Fault.values()) {
      List<Outage> of = outages.stream().filter(outage -> outage.fault() == fault).toList();
      if (!of.isEmpty()) {
        line(
            table,
            trial,
            fault.name(),
            of.size(),
            of.stream().mapToLong(Stalls::nanos).sum(),
            read -> of.stream().anyMatch(outage -> outage.overlaps(read)));
      }
    }
    return table.toString();
  }

  /** How long at least one of them was there. */
  private static long covered(List<Outage> outages) {
    long covered = 0;
    long until = 0;
    for (Outage outage :
        outages.stream().sorted(Comparator.comparingLong(Outage::beganNanos)).toList()) {
      long from = Math.max(outage.beganNanos(), until);
      until = Math.max(until, outage.healedNanos());
      covered += Math.max(until - from, 0);
    }
    return covered;
  }

  private static long nanos(Outage outage) {
    return outage.healedNanos() - outage.beganNanos();
  }

  private static void line(
      StringBuilder table,
      Trial trial,
      String name,
      int times,
      long nanos,
      Predicate<Operation> during) {
    List<Operation> reads = trial.recorded().reads().filter(during).toList();
    long[] took =
        reads.stream().mapToLong(o -> o.completedNanos() - o.invokedNanos()).sorted().toArray();
    long[] writes =
        trial
            .recorded()
            .operations()
            .filter(Operation::isWrite)
            .filter(during)
            .mapToLong(o -> o.completedNanos() - o.invokedNanos())
            .sorted()
            .toArray();
    long failed = reads.stream().filter(o -> o.outcome() == Operation.Outcome.FAILED).count();
    long onReplicas = reads.stream().filter(Operation::replica).count();
    table.append(
        String.format(
            Locale.ROOT,
            "%-18s %4d times %7.1f s %8.0f reads/s, %5d failed, ms p50 %.2f p99 %.1f max %.0f,"
                + " on replicas %.0f %%; writes max %.0f%n",
            name,
            times,
            nanos / 1e9,
            took.length * 1e9 / nanos,
            failed,
            millis(took, 0.5),
            millis(took, 0.99),
            millis(took, 1),
            100.0 * onReplicas / Math.max(1, took.length),
            millis(writes, 1)));
  }

  private static double millis(long[] sorted, double share) {
    return sorted.length == 0
        ? 0
        : sorted[Math.min(sorted.length - 1, (int) (sorted.length * share))] / 1e6;
  }
}
