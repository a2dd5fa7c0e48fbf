package dev.weir.analyzer.count;

import dev.weir.sql.SqlShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The tallies of one unit of work, by data source, search path and fingerprint: an open hash table
 * that keeps its tallies for the next unit. At most {@value #MOST}; executions of further
 * statements are only counted.
 */
final class TallyTable {
  private static final int MOST = 512;
  private static final int KEPT = 32;

  private Tally[] all = new Tally[4];
  private @Nullable Tally[] slots = new Tally[16];
  private final LongAdder overflow;
  private int size;
  private @Nullable Tally lastRead;

  TallyTable(LongAdder overflow) {
    this.overflow = overflow;
  }

  /**
   * The tally of a statement.
   *
   * @param source the last query before it, in case this is its first execution
   * @return null if there are too many
   */
  @Nullable Tally find(
      String dataSource,
      @Nullable String searchPath,
      SqlShape shape,
      @Nullable SqlShape source,
      int threshold) {
    int slot = slot(dataSource, searchPath, shape);
    Tally known = slots[slot];
    if (known != null) {
      return known;
    }
    if (size == MOST) {
      overflow.increment();
      return null;
    }
    Tally tally = next();
    tally.start(dataSource, searchPath, shape, source, lastRead, threshold);
    slots[slot] = tally;
    if (size * 2 > slots.length) {
      grow();
    }
    return tally;
  }

  /** The tally of a statement; null if there is none yet. */
  @Nullable Tally known(String dataSource, @Nullable String searchPath, SqlShape shape) {
    return slots[slot(dataSource, searchPath, shape)];
  }

  private int slot(String dataSource, @Nullable String searchPath, SqlShape shape) {
    int slot = shape.fingerprint().hashCode() & (slots.length - 1);
    for (Tally tally = slots[slot]; tally != null; tally = slots[slot]) {
      if (tally.counts(dataSource, searchPath, shape)) {
        return slot;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  /** Notes which tally the last query has; null if none. */
  void read(@Nullable Tally tally) {
    lastRead = tally;
  }

  /**
   * What was repeated; clears the table.
   *
   * @param inserted how many rows the unit has inserted
   */
  List<FinishedTally> finish(long inserted) {
    List<FinishedTally> finished = List.of();
    for (int i = 0; i < size; i++) {
      FinishedTally tally = all[i].takesBlocks(inserted) ? null : all[i].finish();
      if (tally != null) {
        finished = finished.isEmpty() ? new ArrayList<>() : finished;
        finished.add(tally);
      }
    }
    clear();
    return finished;
  }

  private Tally next() {
    if (size == all.length) {
      all = Arrays.copyOf(all, 2 * size);
    }
    Tally tally = all[size];
    if (tally == null) {
      tally = new Tally();
      all[size] = tally;
    }
    size++;
    return tally;
  }

  private void clear() {
    for (int i = 0; i < size; i++) {
      all[i].clear();
    }
    if (all.length > KEPT) {
      all = Arrays.copyOf(all, KEPT);
      slots = new Tally[2 * KEPT];
    } else if (size > 0) {
      Arrays.fill(slots, null);
    }
    size = 0;
    lastRead = null;
  }

  private void grow() {
    slots = new Tally[2 * slots.length];
    for (int i = 0; i < size; i++) {
      int slot = all[i].hash() & (slots.length - 1);
      while (slots[slot] != null) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = all[i];
    }
  }
}
