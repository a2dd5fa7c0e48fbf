package dev.weir.analyzer.count;

import dev.weir.analyzer.place.Samples;
import dev.weir.sql.KeyColumn;
import dev.weir.sql.SqlShape;
import dev.weir.sql.TableName;
import dev.weir.sql.Trait;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows that are updated most, over all units of work, threads and time: Space-Saving (Metwally
 * et al., 2005) in 256 sets of 8 entries, so that a row costs one short lock that only rows of its
 * set share. Thread-safe; at most 2,048 rows, about 250 kB.
 *
 * <p>Time: two windows of a minute; the rate is the current window's count and the share of the
 * last one's that is still within a minute. Error: an entry's certain count never exceeds the true
 * one, and is short of it by no more than an eighth of the updates of its set in the two windows,
 * because a new row takes over the entry with the lowest count and inherits that as uncertain.
 */
public final class HotRows {
  private static final int SETS = 256;
  private static final int WAYS = 8;
  private static final long WINDOW_NANOS = 60_000_000_000L;

  private final RowSet[] sets = new RowSet[SETS];
  private final int perMinute;

  /**
   * Creates an empty sketch.
   *
   * @param perMinute from how many updates per minute on a row is hot
   */
  public HotRows(int perMinute) {
    this.perMinute = perMinute;
    for (int i = 0; i < SETS; i++) {
      sets[i] = new RowSet();
    }
  }

  /**
   * What the keys of a statement are keys of: its data source, table and key columns. Not the whole
   * statement, because two statements may update one row.
   *
   * @return never 0, unless the statement does not say which row it updates
   */
  static long rowSpace(String dataSource, SqlShape shape) {
    List<TableName> tables = shape.writes();
    if (tables.size() != 1 || (shape.keys().isEmpty() && shape.has(Trait.WHERE))) {
      return 0;
    }
    long hash = KeyHash.mix(31L * dataSource.hashCode() + tables.get(0).hashCode());
    List<KeyColumn> keys = shape.keys();
    for (int i = 0; i < keys.size(); i++) {
      hash = KeyHash.mix(hash ^ keys.get(i).column().hashCode());
    }
    return hash | 1;
  }

  /**
   * Counts one update of one row.
   *
   * @param row the hash of the row
   * @param unit the unit of work's ticket; later units have higher ones
   * @param thread the thread's id
   * @return what is known of the row, if it just became hot, or twice as hot, or still is in a new
   *     minute; else null
   */
  @Nullable Heat count(long row, long unit, long thread, long nowNanos) {
    RowSet set = sets[(int) (row >>> 56)];
    synchronized (set) {
      Entry entry = set.entry(row, nowNanos);
      return entry.count(unit, thread, nowNanos, perMinute);
    }
  }

  /** What is known of a hot row; all of it at least so much. */
  record Heat(long executions, double perMinute, long units, int threads) {}

  /** A row that became hot in a unit, by which statement, and where. */
  record Alarm(SqlShape shape, Samples samples, Heat heat) {}

  private static final class RowSet {
    private final Entry[] entries = new Entry[WAYS];
    private int size;

    Entry entry(long row, long nowNanos) {
      for (int i = 0; i < size; i++) {
        if (entries[i].row == row) {
          entries[i].turn(nowNanos);
          return entries[i];
        }
      }
      if (size < WAYS) {
        Entry entry = new Entry();
        entry.take(row, 0, nowNanos);
        entries[size] = entry;
        size++;
        return entry;
      }
      Entry lowest = entries[0];
      double least = Double.MAX_VALUE;
      for (Entry entry : entries) {
        entry.turn(nowNanos);
        double weight = entry.rate(nowNanos) + entry.inherited;
        if (weight < least) {
          least = weight;
          lowest = entry;
        }
      }
      lowest.take(row, least, nowNanos);
      return lowest;
    }
  }

  private static final class Entry {
    private long row;
    private long window;
    private double inherited;
    private long current;
    private long previous;
    private long newestUnit = -1;
    private long currentUnits;
    private long previousUnits;
    private long currentThreads;
    private long previousThreads;
    private long sinceAlarm;
    private long unitsSinceAlarm;
    private double nextAlarm;

    /** Begins to count a row, in place of another. */
    void take(long row, double inherited, long nowNanos) {
      this.row = row;
      window = Math.floorDiv(nowNanos, WINDOW_NANOS);
      previous = 0;
      previousUnits = 0;
      previousThreads = 0;
      sinceAlarm = 0;
      unitsSinceAlarm = 0;
      begin();
      this.inherited = inherited;
    }

    /** Begins a new window when its time has come. */
    void turn(long nowNanos) {
      long now = Math.floorDiv(nowNanos, WINDOW_NANOS);
      if (now <= window) {
        return;
      }
      boolean next = now == window + 1;
      window = now;
      inherited = next ? inherited / 2 : 0;
      previous = next ? current : 0;
      previousUnits = next ? currentUnits : 0;
      previousThreads = next ? currentThreads : 0;
      sinceAlarm = next ? sinceAlarm : 0;
      unitsSinceAlarm = next ? unitsSinceAlarm : 0;
      begin();
    }

    private void begin() {
      current = 0;
      currentUnits = 0;
      currentThreads = 0;
      newestUnit = -1;
      nextAlarm = 0;
    }

    double rate(long nowNanos) {
      double gone = (double) Math.floorMod(nowNanos, WINDOW_NANOS) / WINDOW_NANOS;
      return current + previous * (1 - gone);
    }

    @Nullable Heat count(long unit, long thread, long nowNanos, int limit) {
      current++;
      sinceAlarm++;
      if (unit > newestUnit) {
        newestUnit = unit;
        currentUnits++;
        unitsSinceAlarm++;
      }
      currentThreads |= 1L << (KeyHash.mix(thread) >>> 58);
      double rate = rate(nowNanos);
      long units = Math.max(currentUnits, previousUnits);
      if (rate < limit || rate < nextAlarm || units < 2) {
        return null;
      }
      int threads = Long.bitCount(currentThreads | previousThreads);
      Heat heat = new Heat(sinceAlarm, rate, unitsSinceAlarm, threads);
      nextAlarm = 2 * rate;
      sinceAlarm = 0;
      unitsSinceAlarm = 0;
      return heat;
    }
  }
}
