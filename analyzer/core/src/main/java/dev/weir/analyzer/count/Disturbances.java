package dev.weir.analyzer.count;

import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * What delays an application without being its doing, at some instants of the last seconds. One
 * that does something for the first time spends its time on loading classes, and would not do so
 * again; on a machine that has more to do than it can, each thread waits for a processor.
 * Thread-safe.
 */
public final class Disturbances {
  /**
   * On average over the last minute. Up to here most threads that want a processor have one: Linux
   * counts those that wait for a disk too, and who has slept comes first.
   */
  private static final double MOST_PER_PROCESSOR = 2;

  /** Nobody waits for a processor that long. */
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** A first request loads dozens and hundreds, one that has been served before none. */
  private static final long MANY = 10;

  /** To load a class takes no longer: large applications load 10,000 in a few seconds. */
  private static final long CLASS_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private static final int INSTANTS = 128;

  private final LongSupplier loaded;
  private final DoubleSupplier load;
  private final long[] nanos = new long[INSTANTS]; // This and the next two are guarded by this.
  private final long[] counts = new long[INSTANTS];
  private int size;
  private volatile double stretch = 1;

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
   * Notes how it is.
   *
   * @param now rises from call to call
   */
  public synchronized void note(long now) {
    nanos[size % INSTANTS] = now;
    counts[size % INSTANTS] = loaded.getAsLong();
    size++;
    stretch = Math.max(1, load.getAsDouble() / MOST_PER_PROCESSOR);
  }

  /**
   * Whether a time says nothing of the application, as far as that was noted: without what may have
   * stretched it, it would not be noticeable. Where each processor is wanted by six threads, 600 ms
   * may be 200 ms of work.
   *
   * @param noticeableNanos a time from which on it would say something
   */
  boolean explain(long fromNanos, long untilNanos, long noticeableNanos) {
    long elapsed = untilNanos - fromNanos;
    double slower = elapsed < LONGEST_NANOS ? stretch : 1;
    long classes = loaded(fromNanos, untilNanos);
    long loading = classes < MANY ? 0 : classes * CLASS_NANOS;
    return (slower > 1 || loading > 0) && elapsed / slower - loading < noticeableNanos;
  }

  /** How many classes were loaded in a time, or shortly before or after. */
  private synchronized long loaded(long fromNanos, long untilNanos) {
    long before = -1;
    for (int i = Math.max(0, size - INSTANTS); i < size; i++) {
      if (nanos[i % INSTANTS] - fromNanos <= 0) {
        before = counts[i % INSTANTS];
      } else if (nanos[i % INSTANTS] - untilNanos >= 0) {
        return before < 0 ? 0 : counts[i % INSTANTS] - before;
      }
    }
    return before < 0 ? 0 : loaded.getAsLong() - before;
  }
}
