package dev.weir.analyzer.count;

import dev.weir.analyzer.model.Poll;
import dev.weir.analyzer.place.Places;
import dev.weir.analyzer.place.Samples;
import dev.weir.event.Execution;
import dev.weir.event.Parameters;
import dev.weir.sql.KeyColumn;
import dev.weir.sql.SetColumn;
import dev.weir.sql.SqlShape;
import dev.weir.sql.StatementKind;
import dev.weir.sql.Trait;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Statements that ask the same in vain, over all units of work and threads: how regularly. Holds
 * {@value #MOST} of them by the hash of what they ask; one that has not come for a minute makes
 * room. Thread-safe; what finds something, and never did not, costs one comparison.
 */
final class Polls {
  private static final int MOST = 256;
  private static final int NEWEST = 64;
  private static final int UNITS = 5;
  private static final int PERIODS = 20;

  /** From here on it is worth a look where it is executed. */
  private static final int SOME = 10;

  /** The most that an interval may differ from the usual one, and how many must not. */
  private static final double ABOUT = 0.35;

  private static final double REGULAR = 0.8;

  private static final double MOSTLY = 0.9;
  private static final long SHORTEST_NANOS = 20_000_000L;
  private static final long GONE_NANOS = 60_000_000_000L;
  private static final double MINUTE_NANOS = 60e9;

  private final AtomicReferenceArray<@Nullable Entry> entries = new AtomicReferenceArray<>(MOST);
  private volatile boolean placesWanted;

  private static final class Entry {
    private final Executed first;
    private final long question;
    private final long[] times = new long[NEWEST];
    private final long[] threads = new long[NEWEST];
    private @Nullable Samples place;
    private volatile long lastNanos;
    private long executions;
    private long empty;
    private long newExecutions;
    private long newEmpty;
    private long units;
    private long lastUnit = -1;

    Entry(Execution execution, long question) {
      this.first = Executed.of(execution);
      this.question = question;
      this.lastNanos = execution.startNanos();
    }

    void add(long nanos, boolean inVain, long unit, long thread) {
      lastNanos = nanos;
      executions++;
      newExecutions++;
      empty += inVain ? 1 : 0;
      newEmpty += inVain ? 1 : 0;
      units += unit == lastUnit ? 0 : 1;
      lastUnit = unit;
      int next = (int) ((executions - 1) % NEWEST);
      times[next] = nanos;
      threads[next] = thread;
    }

    boolean isPolling() {
      return units >= UNITS
          && empty >= MOSTLY * executions
          && (isRegular(times(0)) || isRegular(times(busiest())));
    }

    /** How often a minute, as far as the newest times tell. */
    double perMinute() {
      long[] all = times(0);
      double span = all[all.length - 1] - all[0];
      return MINUTE_NANOS * (all.length - 1) / Math.max(1, span);
    }

    private int size() {
      return (int) Math.min(executions, NEWEST);
    }

    /** The newest times in order: of one thread, or of all if it is 0. */
    private long[] times(long thread) {
      return IntStream.range(0, size())
          .filter(i -> thread == 0 || threads[i] == thread)
          .mapToLong(i -> times[i])
          .sorted()
          .toArray();
    }

    private long busiest() {
      return Arrays.stream(threads, 0, size())
          .boxed()
          .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
          .entrySet()
          .stream()
          .max(Map.Entry.comparingByValue())
          .map(Map.Entry::getKey)
          .orElse(0L);
    }

    /** Whether nearly all of the intervals between some times are about the same. */
    private static boolean isRegular(long[] ordered) {
      if (ordered.length <= PERIODS) {
        return false;
      }
      long[] intervals =
          IntStream.range(1, ordered.length).mapToLong(i -> ordered[i] - ordered[i - 1]).toArray();
      double median =
          Arrays.stream(intervals).sorted().skip(intervals.length / 2).findFirst().orElse(0);
      long same =
          Arrays.stream(intervals)
              .filter(each -> Math.abs(each - median) <= ABOUT * median)
              .count();
      return median >= SHORTEST_NANOS && same >= REGULAR * intervals.length;
    }
  }

  /**
   * A query was read to its end, or an update has come back.
   *
   * @param rows how many there were
   * @param unit a number of its unit
   * @param thread that executed it
   */
  void add(Execution execution, long rows, long unit, long thread) {
    long question = question(execution);
    int slot = (int) (KeyHash.mix(question) & (MOST - 1));
    Entry entry = entries.get(slot);
    long nanos = execution.startNanos();
    if (rows == 0
        && (entry == null
            || (entry.question != question && nanos - entry.lastNanos > GONE_NANOS))) {
      Entry made = new Entry(execution, question);
      entry = entries.compareAndSet(slot, entry, made) ? made : entries.get(slot);
    }
    if (entry != null && entry.question == question) {
      synchronized (entry) {
        entry.add(nanos, rows == 0, unit, thread);
        placesWanted |= entry.place == null && entry.executions >= SOME;
      }
    }
  }

  /**
   * Whether a place would be of use, should this be executed now. Cheap, for there nearly always is
   * none that is looked for.
   */
  boolean wantsPlace(Execution execution) {
    if (!placesWanted) {
      return false;
    }
    long question = question(execution);
    Entry entry = entries.get((int) (KeyHash.mix(question) & (MOST - 1)));
    return entry != null && entry.question == question && entry.place == null;
  }

  /** Keeps where something is executed. */
  void place(Execution execution, Samples place) {
    long question = question(execution);
    Entry entry = entries.get((int) (KeyHash.mix(question) & (MOST - 1)));
    if (entry != null && entry.question == question) {
      synchronized (entry) {
        entry.place = place;
      }
      placesWanted = false;
    }
  }

  /** What it asks, whenever that is: of what tries for a lock, for which. */
  static long question(Execution execution) {
    List<Parameters> parameters = execution.parameters();
    Parameters row = parameters.isEmpty() ? Parameters.NONE : parameters.get(0);
    List<KeyColumn> keys =
        triesForLock(execution.shape()) ? RowKeys.ofRow(execution.shape()) : List.of();
    if (!keys.isEmpty() && row.areKnown()) {
      return KeyHash.mix(KeyHash.of(keys, row) ^ execution.shape().fingerprint().hashCode())
          ^ execution.checkout().dataSource().hashCode();
    }
    long hash = execution.shape().fingerprint().hashCode();
    if (execution.shape().has(Trait.HAS_LITERALS)) {
      hash ^= KeyHash.ofText(execution.sql());
    }
    for (int position = 1; position <= row.size(); position++) {
      Object value = row.value(position);
      boolean time = value instanceof Date || value instanceof Temporal;
      hash = KeyHash.mix(hash ^ (time ? position : KeyHash.ofValue(value)));
    }
    return hash ^ execution.checkout().dataSource().hashCode();
  }

  /** Whether a write may be one that is tried again and again: for a lock, or for the next rows. */
  static boolean tries(SqlShape shape) {
    return triesForLock(shape) || QueueSearch.takes(shape);
  }

  /** Whether an update is one that tries for a lock, by what it sets. */
  static boolean triesForLock(SqlShape shape) {
    if (shape.kind() != StatementKind.UPDATE) {
      return false;
    }
    List<SetColumn> sets = shape.sets();
    for (int i = 0; i < sets.size(); i++) {
      if (sets.get(i).column().contains("lock")) {
        return true;
      }
    }
    return false;
  }

  /**
   * Those that poll, and have since this was last asked.
   *
   * @param places unfolds the stacks
   */
  List<Poll> take(Places places) {
    List<Poll> taken = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      Entry entry = entries.get(i);
      if (entry == null) {
        continue;
      }
      Samples place;
      long executions = 0;
      long empty = 0;
      double perMinute = 0;
      synchronized (entry) {
        place = entry.place;
        if (place != null && entry.newExecutions > 0 && entry.isPolling()) {
          executions = entry.newExecutions;
          empty = entry.newEmpty;
          perMinute = entry.perMinute();
          entry.newExecutions = 0;
          entry.newEmpty = 0;
        }
      }
      if (executions > 0 && place != null) {
        taken.add(
            new Poll(
                entry.first.dataSource(),
                entry.first.searchPath(),
                entry.first.shape(),
                places.first(place),
                executions,
                empty,
                perMinute));
      }
    }
    return taken;
  }
}
