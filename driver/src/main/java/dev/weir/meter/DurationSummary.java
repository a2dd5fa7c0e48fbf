package dev.weir.meter;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How long something took each time, without each time: how often, how long in all, how long at
 * most, and in which range how often. Immutable.
 *
 * @param count how often
 * @param total all of them together
 * @param max the longest; zero if there was none
 * @param buckets the ranges, ascending; the last takes all that is longer than the one before
 */
public record DurationSummary(long count, Duration total, Duration max, List<Bucket> buckets) {
  /**
   * A range: longer than the one before, and at most so long.
   *
   * @param atMost its upper end; of the last, the longest that can be counted
   * @param count how often, in this range alone
   */
  public record Bucket(Duration atMost, long count) {}

  /** Copies the list. */
  public DurationSummary {
    buckets = List.copyOf(buckets);
  }

  /** The mean; empty if there was none. */
  public Optional<Duration> mean() {
    return count == 0 ? Optional.empty() : Optional.of(total.dividedBy(count));
  }

  /**
   * How long at most it took in a part of all cases, to the upper end of a range: at most two and a
   * half times as long as it was, and never longer than {@link #max}.
   *
   * @param part from 0 to 1: 0.5 for the median
   * @return empty if there was none
   * @throws IllegalArgumentException if the part is not from 0 to 1
   */
  public Optional<Duration> quantile(double part) {
    if (!(part >= 0 && part <= 1)) {
      throw new IllegalArgumentException("a quantile must be from 0 to 1; it is " + part);
    }
    long wanted = Math.max(1, (long) Math.ceil(part * count));
    long seen = 0;
    for (Bucket bucket : buckets) {
      seen += bucket.count();
      if (seen >= wanted) {
        return Optional.of(bucket.atMost().compareTo(max) < 0 ? bucket.atMost() : max);
      }
    }
    return Optional.empty();
  }
}
