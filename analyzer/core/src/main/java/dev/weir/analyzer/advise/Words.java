package dev.weir.analyzer.advise;

import dev.weir.analyzer.model.Fact.Measure;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Numbers in sentences. */
final class Words {
  private Words() {}

  /** {@code 1 update}, {@code 1,240 updates}. */
  static String count(long number, String noun) {
    return Measure.COUNT.text((double) number, noun);
  }

  /** {@code 1,240}. */
  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code 12 %}, {@code 3.1 %}; 0 and 100 only if it is so. */
  static String percent(long part, double whole) {
    double percent = 100.0 * part / whole;
    if (percent <= 0 || (percent >= 100 && part <= whole)) {
      return String.format(Locale.ROOT, "%.0f %%", percent);
    }
    if (percent < 0.1) {
      return "under 0.1 %";
    }
    if (percent > 99 && percent < 100) {
      return "over 99 %";
    }
    String digits = String.format(Locale.ROOT, percent < 9.95 ? "%.1f" : "%,.0f", percent);
    return (digits.endsWith(".0") ? digits.substring(0, digits.length() - 2) : digits) + " %";
  }

  /** {@code 40 s ago}, {@code 3 h ago}; rounded down. */
  static String ago(Duration age) {
    long seconds = Math.max(0, age.toSeconds());
    if (seconds < 120) {
      return seconds + " s ago";
    }
    if (seconds < 2 * 3600) {
      return seconds / 60 + " min ago";
    }
    return seconds < 2 * 86_400 ? seconds / 3600 + " h ago" : seconds / 86_400 + " d ago";
  }

  /** {@code a}, {@code a and b}, {@code a, b and c}. */
  static String list(List<String> parts) {
    int last = parts.size() - 1;
    return last < 1
        ? String.join("", parts)
        : String.join(", ", parts.subList(0, last)) + " and " + parts.get(last);
  }
}
