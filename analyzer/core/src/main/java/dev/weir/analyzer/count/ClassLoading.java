package dev.weir.analyzer.count;

import java.util.function.LongSupplier;

/**
 * How many classes the JVM had loaded at some instants of the last seconds. An application that
 * does something for the first time spends its time on that, and would not do so again.
 * Thread-safe.
 */
public final class ClassLoading {
  /** A first request loads dozens and hundreds, one that has been served before none. */
  private static final long MANY = 10;

  private static final int INSTANTS = 128;

  private final LongSupplier loaded;
  private final long[] nanos = new long[INSTANTS]; // This and the next two are guarded by this.
  private final long[] counts = new long[INSTANTS];
  private int size;

  /**
   * Nothing noted yet.
   *
   * @param loaded how many classes have been loaded since the JVM began
   */
  public ClassLoading(LongSupplier loaded) {
    this.loaded = loaded;
  }

  /**
   * Notes how many there are.
   *
   * @param now rises from call to call
   */
  public synchronized void note(long now) {
    nanos[size % INSTANTS] = now;
    counts[size % INSTANTS] = loaded.getAsLong();
    size++;
  }

  /** Whether a time was spent on loading classes, as far as that was noted. */
  synchronized boolean isWarmUp(long fromNanos, long untilNanos) {
    long before = -1;
    for (int i = Math.max(0, size - INSTANTS); i < size; i++) {
      if (nanos[i % INSTANTS] - fromNanos <= 0) {
        before = counts[i % INSTANTS];
      } else if (nanos[i % INSTANTS] - untilNanos >= 0) {
        return before >= 0 && counts[i % INSTANTS] - before >= MANY;
      }
    }
    return before >= 0 && loaded.getAsLong() - before >= MANY;
  }
}
