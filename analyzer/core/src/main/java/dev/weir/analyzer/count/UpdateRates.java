package dev.weir.analyzer.count;

import dev.weir.analyzer.model.UpdateRate;
import dev.weir.analyzer.place.Places;
import dev.weir.analyzer.place.Samples;
import dev.weir.event.Execution;
import dev.weir.sql.SqlShape;
import dev.weir.sql.StatementKind;
import dev.weir.sql.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * How often each UPDATE is executed, over all units of work; of an upsert, how often its row was
 * there. Holds {@value #MOST} of them by the hash of what they are; of two with one place the later
 * one is not counted. Thread-safe, without locks but of upserts.
 */
final class UpdateRates {
  private static final int MOST = 512;

  /** From here on it is worth a look where it is executed. */
  private static final int SOME = 10;

  private static final int MANY = 50;
  private static final int UNITS = 5;

  /** Of fewer, no index gets large. */
  private static final long MANY_PER_MINUTE = 10;

  private static final long MINUTE_NANOS = 60_000_000_000L;

  private final AtomicReferenceArray<@Nullable Entry> entries = new AtomicReferenceArray<>(MOST);

  private static final class Entry {
    private final Executed first;
    private final LongAdder rows = new LongAdder();
    private final LongAdder units = new LongAdder();
    private final UpsertedKeys inserted = new UpsertedKeys();
    private volatile @Nullable Samples place;
    private final long firstNanos;
    private volatile long lastNanos;
    private volatile long lastUnit = -1;
    private long told; // Taken by one thread at a time.

    Entry(Execution execution, @Nullable String searchPath) {
      this.first = new Executed(execution.checkout().dataSource(), searchPath, execution.shape());
      this.firstNanos = execution.startNanos();
    }

    /** How many rows were there already, as far as is known. */
    long total() {
      return Math.max(0, rows.sum() - inserted.atMost());
    }

    /** Whether so many since the first are often. */
    boolean isOften(long total) {
      long minutes = Math.max(1, (lastNanos - firstNanos) / MINUTE_NANOS);
      return total >= MANY && units.sum() >= UNITS && total >= MANY_PER_MINUTE * minutes;
    }

    boolean wantsPlace() {
      return place == null && rows.sum() >= SOME;
    }
  }

  /**
   * Rows were updated.
   *
   * @param searchPath where the names of the statement are looked up
   * @param count how many
   * @param unit a number of its unit
   * @param late whether the thread has left the place where it executed this
   * @param stack if so, the stack of that place; null if nobody looked
   */
  void add(
      Execution execution,
      @Nullable String searchPath,
      long count,
      long unit,
      boolean late,
      @Nullable Throwable stack) {
    int slot = slot(execution);
    Entry entry = entries.get(slot);
    if (entry == null) {
      entry = new Entry(execution, searchPath);
      if (!entries.compareAndSet(slot, null, entry)) {
        return;
      }
    }
    if (!entry.first.isIn(execution)) {
      return;
    }
    if (mayInsert(entry.first.shape()) && !entry.inserted.add(execution, count)) {
      return; // Which rows those are is not known, nor whether they were there.
    }
    entry.rows.add(count);
    entry.lastNanos = execution.startNanos();
    if (entry.lastUnit != unit) {
      entry.lastUnit = unit;
      entry.units.increment();
    }
    Throwable here = !entry.wantsPlace() ? null : late ? stack : new Throwable("stack");
    if (here != null) {
      Samples place = new Samples();
      place.add(1, false, here);
      entry.place = place;
    }
  }

  /** Whether a statement updates a row that is there, and inserts one that is not. */
  static boolean mayInsert(SqlShape shape) {
    return shape.has(Trait.UPSERT)
        || (shape.kind() == StatementKind.MERGE && !shape.sets().isEmpty());
  }

  /** Whether a stack of the next execution would be of use. */
  boolean wantsStack(Execution execution) {
    Entry entry = entries.get(slot(execution));
    return entry != null
        && entry.place == null
        && entry.first.isIn(execution)
        && entry.wantsPlace();
  }

  private static int slot(Execution execution) {
    return execution.shape().fingerprint().hashCode() & (MOST - 1);
  }

  /**
   * Those that are executed often, with what came since this was last asked.
   *
   * @param places unfolds the stacks
   */
  List<UpdateRate> take(Places places) {
    List<UpdateRate> taken = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      Entry entry = entries.get(i);
      Samples place = entry == null ? null : entry.place;
      if (entry == null || place == null) {
        continue;
      }
      long total = entry.total();
      if (total > entry.told && entry.isOften(total)) {
        taken.add(
            new UpdateRate(
                entry.first.dataSource(),
                entry.first.searchPath(),
                entry.first.shape(),
                places.first(place),
                total - entry.told,
                total));
        entry.told = total;
      }
    }
    return taken;
  }
}
