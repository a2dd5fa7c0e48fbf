package dev.weir.analyzer.report;

import dev.weir.analyzer.model.Fact.Measure;
import java.time.Duration;
import java.util.Locale;

/**
 * Numbers as people read them. Shares and ages are rounded so that nothing looks done, full or
 * empty that is not.
 */
final class Figures {
  private Figures() {}

  /** {@code 1,240}. */
  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code 1 row}, {@code 1,240 rows}. */
  static String count(long number, String noun) {
    return Measure.COUNT.text((double) number, noun);
  }

  /** {@code +1,240} or {@code -3}. */
  static String change(long number) {
    return String.format(Locale.ROOT, "%+,d", number);
  }

  /** {@code 12 %}, {@code 3.1 %}. */
  static String percent(long part, double whole) {
    double percent = 100.0 * part / whole;
    if (percent > 0 && percent < 0.1) {
      return "<0.1 %";
    }
    if (percent > 99 && percent < 100) {
      return ">99 %";
    }
    String digits = String.format(Locale.ROOT, percent < 9.95 ? "%.1f" : "%,.0f", percent);
    return (digits.endsWith(".0") ? digits.substring(0, digits.length() - 2) : digits) + " %";
  }

  /** {@code 8 kB}, {@code 1.2 GB}, of 1,024 each, as PostgreSQL writes them. */
  static String bytes(long bytes) {
    return Measure.BYTES.text((double) bytes);
  }

  /** {@code 49 ms}, {@code 1.5 s}, {@code 3 min}; for costs. */
  static String duration(Duration duration) {
    return Measure.NANOSECONDS.text((double) duration.toNanos());
  }

  /** {@code 40 s}, {@code 12 min}, {@code 3 h}; rounded down. */
  static String span(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < 120) {
      return seconds + " s";
    }
    if (seconds < 2 * 3600) {
      return seconds / 60 + " min";
    }
    return seconds < 2 * 86_400 ? seconds / 3600 + " h" : seconds / 86_400 + " d";
  }
}
