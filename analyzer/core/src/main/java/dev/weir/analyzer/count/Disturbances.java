package dev.weir.analyzer.count;

import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What delays an application without being its doing, at some instants of the last seconds. One
 * that does something for the first time spends its time on loading classes, and would not do so
 * again; on a machine that has more to do than it can, each thread waits for a processor; and
 * sometimes all of a process stands still: the garbage collector, a quota of processor time that is
 * used up, a debugger. Thread-safe.
 */
public final class Disturbances {
  /**
   * Up to here most threads that want a processor have one before long: who has slept comes first.
   */
  private static final double MOST_PER_PROCESSOR = 2;

  /** Nobody waits for a processor that long. */
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** A first request loads dozens and hundreds, one that has been served before none. */
  private static final long MANY = 10;

  /** To load a class takes no longer: large applications load 10,000 in a few seconds. */
  private static final long CLASS_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** No timer is better than that. */
  private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private static final int LOOKS = 128;

  private final LongSupplier loaded;
  private final DoubleSupplier load;
  private final @Nullable Look[] looks = new Look[LOOKS]; // All from here on guarded by this.
  private int size;
  private long dueNanos;
  private boolean sleeps;

  /**
   * How it was.
   *
   * @param nanos when
   * @param classes how many had been loaded
   * @param load how many threads wanted a processor, for each that there is
   * @param lateNanos for how long all had stood still before
   */
  private record Look(long nanos, long classes, double load, long lateNanos) {}

  /**
   * Nothing noted yet.
   *
   * @param loaded how many classes have been loaded since the JVM began
   * @param load how many threads want a processor, for each that there is; negative if not known
   */
  public Disturbances(LongSupplier loaded, DoubleSupplier load) {
    this.loaded = loaded;
    this.load = load;
  }

  /**
   * Notes how it is, when a thread that does nothing else wakes up. It comes late only if all stand
   * still.
   *
   * @param now rises from call to call
   */
  public void wake(long now) {
    long classes = loaded.getAsLong();
    double wanted = load.getAsDouble();
    synchronized (this) {
      looks[size++ % LOOKS] = new Look(now, classes, wanted, late(now));
      sleeps = false;
    }
  }

  /**
   * That thread sleeps.
   *
   * @param untilNanos it is to wake up by then
   */
  public synchronized void sleep(long untilNanos) {
    dueNanos = untilNanos;
    sleeps = true;
  }

  // Guarded by this.
  private long late(long now) {
    long late = sleeps ? now - dueNanos : 0;
    return late < LATE_NANOS ? 0 : late;
  }

  /**
   * Whether a time says nothing of the application, as far as that was noted: without what may have
   * stretched it, it would not be noticeable. Where each processor is wanted by six threads, 600 ms
   * may be 200 ms of work.
   *
   * @param noticeableNanos a time from which on it would say something
   */
  synchronized boolean explain(long fromNanos, long untilNanos, long noticeableNanos) {
    long elapsed = untilNanos - fromNanos;
    long classes = -1;
    long still = 0;
    double load = 0;
    int seen = 0;
    Look after = null;
    for (int i = Math.max(0, size - LOOKS); i < size && after == null; i++) {
      Look look = looks[i % LOOKS];
      if (look == null) {
        continue;
      }
      if (look.nanos - fromNanos <= 0) {
        classes = look.classes;
        load = look.load;
        seen = 1;
        continue;
      }
      after = look.nanos - untilNanos >= 0 ? look : null;
      load += look.load;
      seen++;
      still += overlap(look.nanos, look.lateNanos, fromNanos, untilNanos);
    }
    if (after == null) {
      still += overlap(untilNanos, late(untilNanos), fromNanos, untilNanos);
    }
    long more = classes < 0 ? 0 : (after == null ? loaded.getAsLong() : after.classes) - classes;
    long loading = more < MANY ? 0 : more * CLASS_NANOS;
    boolean waits = seen > 0 && elapsed < LONGEST_NANOS;
    double slower = waits ? Math.max(1, load / seen / MOST_PER_PROCESSOR) : 1;
    double own = Math.min(elapsed / slower, (double) elapsed - still) - loading;
    return own < elapsed && own < noticeableNanos;
  }

  /** How much of a time before an instant is in another time. */
  private static long overlap(long nanos, long before, long fromNanos, long untilNanos) {
    long from = Math.max(nanos - before, fromNanos);
    return Math.max(0, Math.min(nanos, untilNanos) - from);
  }
}
