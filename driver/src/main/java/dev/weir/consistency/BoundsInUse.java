package dev.weir.consistency;

import java.util.concurrent.TimeUnit;

/**
 * The tightest bound that reads have asked for lately, and how often the servers must be sampled
 * for it. A bound is in use for 10 to 20 s after its last read. Thread-safe.
 */
public final class BoundsInUse {
  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long SHORTEST_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** One to be within the bound, one that is under way, and as many for what is late. */
  private static final int SAMPLES_PER_BOUND = 4;

  /** A shorter one cannot be kept by sampling. */
  private static final long SHORTEST_FOLLOWED_NANOS = 2 * SHORTEST_INTERVAL_NANOS;

  private final long longestIntervalNanos;
  private volatile Window window = new Window(0, Long.MAX_VALUE, Long.MAX_VALUE);

  /** The tightest bound since a moment, and that of the time before. */
  private record Window(long sinceNanos, long tightestNanos, long beforeNanos) {}

  /**
   * None is in use.
   *
   * @param longestIntervalNanos between two samples while no bound asks for more
   */
  public BoundsInUse(long longestIntervalNanos) {
    this.longestIntervalNanos = longestIntervalNanos;
  }

  /**
   * A read has asked for a bound.
   *
   * @param boundNanos how old its data may be
   * @param nowNanos now, on the DataSource's monotonic clock
   * @return whether the servers must be sampled now, because until now it was not in use
   */
  public boolean used(long boundNanos, long nowNanos) {
    Window seen = window;
    boolean news =
        boundNanos >= SHORTEST_FOLLOWED_NANOS
            && (boundNanos < seen.tightestNanos || nowNanos - seen.sinceNanos > WINDOW_NANOS);
    if (news) {
      renew(boundNanos, nowNanos);
    }
    return news;
  }

  private synchronized void renew(long boundNanos, long nowNanos) {
    Window seen = window;
    long age = nowNanos - seen.sinceNanos;
    if (age <= WINDOW_NANOS && seen.tightestNanos != Long.MAX_VALUE) {
      long tightest = Math.min(boundNanos, seen.tightestNanos);
      window = new Window(seen.sinceNanos, tightest, seen.beforeNanos);
    } else {
      long before = age <= 2 * WINDOW_NANOS ? seen.tightestNanos : Long.MAX_VALUE;
      window = new Window(nowNanos, boundNanos, before);
    }
  }

  /**
   * The time between two samples that the bounds in use ask for, when nothing else happens.
   *
   * @param nowNanos now, on the DataSource's monotonic clock
   */
  public long sampleIntervalNanos(long nowNanos) {
    Window seen = window;
    long age = nowNanos - seen.sinceNanos;
    long tightest =
        age <= WINDOW_NANOS
            ? Math.min(seen.tightestNanos, seen.beforeNanos)
            : age <= 2 * WINDOW_NANOS ? seen.tightestNanos : Long.MAX_VALUE;
    long wanted = Math.max(tightest / SAMPLES_PER_BOUND, SHORTEST_INTERVAL_NANOS);
    return Math.min(longestIntervalNanos, wanted);
  }
}
