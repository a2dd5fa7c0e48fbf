package dev.weir.analyzer.doctor;

import java.util.List;
import java.util.Locale;

/**
 * When autovacuum should begin with a table, by how fast it gets dead rows: often enough that they
 * stay few, seldom enough that it is not always at it.
 *
 * @param keep whether what is set is good enough
 * @param scale the scale factor
 * @param threshold the threshold
 * @param trigger how many dead rows start it then
 * @param everySeconds how often that is
 * @param vacuumSeconds about how long one run takes
 * @param naptimeBinds whether so many rows die between two looks of autovacuum that no setting of
 *     the table helps
 */
record TriggerChoice(
    boolean keep,
    double scale,
    long threshold,
    double trigger,
    double everySeconds,
    double vacuumSeconds,
    boolean naptimeBinds) {
  private static final List<Double> STEPS =
      List.of(0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001);
  private static final double TARGET_SECONDS = 900;
  private static final double MOST_DUTY = 0.25;

  /**
   * A table, and how it is written to.
   *
   * @param rows live
   * @param heapPages of the table
   * @param indexPages of its indexes
   * @param visibleShare of its pages that VACUUM need not read, 0 to 1
   * @param deadPerSecond rows that die
   * @param trigger dead rows that start autovacuum now
   */
  record Load(
      double rows,
      double heapPages,
      double indexPages,
      double visibleShare,
      double deadPerSecond,
      double trigger) {}

  /**
   * The server's settings.
   *
   * @param costLimit of all workers together
   * @param costDelayMillis after each such cost
   * @param naptimeSeconds between two looks at a database
   */
  record Budget(double costLimit, double costDelayMillis, double naptimeSeconds) {
    /** Cost units that may be spent in a second. */
    double perSecond() {
      return costDelayMillis <= 0 ? 1e6 : costLimit * 1_000 / costDelayMillis;
    }
  }

  static TriggerChoice of(Load load, Budget budget) {
    double rows = load.rows();
    double rate = load.deadPerSecond();
    double least = Math.max(500, leastShare(rows) * rows);
    double dead = Math.min(Math.max(rate * TARGET_SECONDS, least), mostShare(rows) * rows);
    while (dead < 0.2 * rows && seconds(load, budget, dead) > MOST_DUTY * dead / rate) {
      dead *= 1.1;
    }
    double scale = 0;
    double threshold = Math.max(500, Math.round(dead / 100) * 100.0);
    if (rows >= 100_000) {
      threshold = 1_000;
      scale = step(load, budget, dead);
      if (scale == 0) {
        threshold = Math.round(dead / 1_000) * 1_000.0;
      }
    }
    double trigger = threshold + scale * rows;
    return new TriggerChoice(
        trigger > 0.6 * load.trigger(),
        scale,
        (long) threshold,
        trigger,
        trigger / rate,
        seconds(load, budget, trigger),
        rate * budget.naptimeSeconds() > 0.2 * rows);
  }

  /** The largest step that is early enough, or a larger one if that would always be at it. */
  private static double step(Load load, Budget budget, double dead) {
    int found = -1;
    for (int i = 0; i < STEPS.size() && found < 0; i++) {
      found = STEPS.get(i) * load.rows() + 1_000 <= 1.25 * dead ? i : -1;
    }
    while (found > 0) {
      double trigger = 1_000 + STEPS.get(found) * load.rows();
      if (seconds(load, budget, trigger) <= MOST_DUTY * trigger / load.deadPerSecond()) {
        break;
      }
      found--;
    }
    return found < 0 ? 0 : STEPS.get(found);
  }

  /** What VACUUM reads costs 2 a page, what it dirties 20. */
  private static double seconds(Load load, Budget budget, double dead) {
    double rowsPerPage = load.rows() / Math.max(1, load.heapPages());
    double dirty = Math.min(load.heapPages(), dead / Math.max(1, Math.min(rowsPerPage, 4)));
    double cost =
        (1 - load.visibleShare()) * load.heapPages() * 2 + dirty * 20 + load.indexPages() * 2;
    return cost / budget.perSecond();
  }

  private static double mostShare(double rows) {
    if (rows < 1e4) {
      return 0.2;
    }
    if (rows < 1e6) {
      return 0.1;
    }
    return rows < 1e7 ? 0.05 : rows < 1e8 ? 0.02 : 0.01;
  }

  private static double leastShare(double rows) {
    return rows < 1e6 ? 0.02 : rows < 1e7 ? 0.01 : rows < 1e8 ? 0.005 : 0.002;
  }

  /** The storage parameters, as ALTER TABLE takes them. */
  String parameters() {
    return String.format(
        Locale.ROOT,
        "autovacuum_vacuum_scale_factor = %s, autovacuum_vacuum_threshold = %d",
        scale == 0 ? "0" : Double.toString(scale),
        threshold);
  }
}
