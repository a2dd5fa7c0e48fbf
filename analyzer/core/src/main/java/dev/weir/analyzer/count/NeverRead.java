package dev.weir.analyzer.count;

import dev.weir.analyzer.model.UnreadQuery;
import dev.weir.analyzer.place.Places;
import dev.weir.analyzer.place.Samples;
import dev.weir.event.Execution;
import dev.weir.sql.FunctionName;
import dev.weir.sql.SqlShape;
import dev.weir.sql.StatementKind;
import dev.weir.sql.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Queries to whose rows nobody goes, over all units of work. Holds {@value #MOST} of them by the
 * hash of what they are; of two with one place the later one is not looked at, and one of which a
 * row was read never again. Thread-safe; what is read costs one comparison.
 */
final class NeverRead {
  private static final int MOST = 256;
  private static final int BITS = 1 << 16;
  private static final int UNITS = 10;

  /** Of so many rows it is said that they were sent. */
  private static final long MANY = 1_000;

  /** What computes something, and does nothing. */
  private static final Set<String> PURE =
      Set.of(
          "count",
          "sum",
          "min",
          "max",
          "avg",
          "coalesce",
          "lower",
          "upper",
          "length",
          "trim",
          "now",
          "date_trunc",
          "array_agg",
          "string_agg",
          "row_number",
          "rank");

  private final AtomicReferenceArray<@Nullable Entry> entries = new AtomicReferenceArray<>(MOST);

  /** A bit for each query that was read, by its hash: more than ever have an entry. */
  private final AtomicIntegerArray read = new AtomicIntegerArray(BITS / Integer.SIZE);

  private static final class Entry {
    private final Executed first;
    private volatile boolean read;
    private @Nullable Samples place;
    private long newResults;
    private long newRows;
    private long units;
    private long newUnits;
    private long lastUnit = -1;

    Entry(Execution execution) {
      this.first = Executed.of(execution);
    }
  }

  /**
   * A result was closed.
   *
   * @param unit a number of its unit
   */
  void add(Execution execution, RowsSeen seen, long unit) {
    int slot = execution.shape().fingerprint().hashCode() & (MOST - 1);
    Entry entry = entries.get(slot);
    boolean looked = seen.rows() > 0 || seen.isComplete();
    boolean unread = !looked && seen.unread() > 0 && seen.unread() < MANY;
    if (entry == null) {
      if (looked) {
        wasRead(execution);
      }
      if (!unread || isRead(execution) || !isOnlyToBeRead(execution.shape())) {
        return;
      }
      entry = new Entry(execution);
      if (!entries.compareAndSet(slot, null, entry)) {
        return;
      }
    }
    if (entry.read || !entry.first.isIn(execution)) {
      if (looked) {
        wasRead(execution);
      }
      return;
    }
    if (!unread) {
      entry.read = looked; // Also where there was nothing to read, and somebody looked.
      return;
    }
    synchronized (entry) {
      entry.newResults++;
      entry.newRows += seen.unread();
      entry.place = seen.place() == null ? entry.place : seen.place();
      if (unit != entry.lastUnit) {
        entry.lastUnit = unit;
        entry.units++;
        entry.newUnits++;
      }
    }
  }

  private void wasRead(Execution execution) {
    if (!isRead(execution)) {
      int bit = bit(execution);
      read.accumulateAndGet(bit / Integer.SIZE, 1 << bit, (old, added) -> old | added);
    }
  }

  private boolean isRead(Execution execution) {
    int bit = bit(execution);
    return (read.get(bit / Integer.SIZE) & (1 << bit)) != 0;
  }

  private static int bit(Execution execution) {
    int hash =
        31 * execution.shape().fingerprint().hashCode()
            + execution.checkout().dataSource().hashCode();
    return (hash ^ (hash >>> 16)) & (BITS - 1);
  }

  /** Whether a query does nothing but answer: it locks nothing, and calls nothing that may act. */
  private static boolean isOnlyToBeRead(SqlShape shape) {
    if (shape.kind() != StatementKind.READ
        || shape.reads().isEmpty()
        || shape.has(Trait.EXPLAIN)
        || RowKeys.isOfSystem(shape)) {
      return false;
    }
    for (FunctionName function : shape.functions()) {
      if (function.schema() != null || !PURE.contains(function.name())) {
        return false;
      }
    }
    return true;
  }

  /**
   * Those that nobody reads, with what came since this was last asked.
   *
   * @param places unfolds the stacks
   */
  List<UnreadQuery> take(Places places) {
    List<UnreadQuery> taken = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      Entry entry = entries.get(i);
      if (entry == null || entry.read) {
        continue;
      }
      Samples place;
      long results = 0;
      long rows = 0;
      long units = 0;
      synchronized (entry) {
        place = entry.place;
        if (entry.units >= UNITS && place != null) {
          results = entry.newResults;
          rows = entry.newRows;
          units = entry.newUnits;
          entry.newResults = 0;
          entry.newRows = 0;
          entry.newUnits = 0;
        }
      }
      if (results > 0 && place != null) {
        taken.add(
            new UnreadQuery(
                entry.first.dataSource(),
                entry.first.searchPath(),
                entry.first.shape(),
                places.first(place),
                results,
                rows,
                units));
      }
    }
    return taken;
  }
}
