package dev.weir.analyzer.count;

import dev.weir.analyzer.model.HeavyRead;
import dev.weir.analyzer.place.Places;
import dev.weir.analyzer.place.Samples;
import dev.weir.event.Execution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Queries that take long and come again and again, over all units of work, with the same parameters
 * and the same answer. Of parameters and answers only hashes are kept. Holds {@value #MOST} of
 * them: the one that did not come for longest makes room. Thread-safe; its lock is taken once for
 * each slow query, and for a moment.
 */
public final class HeavyReads {
  private static final int MOST = 256;

  /** What takes less is not worth keeping its answer. */
  private static final long SLOW_NANOS = 100_000_000;

  /** So often in a row with one answer, before anybody need know. */
  private static final long OFTEN = 20;

  private final Map<Long, Entry> entries =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, HeavyReads.Entry> eldest) {
          return size() > MOST;
        }
      };

  /** Whether a query took so long that it may be one. */
  static boolean isSlow(long elapsedNanos) {
    return elapsedNanos >= SLOW_NANOS;
  }

  /** One query with one set of parameters. */
  private static final class Entry {
    private final Executed first;
    private @Nullable Samples place;
    private long answer;
    private long inARow;
    private long repeats;
    private long nanos;
    private long units;
    private long newestUnit;

    Entry(Execution execution) {
      this.first = Executed.of(execution);
    }

    void forget() {
      repeats = 0;
      nanos = 0;
      units = 0;
    }
  }

  /**
   * A slow query was read to its end.
   *
   * @param unit a number of its unit
   */
  void add(Execution execution, RowsSeen seen, long unit) {
    if (!StatementTally.isComparable(execution.shape())) {
      return;
    }
    long key =
        KeyHash.mix(
            StatementTally.parameterSet(execution, 0)
                ^ execution.shape().fingerprint().hashCode()
                ^ ((long) Objects.hash(execution.checkout().dataSource(), execution.searchPath())
                    << 32));
    synchronized (this) {
      count(entries.computeIfAbsent(key, k -> new Entry(execution)), seen, unit);
    }
  }

  private static void count(Entry entry, RowsSeen seen, long unit) {
    boolean same = entry.answer == seen.answer() && entry.inARow > 0;
    entry.inARow = same ? entry.inARow + 1 : 1;
    entry.answer = seen.answer();
    entry.place = seen.place() == null ? entry.place : seen.place();
    if (!same) {
      entry.forget();
    } else {
      entry.repeats++;
      entry.nanos += seen.elapsedNanos();
      entry.units += unit == entry.newestUnit ? 0 : 1;
    }
    entry.newestUnit = unit;
  }

  /**
   * Takes what is worth telling, with what came since it was taken last.
   *
   * @param places unfolds the stacks
   */
  public List<HeavyRead> take(Places places) {
    List<Taken> taken = new ArrayList<>();
    synchronized (this) {
      for (Entry entry : entries.values()) {
        Samples place = entry.place;
        if (entry.inARow >= OFTEN && entry.repeats > 0 && place != null) {
          taken.add(new Taken(entry, place, entry.repeats, entry.nanos, entry.units));
          entry.forget();
        }
      }
    }
    return taken.stream().map(each -> each.unfolded(places)).toList();
  }

  /** What an entry held; its stack is unfolded without the lock. */
  private record Taken(Entry entry, Samples place, long repeats, long nanos, long units) {
    HeavyRead unfolded(Places places) {
      return new HeavyRead(
          entry.first.dataSource(),
          entry.first.searchPath(),
          entry.first.shape(),
          places.first(place),
          repeats,
          Duration.ofNanos(nanos),
          units);
    }
  }
}
