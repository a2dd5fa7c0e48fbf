package dev.weir.meter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.LongStream;

/**
 * Adds up durations in ranges of fixed bounds. Thread-safe, without a lock; its memory is fixed.
 */
final class DurationRecorder {
  /** In milliseconds: from where nobody notices to where everybody has. */
  private static final long[] BOUNDS_NANOS =
      LongStream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)
          .map(TimeUnit.MILLISECONDS::toNanos)
          .toArray();

  private final AtomicLongArray counts = new AtomicLongArray(BOUNDS_NANOS.length + 1);
  private final AtomicLong totalNanos = new AtomicLong();
  private final AtomicLong maxNanos = new AtomicLong();

  void record(long nanos) {
    int bucket = 0;
    while (bucket < BOUNDS_NANOS.length && nanos > BOUNDS_NANOS[bucket]) {
      bucket++;
    }
    maxNanos.accumulateAndGet(nanos, Math::max);
    totalNanos.addAndGet(nanos);
    counts.incrementAndGet(bucket);
  }

  DurationSummary summary() {
    List<DurationSummary.Bucket> buckets = new ArrayList<>();
    long count = 0;
    for (int i = 0; i <= BOUNDS_NANOS.length; i++) {
      long inBucket = counts.get(i);
      long atMost = i == BOUNDS_NANOS.length ? Long.MAX_VALUE : BOUNDS_NANOS[i];
      buckets.add(new DurationSummary.Bucket(Duration.ofNanos(atMost), inBucket));
      count += inBucket;
    }
    return new DurationSummary(
        count, Duration.ofNanos(totalNanos.get()), Duration.ofNanos(maxNanos.get()), buckets);
  }
}
