package dev.weir.analyzer.count;

import dev.weir.analyzer.model.HotRow;
import dev.weir.analyzer.place.Places;
import dev.weir.analyzer.place.Samples;
import dev.weir.sql.KeyColumn;
import dev.weir.sql.SqlShape;
import dev.weir.sql.StatementKind;
import dev.weir.sql.TableName;
import dev.weir.sql.Trait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows that are updated most, over all units of work, threads and time: Space-Saving (Metwally
 * et al., 2005) in 256 sets of 8 entries, so that a row costs one short lock that only rows of its
 * set share. Thread-safe; at most 2,048 rows, about 320 kB.
 *
 * <p>Time: two windows of a minute; the rate is the current window's count and the share of the
 * last one's that is still within a minute. Error: an entry's certain count never exceeds the true
 * one, and is short of it by no more than an eighth of the updates of its set in the two windows,
 * because a new row takes over the entry with the lowest count and inherits that as uncertain.
 */
public final class HotRows {
  private static final int SETS = 256;
  private static final int WAYS = 8;
  private static final int MOST_ALSO = 4;

  /** So many units that take turns at a row are told apart; a power of two. */
  private static final int RECENT = 8;

  /** It is looked at each so many updates which statement it was; a prime, as some take turns. */
  private static final int LOOK_EVERY = 7;

  /** A row that is locked so long by so many, for so much of the time, makes others wait. */
  private static final int SOME_HOLDS = 5;

  static final long LONG_NANOS = 100_000_000L;
  private static final double MUCH = 0.3;
  static final long WINDOW_NANOS = 60_000_000_000L;

  private final RowSet[] sets = new RowSet[SETS];
  private final int perMinute;
  private final int perUnit;

  /**
   * Creates an empty sketch.
   *
   * @param perMinute from how many updates per minute by several units on a row is hot
   * @param perUnit from how many by one unit on
   */
  public HotRows(int perMinute, int perUnit) {
    this.perMinute = perMinute;
    this.perUnit = perUnit;
    for (int i = 0; i < SETS; i++) {
      sets[i] = new RowSet();
    }
  }

  /**
   * What the keys of a statement are keys of: its data source, table and key columns, and where its
   * name is looked up. Not the whole statement, because two statements may update one row.
   *
   * @param keys the columns that say which row it is
   * @return 0 if the statement updates no row, or does not say which; else never
   */
  static long rowSpace(
      String dataSource, @Nullable String searchPath, SqlShape shape, List<KeyColumn> keys) {
    List<TableName> tables = shape.writes();
    if (tables.size() != 1 || !updates(shape) || (keys.isEmpty() && isRestricted(shape))) {
      return 0;
    }
    return ofKeys(dataSource, searchPath, tables.get(0), keys);
  }

  private static long ofKeys(
      String dataSource, @Nullable String searchPath, TableName table, List<KeyColumn> keys) {
    long hash = ofTable(dataSource, searchPath, table);
    for (int i = 0; i < keys.size(); i++) {
      hash = KeyHash.mix(hash ^ keys.get(i).expression().hashCode());
    }
    return hash | 1;
  }

  /**
   * The same of rows of a table whose keys are known.
   *
   * @param keys what is compared, as {@link KeyColumn#expression()}
   */
  static long rowSpace(
      String dataSource, @Nullable String searchPath, TableName table, List<String> keys) {
    long hash = ofTable(dataSource, searchPath, table);
    for (int i = 0; i < keys.size(); i++) {
      hash = KeyHash.mix(hash ^ keys.get(i).hashCode());
    }
    return hash | 1;
  }

  /** The same of a query that locks a row and waits for it; 0 for any other. */
  static long lockSpace(
      String dataSource, @Nullable String searchPath, SqlShape shape, List<KeyColumn> keys) {
    boolean locksOne =
        shape.kind() == StatementKind.LOCKING_READ
            && shape.reads().size() == 1
            && !keys.isEmpty()
            && !shape.has(Trait.ORDER_BY)
            && !shape.has(Trait.SKIP_LOCKED)
            && !shape.has(Trait.NOWAIT);
    return locksOne ? ofKeys(dataSource, searchPath, shape.reads().get(0), keys) : 0;
  }

  private static long ofTable(String dataSource, @Nullable String searchPath, TableName table) {
    long hash = KeyHash.mix(31L * dataSource.hashCode() + table.hashCode());
    return searchPath != null && table.schema() == null
        ? KeyHash.mix(hash ^ searchPath.hashCode())
        : hash;
  }

  private static boolean updates(SqlShape shape) {
    StatementKind kind = shape.kind();
    boolean updates =
        kind == StatementKind.UPDATE || kind == StatementKind.MERGE || shape.has(Trait.UPSERT);
    return updates && !shape.has(Trait.OTHER_CONDITIONS);
  }

  private static boolean isRestricted(SqlShape shape) {
    return shape.kind() != StatementKind.UPDATE || shape.has(Trait.WHERE);
  }

  /**
   * Counts one update of one row.
   *
   * @param row the hash of the row
   * @param shape the statement that updated it
   * @param loop whether it is one of a loop's over many rows, so that what the unit does to this
   *     one row is that loop's fault
   * @param unit the unit of work's ticket; later units have higher ones
   * @param guessed whether nobody told where the unit begins and ends
   * @param thread the thread's id
   * @return whether a stack should be {@linkplain #sampled kept} for this row
   */
  boolean count(
      long row,
      SqlShape shape,
      boolean loop,
      long unit,
      boolean guessed,
      long thread,
      long nowNanos) {
    RowSet set = set(row);
    synchronized (set) {
      Entry entry = set.entry(row, nowNanos);
      entry.lastNanos = nowNanos;
      boolean due = entry.count(loop, unit, guessed, thread);
      if (!loop && entry.total % LOOK_EVERY == 0) {
        entry.updatedBy(shape);
      }
      return due;
    }
  }

  /**
   * Whether another unit is known to have updated a row.
   *
   * @param row the hash of the row
   * @param unit the ticket of the unit that asks
   * @param sinceNanos updates before this do not count
   */
  boolean wasWritten(long row, long unit, long sinceNanos) {
    RowSet set = set(row);
    synchronized (set) {
      Entry entry = set.find(row);
      return entry != null && entry.lastUnit != unit && entry.lastNanos - sinceNanos > 0;
    }
  }

  /**
   * A transaction has ended that had updated a row.
   *
   * @param row the hash of the row
   * @param sinceNanos when it was updated
   * @param nowNanos when the transaction ended
   */
  void held(long row, long sinceNanos, long nowNanos) {
    RowSet set = set(row);
    synchronized (set) {
      Entry entry = set.find(row);
      if (entry != null) {
        entry.held(sinceNanos, nowNanos);
      }
    }
  }

  /** Keeps where a row is updated: of several statements where the first is, and the others. */
  void sampled(
      long row, String dataSource, @Nullable String searchPath, SqlShape shape, Samples samples) {
    RowSet set = set(row);
    synchronized (set) {
      Entry entry = set.find(row);
      if (entry != null) {
        entry.sampled(dataSource, searchPath, shape, samples);
      }
    }
  }

  /**
   * The rows that are hot, with what is new since this was last asked.
   *
   * @param places unfolds the stacks
   */
  public List<HotRow> take(long nowNanos, Places places) {
    List<Taken> taken = new ArrayList<>();
    for (RowSet set : sets) {
      synchronized (set) {
        set.take(nowNanos, perMinute, perUnit, taken);
      }
    }
    return taken.stream().map(each -> each.unfolded(places)).toList();
  }

  private RowSet set(long row) {
    return sets[(int) (row >>> 56)];
  }

  /** What a hot row's entry held; its stack is unfolded without its lock. */
  private record Taken(
      String dataSource,
      @Nullable String searchPath,
      SqlShape shape,
      List<SqlShape> also,
      Samples samples,
      long updates,
      long total,
      double rate,
      long units,
      int threads,
      long mostPerUnit,
      long mostPerToldUnit,
      long repeats,
      Duration held,
      double heldShare) {
    HotRow unfolded(Places places) {
      return new HotRow(
          dataSource,
          searchPath,
          shape,
          also,
          places.first(samples),
          updates,
          total,
          rate,
          units,
          threads,
          mostPerUnit,
          mostPerToldUnit,
          repeats,
          held,
          heldShare);
    }
  }

  private static final class RowSet {
    private final Entry[] entries = new Entry[WAYS];

    /** Of which rows those are, side by side: most look-ups read no entry but the one they want. */
    private final long[] rows = new long[WAYS];

    private int size;

    @Nullable Entry find(long row) {
      for (int i = 0; i < size; i++) {
        if (rows[i] == row) {
          return entries[i];
        }
      }
      return null;
    }

    Entry entry(long row, long nowNanos) {
      Entry known = find(row);
      if (known != null) {
        known.turn(nowNanos);
        return known;
      }
      if (size < WAYS) {
        entries[size] = new Entry();
        return take(size++, row, 0, nowNanos);
      }
      int lowest = 0;
      double least = Double.MAX_VALUE;
      for (int i = 0; i < WAYS; i++) {
        entries[i].turn(nowNanos);
        double weight = entries[i].rate(nowNanos) + entries[i].inherited;
        if (weight < least) {
          least = weight;
          lowest = i;
        }
      }
      return take(lowest, row, least, nowNanos);
    }

    private Entry take(int index, long row, double inherited, long nowNanos) {
      rows[index] = row;
      entries[index].take(inherited, nowNanos);
      return entries[index];
    }

    void take(long nowNanos, int perMinute, int perUnit, List<Taken> taken) {
      for (int i = 0; i < size; i++) {
        Entry entry = entries[i];
        entry.turn(nowNanos);
        SqlShape shape = entry.shape;
        Samples samples = entry.samples;
        double rate = entry.rate(nowNanos);
        boolean frequent = rate >= perMinute && entry.units() >= 2;
        boolean hot = frequent || entry.mostPerUnit >= perUnit || entry.isHeldForLong();
        if (shape != null && samples != null && hot) {
          taken.add(
              new Taken(
                  entry.dataSource,
                  entry.searchPath,
                  shape,
                  List.copyOf(entry.also),
                  samples,
                  entry.news,
                  entry.total,
                  rate,
                  entry.newUnits,
                  entry.threads(),
                  entry.mostPerUnit,
                  entry.mostPerToldUnit,
                  entry.repeats,
                  Duration.ofNanos(entry.holds == 0 ? 0 : entry.heldNanos / entry.holds),
                  entry.heldShare()));
          entry.told();
        }
      }
    }
  }

  private static final class Entry {
    private String dataSource = "";
    private @Nullable String searchPath;
    private @Nullable SqlShape shape;
    private @Nullable Samples samples;
    private List<SqlShape> also = List.of();
    private long window;
    private double inherited;
    private long current;
    private long previous;
    private long total;
    private final long[] recentUnits = new long[RECENT];
    private int recent;
    private long lastUnit;
    private long lastNanos;
    private long inUnit;
    private long mostPerUnit;
    private long mostPerToldUnit;
    private long currentUnits;
    private long previousUnits;
    private long currentThreads;
    private long previousThreads;
    private long lastThread;
    private boolean severalThreads;
    private long holds;
    private long heldNanos;
    private long firstHeldNanos;
    private long lastHeldNanos;
    private long news;
    private long newUnits;
    private long repeats;

    /** Begins to count a row, in place of another. */
    void take(double inherited, long nowNanos) {
      shape = null;
      samples = null;
      also = List.of();
      window = Math.floorDiv(nowNanos, WINDOW_NANOS);
      total = 0;
      Arrays.fill(recentUnits, -1);
      lastUnit = -1;
      severalThreads = false;
      inUnit = 0;
      previous = 0;
      previousUnits = 0;
      previousThreads = 0;
      forget();
      begin();
      this.inherited = inherited;
    }

    void sampled(String dataSource, @Nullable String searchPath, SqlShape shape, Samples samples) {
      SqlShape first = this.shape;
      if (first == null || first.fingerprint().equals(shape.fingerprint())) {
        this.dataSource = dataSource;
        this.searchPath = searchPath;
        this.shape = shape;
        this.samples = samples;
      } else {
        updatedBy(shape);
      }
    }

    /** Keeps which other statements update it. */
    void updatedBy(SqlShape shape) {
      SqlShape first = this.shape;
      if (first != null
          && !first.fingerprint().equals(shape.fingerprint())
          && also.size() < MOST_ALSO
          && also.stream().noneMatch(each -> each.fingerprint().equals(shape.fingerprint()))) {
        also = new ArrayList<>(also);
        also.add(shape);
      }
    }

    void held(long sinceNanos, long nowNanos) {
      if (holds == 0) {
        firstHeldNanos = sinceNanos;
      }
      holds++;
      heldNanos += nowNanos - sinceNanos;
      lastHeldNanos = Math.max(lastHeldNanos, nowNanos);
    }

    double heldShare() {
      double watched = Math.max(1, lastHeldNanos - firstHeldNanos);
      return holds == 0 ? 0 : Math.min(1, heldNanos / watched); // Who waits for it counts as well.
    }

    /** Whether others are likely to wait for it. */
    boolean isHeldForLong() {
      return holds >= SOME_HOLDS
          && units() >= SOME_HOLDS
          && severalThreads
          && heldNanos >= holds * LONG_NANOS
          && heldShare() >= MUCH;
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
      if (!next) {
        forget();
      }
      begin();
    }

    private void begin() {
      current = 0;
      currentUnits = 0;
      currentThreads = 0;
    }

    private void forget() {
      told();
      holds = 0;
      heldNanos = 0;
      lastHeldNanos = 0;
      mostPerUnit = 0;
      mostPerToldUnit = 0;
    }

    /** What is new has been told. */
    void told() {
      news = 0;
      newUnits = 0;
      repeats = 0;
    }

    double rate(long nowNanos) {
      double gone = (double) Math.floorMod(nowNanos, WINDOW_NANOS) / WINDOW_NANOS;
      return current + previous * (1 - gone);
    }

    long units() {
      return Math.max(currentUnits, previousUnits);
    }

    int threads() {
      int bits = Long.bitCount(currentThreads | previousThreads);
      return bits == 1 && severalThreads ? 2 : bits; // Two threads may share a bit.
    }

    /** Notes a unit; false if it is one of the newest, which take turns. */
    private boolean enters(long unit) {
      for (long counted : recentUnits) {
        if (counted == unit) {
          return false;
        }
      }
      recentUnits[recent++ & (RECENT - 1)] = unit;
      return true;
    }

    /** Whether a stack is due: at the 3rd update, the 10th, the 100th, unless a loop does it. */
    boolean count(boolean loop, long unit, boolean guessed, long thread) {
      current++;
      total++;
      news++;
      boolean again = unit == lastUnit;
      lastUnit = unit;
      if (!again && enters(unit)) {
        currentUnits++;
        newUnits++;
      }
      // A unit that was overtaken by another is not followed: it may have updated the row or not.
      repeats += again && !loop ? 1 : 0;
      inUnit = (again ? inUnit : 0) + (loop ? 0 : 1);
      mostPerUnit = Math.max(mostPerUnit, inUnit);
      if (!guessed) {
        mostPerToldUnit = Math.max(mostPerToldUnit, inUnit);
      }
      severalThreads |= total > 1 && thread != lastThread;
      lastThread = thread;
      currentThreads |= 1L << (KeyHash.mix(thread) >>> 58);
      boolean due = total == 3 || total == 10 || total % 100 == 0 || (samples == null && total > 3);
      return due && !loop; // What a loop does is told of the loop.
    }
  }
}
