package dev.weir.analyzer.count;

import dev.weir.analyzer.model.SlowRead;
import dev.weir.analyzer.place.Places;
import dev.weir.analyzer.place.Samples;
import dev.weir.event.Execution;
import dev.weir.sql.FunctionName;
import dev.weir.sql.SqlShape;
import dev.weir.sql.StatementKind;
import dev.weir.sql.Trait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Queries that ask for some rows by their values, and take long each time, over all units of work.
 * Holds {@value #MOST} of them by the hash of what they are; of two with one place the later one is
 * not looked at. Thread-safe; a query that is none costs one comparison.
 */
final class SlowReads {
  private static final int MOST = 256;

  /** Nobody who waits for a page takes that for at once. */
  private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** Of more rows it is their number that takes its time. */
  private static final long FEW = 100;

  private static final long OFTEN = 3;

  /** A cold start, or a disk that is busy, is over sooner. */
  private static final long LASTING_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Of so many executions at least one takes long: else it was something else. */
  private static final long SHARE = 10;

  private final Disturbances disturbances;
  private final AtomicReferenceArray<@Nullable Entry> entries = new AtomicReferenceArray<>(MOST);

  private static final class Entry {
    private final Executed first;
    private final long firstNanos;
    private long lastNanos; // This and what follows are guarded by this.
    private long lastParameters;
    private long changes;
    private long all;
    private long slow;
    private @Nullable Samples place;
    private long newSlow;
    private long newNanos;
    private long longestNanos;
    private long newUnits;
    private long lastUnit = -1;

    Entry(Execution execution) {
      this.first = Executed.of(execution);
      this.firstNanos = execution.startNanos();
    }

    synchronized void add(Execution execution, RowsSeen seen, boolean took, long unit) {
      all++;
      if (!took) {
        return;
      }
      slow++;
      newSlow++;
      newNanos += seen.elapsedNanos();
      longestNanos = Math.max(longestNanos, seen.elapsedNanos());
      lastNanos = execution.startNanos();
      long parameters = StatementTally.parameterSet(execution, 0);
      changes += parameters == lastParameters ? 0 : 1;
      lastParameters = parameters;
      place = place == null ? seen.place() : place;
      if (unit != lastUnit) {
        lastUnit = unit;
        newUnits++;
      }
    }

    private boolean lasts() {
      return changes >= OFTEN
          && 2 * changes >= slow
          && slow * SHARE >= all
          && lastNanos - firstNanos >= LASTING_NANOS;
    }

    synchronized @Nullable SlowRead take(Places places) {
      if (newSlow == 0 || place == null || !lasts()) {
        return null;
      }
      SlowRead taken =
          new SlowRead(
              first.dataSource(),
              first.searchPath(),
              first.shape(),
              places.first(place),
              newSlow,
              Duration.ofNanos(newNanos),
              Duration.ofNanos(longestNanos),
              newUnits);
      newSlow = 0;
      newNanos = 0;
      newUnits = 0;
      return taken;
    }
  }

  SlowReads(Disturbances disturbances) {
    this.disturbances = disturbances;
  }

  /**
   * A result was closed.
   *
   * @param unit a number of its unit
   */
  void add(Execution execution, RowsSeen seen, long unit) {
    int slot = execution.shape().fingerprint().hashCode() & (MOST - 1);
    Entry entry = entries.get(slot);
    boolean took = isSlow(execution, seen);
    if (entry == null) {
      if (!took || !asksForSome(execution.shape())) {
        return;
      }
      Entry made = new Entry(execution);
      entry = entries.compareAndSet(slot, null, made) ? made : entries.get(slot);
    }
    if (entry != null && entry.first.isIn(execution)) {
      entry.add(execution, seen, took, unit);
    }
  }

  private boolean isSlow(Execution execution, RowsSeen seen) {
    long nanos = seen.elapsedNanos();
    long from = execution.startNanos();
    return nanos >= SLOW_NANOS
        && seen.rows() + seen.unread() < FEW
        && !disturbances.explain(from, from + nanos, SLOW_NANOS);
  }

  /** Whether an index could find what it asks for: no sum or count, no waiting for a lock. */
  private static boolean asksForSome(SqlShape shape) {
    if (shape.kind() != StatementKind.READ
        || shape.reads().isEmpty()
        || (shape.keys().isEmpty() && shape.innerKeys().isEmpty() && shape.floors().isEmpty())
        || shape.has(Trait.EXPLAIN)
        || shape.has(Trait.AGGREGATE)
        || shape.has(Trait.COUNT)
        || shape.has(Trait.GROUP_BY)
        || RowKeys.isOfSystem(shape)) {
      return false;
    }
    for (FunctionName function : shape.functions()) {
      if (function.name().startsWith("pg_")) {
        return false;
      }
    }
    return true;
  }

  /**
   * Those that take long, with what came since this was last asked.
   *
   * @param places unfolds the stacks
   */
  List<SlowRead> take(Places places) {
    List<SlowRead> taken = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      Entry entry = entries.get(i);
      SlowRead one = entry == null ? null : entry.take(places);
      if (one != null) {
        taken.add(one);
      }
    }
    return taken;
  }
}
