package dev.weir.analyzer.doctor;

import dev.weir.analyzer.sample.ServerSample;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * How a number of a server has gone: the straight line that fits best (least squares).
 *
 * @param perDay by how much it grows
 * @param fit how well the line fits (r squared), 0 to 1; 1 for what has not changed
 * @param over the time between the first and the last sample
 */
record Trend(double perDay, double fit, Duration over) {
  /** Fewer tell nothing of how straight it goes. */
  static final int LEAST_SAMPLES = 3;

  /** A shorter time tells of an hour of the day, not of days. */
  static final Duration LEAST_TIME = Duration.ofHours(24);

  private static final double DAY = Duration.ofDays(1).toSeconds();
  private static final double STRAIGHT = 0.8;

  /**
   * Of some samples.
   *
   * @param samples the oldest first
   * @param value NaN where it is not known
   * @return null if there are too few, or not over a long enough time
   */
  static @Nullable Trend of(List<ServerSample> samples, ToDoubleFunction<ServerSample> value) {
    List<ServerSample> known =
        samples.stream().filter(each -> !Double.isNaN(value.applyAsDouble(each))).toList();
    if (known.size() < LEAST_SAMPLES) {
      return null;
    }
    Instant start = known.get(0).at();
    Duration over = Duration.between(start, known.get(known.size() - 1).at());
    if (over.compareTo(LEAST_TIME) < 0) {
      return null;
    }
    double[] days =
        known.stream()
            .mapToDouble(each -> Duration.between(start, each.at()).toSeconds() / DAY)
            .toArray();
    double[] values = known.stream().mapToDouble(value).toArray();
    double meanDay = mean(days);
    double meanValue = mean(values);
    double both = 0;
    double ofDays = 0;
    double ofValues = 0;
    for (int i = 0; i < days.length; i++) {
      both += (days[i] - meanDay) * (values[i] - meanValue);
      ofDays += (days[i] - meanDay) * (days[i] - meanDay);
      ofValues += (values[i] - meanValue) * (values[i] - meanValue);
    }
    double fit = ofValues == 0 ? 1 : both * both / (ofDays * ofValues);
    return new Trend(both / ofDays, fit, over);
  }

  private static double mean(double[] all) {
    double sum = 0;
    for (double each : all) {
      sum += each;
    }
    return sum / all.length;
  }

  /** Whether it goes one way, so that it may be drawn on. */
  boolean isStraight() {
    return fit >= STRAIGHT;
  }

  /** In how many days so much more is reached; infinite if never. */
  double daysUntil(double more) {
    return perDay > 0 ? more / perDay : Double.POSITIVE_INFINITY;
  }
}
