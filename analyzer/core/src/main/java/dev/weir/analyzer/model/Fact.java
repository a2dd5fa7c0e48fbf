package dev.weir.analyzer.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleFunction;

/**
 * One number of a finding.
 *
 * @param name what it counts, the same in code, JSON and metrics
 * @param value the number; whole ones are exact up to 2^53
 * @param measure its unit
 * @param exact whether it was counted; false for an estimate
 * @param merge what becomes of it when the same is found again
 */
public record Fact(String name, double value, Measure measure, boolean exact, Merge merge) {
  /** How often the statement ran. */
  public static final String EXECUTIONS = "executions";

  /** In how many units of work it was found. */
  public static final String UNITS = "units";

  /** In how many of those it was not told, only guessed, where they begin and end. */
  public static final String GUESSED_UNITS = "guessedUnits";

  /** The most executions in one unit of work. */
  public static final String MOST_PER_UNIT = "mostPerUnit";

  /** Round trips that the fix saves. */
  public static final String AVOIDABLE_ROUND_TRIPS = "avoidableRoundTrips";

  /**
   * What those cost at the configured round-trip time, so that a laptop and production rank alike.
   */
  public static final String PROJECTED_COST = "projectedCost";

  /** How many executions in one unit of work named a row that another had named. */
  public static final String REPEATED_KEYS = "repeatedKeys";

  /** Executions that asked by the API for keys that the server makes. */
  public static final String KEYS_WANTED = "keysWanted";

  /** When it was first seen. */
  public static final String FIRST = "first";

  /** When it was last seen. */
  public static final String LAST = "last";

  /** The unit of a number. */
  public enum Measure {
    /** Things that are counted. */
    COUNT(value -> String.format(Locale.ROOT, "%,.0f", value)),
    /** Of a table or a result. */
    ROWS(value -> String.format(Locale.ROOT, "%,.0f", value)),
    /** Bytes. */
    BYTES(Measure::bytes),
    /** Nanoseconds. */
    NANOSECONDS(value -> duration(Duration.ofNanos(Math.round(value)))),
    /** How many a minute. */
    PER_MINUTE(value -> String.format(Locale.ROOT, "%,.0f a minute", value)),
    /** From 0 to 1. */
    SHARE(value -> String.format(Locale.ROOT, "%.0f %%", 100 * value)),
    /** An instant, in milliseconds since 1970. */
    EPOCH_MILLIS(value -> Instant.ofEpochMilli(Math.round(value)).toString());

    private static final String[] BYTE_UNITS = {"bytes", "kB", "MB", "GB", "TB", "PB"};

    @SuppressWarnings("ImmutableEnumChecker") // It has no state.
    private final DoubleFunction<String> words;

    Measure(DoubleFunction<String> words) {
      this.words = words;
    }

    /**
     * A number of this unit as people read it: {@code 1,240}, {@code 49 ms}, {@code 1.2 GB} (of
     * 1,024 each, as PostgreSQL writes them), {@code 12 %}.
     */
    public String text(double value) {
      return words.apply(value);
    }

    /** The same with what is counted: {@code 1 row}, {@code 1,240 rows}. */
    public String text(double value, String noun) {
      String number = text(value);
      return number + " " + (number.equals("1") ? noun : noun + "s");
    }

    private static String bytes(double bytes) {
      double value = bytes;
      int unit = 0;
      while (value >= 1024 && unit < BYTE_UNITS.length - 1) {
        value /= 1024;
        unit++;
      }
      boolean fraction = unit > 0 && value < 9.95 && value != Math.rint(value);
      return String.format(Locale.ROOT, fraction ? "%.1f %s" : "%,.0f %s", value, BYTE_UNITS[unit]);
    }

    private static String duration(Duration duration) {
      double millis = duration.toNanos() / 1e6;
      if (millis < 1_000) {
        return String.format(
            Locale.ROOT,
            millis < 9.95 && millis != Math.rint(millis) ? "%.1f ms" : "%.0f ms",
            millis);
      }
      double seconds = millis / 1_000;
      if (seconds < 120) {
        return String.format(Locale.ROOT, seconds < 9.95 ? "%.1f s" : "%.0f s", seconds);
      }
      long whole = duration.toSeconds();
      if (whole < 2 * 3600) {
        return whole / 60 + " min";
      }
      return whole < 2 * 86_400 ? whole / 3600 + " h" : whole / 86_400 + " d";
    }
  }

  /** What becomes of two numbers of the same name. */
  public enum Merge {
    /** They are added up. */
    SUM(Double::sum),
    /** The larger stays. */
    MAXIMUM(Math::max),
    /** The smaller stays. */
    MINIMUM(Math::min),
    /** The newer stays. */
    LATEST((old, newer) -> newer);

    @SuppressWarnings("ImmutableEnumChecker") // It has no state.
    private final DoubleBinaryOperator rule;

    Merge(DoubleBinaryOperator rule) {
      this.rule = rule;
    }
  }

  /** A number of things that adds up. */
  public static Fact sum(String name, long value) {
    return new Fact(name, value, Measure.COUNT, true, Merge.SUM);
  }

  /** A number of things of which the largest matters. */
  public static Fact most(String name, long value) {
    return new Fact(name, value, Measure.COUNT, true, Merge.MAXIMUM);
  }

  /** A time that adds up. */
  public static Fact sum(String name, Duration value) {
    return new Fact(name, value.toNanos(), Measure.NANOSECONDS, true, Merge.SUM);
  }

  /** A time of which the longest matters. */
  public static Fact most(String name, Duration value) {
    return new Fact(name, value.toNanos(), Measure.NANOSECONDS, true, Merge.MAXIMUM);
  }

  /** The earliest instant. */
  public static Fact earliest(String name, Instant value) {
    return new Fact(name, value.toEpochMilli(), Measure.EPOCH_MILLIS, true, Merge.MINIMUM);
  }

  /** The latest instant. */
  public static Fact latest(String name, Instant value) {
    return new Fact(name, value.toEpochMilli(), Measure.EPOCH_MILLIS, true, Merge.MAXIMUM);
  }

  /** The number as people read it, such as {@code 49 ms}. */
  public String text() {
    return measure.text(value);
  }

  /** The same with what is counted: {@code 1 row}, {@code 1,240 rows}. */
  public String text(String noun) {
    return measure.text(value, noun);
  }

  /** The same number, as an estimate unless it is known to be exact. */
  public Fact exactIf(boolean known) {
    return new Fact(name, value, measure, known, merge);
  }

  /** Another number of the same. */
  public Fact withValue(double other) {
    return new Fact(name, other, measure, exact, merge);
  }

  /** The same number in another unit. */
  public Fact in(Measure other) {
    return new Fact(name, value, other, exact, merge);
  }

  /**
   * This and what was found later.
   *
   * @param later of the same name
   */
  Fact plus(Fact later) {
    double merged = merge.rule.applyAsDouble(value, later.value);
    boolean both = exact && later.exact;
    return new Fact(name, merged, measure, merge == Merge.LATEST ? later.exact : both, merge);
  }
}
