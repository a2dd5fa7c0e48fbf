package dev.weir.analyzer.count;

import dev.weir.analyzer.model.TimeSync;
import dev.weir.analyzer.place.Places;
import dev.weir.analyzer.place.Samples;
import dev.weir.event.Execution;
import dev.weir.event.Parameters;
import dev.weir.sql.KeyColumn;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Queries for what is newer than a time, over all units of work: whether that time is the one at
 * which the same was asked before. Holds {@value #MOST} of them by the hash of what they ask; one
 * that has not come for an hour makes room, or for a minute if it hardly ever came. Thread-safe;
 * another query costs one look at a list that is empty.
 */
final class TimeSyncs {
  private static final int MOST = 128;
  private static final int NEWEST = 16;
  private static final int SOME = 3;
  private static final int STEPS = 8;
  private static final double NEARLY_ALL = 0.8;

  /** How far a time may be from that of the execution before, as a share of what lies between. */
  private static final double ABOUT = 0.25;

  private static final long SHORTEST_MILLIS = 1_000;

  private final AtomicReferenceArray<@Nullable Entry> entries = new AtomicReferenceArray<>(MOST);

  private volatile boolean placesWanted;

  private static final class Entry {
    private final Executed first;
    private final long question;
    private final long[] nanos = new long[NEWEST];
    private final long[] since = new long[NEWEST];
    private @Nullable Samples place;
    private long executions;
    private long told;

    Entry(Execution execution, long question) {
      this.first = Executed.of(execution);
      this.question = question;
    }

    void add(long startNanos, long sinceMillis) {
      int next = (int) (executions++ % NEWEST);
      nanos[next] = startNanos;
      since[next] = sinceMillis;
    }

    synchronized boolean makesRoom(long nowNanos) {
      long idle = nowNanos - nanos[(int) ((executions - 1) % NEWEST)];
      return idle > TimeUnit.MINUTES.toNanos(executions < SOME ? 1 : 60);
    }

    boolean wantsPlace() {
      return place == null && executions >= STEPS;
    }

    /** Whether nearly each of the newest asks for what came since the one before it. */
    boolean isSync(Instant at, long nowNanos) {
      if (executions <= STEPS) {
        return false;
      }
      int steps = 0;
      int moved = 0;
      for (long i = Math.max(1, executions - NEWEST + 1); i < executions; i++) {
        int one = (int) (i % NEWEST);
        int before = (int) ((i - 1) % NEWEST);
        long interval = TimeUnit.NANOSECONDS.toMillis(nanos[one] - nanos[before]);
        long age = TimeUnit.NANOSECONDS.toMillis(nowNanos - nanos[before]);
        if (since[one] != since[before]) {
          moved++;
          long off = Math.abs(since[one] - (at.toEpochMilli() - age));
          steps += interval >= SHORTEST_MILLIS && off <= ABOUT * interval ? 1 : 0;
        }
      }
      return steps >= STEPS && steps >= NEARLY_ALL * moved;
    }
  }

  /**
   * A query was executed.
   *
   * @param late whether the thread has left the place where it executed this
   * @param stack if so, the stack of that place; null if nobody looked
   */
  void add(Execution execution, boolean late, @Nullable Throwable stack) {
    List<KeyColumn> floors = execution.shape().floors();
    if (floors.isEmpty() || execution.parameters().isEmpty()) {
      return;
    }
    Parameters row = execution.parameters().get(0);
    for (KeyColumn floor : floors) {
      long millis = floor.isPlain() && row.areKnown() ? millis(row.value(floor.parameter())) : 0;
      if (millis != 0) {
        add(execution, millis, late, stack);
        return;
      }
    }
  }

  private void add(Execution execution, long millis, boolean late, @Nullable Throwable stack) {
    long question = Polls.question(execution);
    int slot = (int) (KeyHash.mix(question) & (MOST - 1));
    Entry entry = entries.get(slot);
    if (entry == null || entry.question != question) {
      Entry made = new Entry(execution, question);
      made.add(execution.startNanos(), millis);
      if (entry == null || entry.makesRoom(execution.startNanos())) {
        entries.compareAndSet(slot, entry, made);
      }
      return;
    }
    synchronized (entry) {
      entry.add(execution.startNanos(), millis);
      Throwable here = !entry.wantsPlace() ? null : late ? stack : new Throwable("stack");
      if (here != null) {
        entry.place = new Samples();
        entry.place.add(1, false, here);
        placesWanted = false;
      } else if (entry.wantsPlace()) {
        placesWanted = true;
      }
    }
  }

  /** Whether a stack of the next execution would be of use. */
  boolean wantsStack(Execution execution) {
    return placesWanted && !execution.shape().floors().isEmpty();
  }

  /** By the clock of the world; 0 if it is no time. */
  private static long millis(@Nullable Object value) {
    if (value instanceof Timestamp stamp) {
      return stamp.toInstant().toEpochMilli();
    }
    if (value instanceof Instant instant) {
      return instant.toEpochMilli();
    }
    if (value instanceof OffsetDateTime time) {
      return time.toInstant().toEpochMilli();
    }
    if (value instanceof ZonedDateTime time) {
      return time.toInstant().toEpochMilli();
    }
    return value instanceof LocalDateTime time
        ? time.atZone(ZoneId.systemDefault()).toInstant().toEpochMilli()
        : 0;
  }

  /**
   * Those that there are, and have been executed since this was last asked.
   *
   * @param at when that is
   * @param nowNanos the same, by the monotonic clock
   * @param places unfolds the stacks
   */
  List<TimeSync> take(Instant at, long nowNanos, Places places) {
    List<TimeSync> taken = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      Entry entry = entries.get(i);
      if (entry == null) {
        continue;
      }
      synchronized (entry) {
        if (entry.place != null && entry.executions > entry.told && entry.isSync(at, nowNanos)) {
          taken.add(
              new TimeSync(
                  entry.first.dataSource(),
                  entry.first.searchPath(),
                  entry.first.shape(),
                  places.first(entry.place),
                  entry.executions - entry.told));
          entry.told = entry.executions;
        }
      }
    }
    return taken;
  }
}
