package dev.weir.analyzer.doctor;

import dev.weir.analyzer.model.Fact.Measure;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Numbers in sentences. */
final class Words {
  private Words() {}

  /** {@code 1,240}. */
  static String number(double number) {
    return Measure.COUNT.text(number);
  }

  /** {@code 1,240}. */
  static String number(long number) {
    return number((double) number);
  }

  /** {@code 1 row}, {@code 1,240 rows}. */
  static String count(long number, String noun) {
    return Measure.COUNT.text((double) number, noun);
  }

  /** {@code 93.8 %}, {@code 12 %}; 0 and 100 only if it is so. */
  static String percent(double share) {
    double percent = 100 * share;
    boolean whole = percent == 0 || (percent >= 9.95 && percent < 90) || percent >= 100;
    double shown = percent > 99.9 && percent < 100 ? 99.9 : percent;
    return String.format(Locale.ROOT, whole ? "%.0f %%" : "%.1f %%", shown);
  }

  /** {@code 3.1 times}, {@code 12 times}. */
  static String times(double factor) {
    return String.format(Locale.ROOT, factor < 9.95 ? "%.1f times" : "%,.0f times", factor);
  }

  /** {@code 40 s}, {@code 12 min}. */
  static String span(Duration duration) {
    return Measure.NANOSECONDS.text((double) Math.max(0, duration.toSeconds()) * 1e9);
  }

  /** {@code 1.2 GB}. */
  static String bytes(double bytes) {
    return Measure.BYTES.text(bytes);
  }

  /** {@code a}, {@code a and b}, {@code a, b and c}. */
  static String list(List<String> parts) {
    int last = parts.size() - 1;
    return last < 1
        ? String.join("", parts)
        : String.join(", ", parts.subList(0, last)) + " and " + parts.get(last);
  }
}
