package dev.weir.analyzer;

import dev.weir.analyzer.model.UnitTimeline;
import dev.weir.analyzer.unit.EndedUnit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what units of work did, one thing after another, while somebody looks: of each name the
 * slowest of the last ten minutes, and the one with the most statements. Thread-safe.
 */
final class Timelines {
  private static final int MOST_NAMES = 50;
  private static final long LOOKED_AT_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long KEPT_NANOS = TimeUnit.MINUTES.toNanos(10);

  private final LongSupplier nanoTime;

  /** Until when somebody looks; nobody does where {@link #wanted} is false. */
  private volatile long untilNanos;

  private volatile boolean wanted;

  /** Guarded by this. */
  private final Map<String, Worst> byName = new LinkedHashMap<>();

  private record Kept(UnitTimeline timeline, long nanos) {}

  private static final class Worst {
    private @Nullable Kept slowest;
    private @Nullable Kept longest;
  }

  Timelines(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Whether what units do is wanted now. */
  boolean areWanted() {
    if (wanted && nanoTime.getAsLong() - untilNanos >= 0) {
      wanted = false;
    }
    return wanted;
  }

  /** Those that are kept, the slowest first; from now on for 30 s they are wanted. */
  List<UnitTimeline> newest() {
    untilNanos = nanoTime.getAsLong() + LOOKED_AT_NANOS;
    wanted = true;
    List<UnitTimeline> all = new ArrayList<>();
    synchronized (this) {
      for (Worst worst : byName.values()) {
        Kept slowest = worst.slowest;
        Kept longest = worst.longest;
        if (slowest != null) {
          all.add(slowest.timeline);
        }
        if (longest != null && !longest.equals(slowest)) {
          all.add(longest.timeline);
        }
      }
    }
    all.sort(Comparator.comparing(UnitTimeline::elapsed).reversed());
    return all;
  }

  /** A unit has ended. */
  void add(EndedUnit<FinishedUnit> unit) {
    if (unit.counted().steps().statements().isEmpty()) {
      return;
    }
    UnitTimeline timeline =
        new UnitTimeline(
            unit.name(),
            unit.at(),
            elapsed(unit),
            unit.executions(),
            unit.bounds(),
            unit.counted().steps().statements(),
            unit.counted().steps().transactions());
    Kept kept = new Kept(timeline, nanoTime.getAsLong());
    synchronized (this) {
      String name = String.valueOf(unit.name());
      Worst worst = byName.get(name);
      if (worst == null) {
        if (byName.size() == MOST_NAMES) {
          byName.remove(byName.keySet().iterator().next());
        }
        worst = new Worst();
        byName.put(name, worst);
      }
      worst.slowest = worse(worst.slowest, kept, Comparator.comparing(UnitTimeline::elapsed));
      worst.longest = worse(worst.longest, kept, Comparator.comparing(UnitTimeline::executions));
    }
  }

  private static Duration elapsed(EndedUnit<FinishedUnit> unit) {
    return unit.counted().steps().transactions().stream()
        .map(UnitTimeline.Transaction::end)
        .reduce(
            Duration.ofNanos(unit.elapsedNanos()),
            (one, other) -> one.compareTo(other) > 0 ? one : other);
  }

  private static Kept worse(@Nullable Kept before, Kept now, Comparator<UnitTimeline> by) {
    if (before == null || now.nanos - before.nanos >= KEPT_NANOS) {
      return now;
    }
    return by.compare(before.timeline, now.timeline) >= 0 ? before : now;
  }
}
