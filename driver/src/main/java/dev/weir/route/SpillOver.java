package dev.weir.route;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How many reads may fall on the primary at once only because no replica serves them, and what
 * becomes of the others. Reads that must see a write which no replica has yet are the primary's,
 * and are not counted. Immutable.
 *
 * @param most so many at once, from 0
 * @param lag when there are as many: a replica that is behind by more than {@code maxLag}, and by
 *     at most this, serves the read; zero: none does. The read sees the writes that it was to see
 *     all the same, and a bound of its own ({@code bounded}) is kept
 * @param longestWait if there is none: so long the read waits for its turn, or for a replica; then
 *     it fails
 */
public record SpillOver(int most, Duration lag, Duration longestWait) {
  private static final Duration LONGEST_LAG = Duration.ofDays(1);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
  private static final Pattern TEXT =
      Pattern.compile("(\\d{1,9})(?:\\s+lagging\\s+(\\S+))?(?:\\s+wait\\s+(\\S+))?");

  /** As many as there are. */
  public static final SpillOver UNLIMITED =
      new SpillOver(Integer.MAX_VALUE, Duration.ZERO, Duration.ZERO);

  /**
   * Rejects what cannot be.
   *
   * @throws IllegalArgumentException if a value is negative, the lag above a day, or the wait above
   *     a minute
   */
  public SpillOver {
    if (most < 0) {
      throw new IllegalArgumentException(
          "so many reads may spill over to the primary, from 0; it is " + most);
    }
    within("the lag of a replica that serves instead of the primary", lag, LONGEST_LAG);
    within("the wait of a read that would spill over", longestWait, LONGEST_WAIT);
  }

  private static void within(String what, Duration value, Duration longest) {
    if (value.isNegative() || value.compareTo(longest) > 0) {
      throw new IllegalArgumentException(
          "%s must be from 0 ms to %d ms; it is %s".formatted(what, longest.toMillis(), value));
    }
  }

  /**
   * A cap; a read beyond it fails at once, with an {@link
   * java.sql.SQLTransientConnectionException}.
   *
   * @param reads at once, from 0
   */
  public static SpillOver atMost(int reads) {
    return new SpillOver(reads, Duration.ZERO, Duration.ZERO);
  }

  /**
   * The same cap; a read beyond it goes to a replica that is behind.
   *
   * @param lag of the replica at most; longer than {@code maxLag}, up to a day
   */
  public SpillOver orLagging(Duration lag) {
    return new SpillOver(most, lag, longestWait);
  }

  /**
   * The same cap; a read beyond it waits before it fails.
   *
   * @param wait at most, up to a minute
   */
  public SpillOver waitingUpTo(Duration wait) {
    return new SpillOver(most, lag, wait);
  }

  /** Whether there is no cap. */
  public boolean isUnlimited() {
    return most == Integer.MAX_VALUE;
  }

  /**
   * Reads what {@link #toString} writes: {@code unlimited}, {@code 8}, {@code 8 wait 500ms}, {@code
   * 8 lagging 60s}, {@code 8 lagging 60s wait 500ms}; durations in ms or s, or ISO's {@code
   * PT0.5S}.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  public static SpillOver parse(String text) {
    String trimmed = text.strip();
    if (trimmed.equalsIgnoreCase("unlimited")) {
      return UNLIMITED;
    }
    Matcher parts = TEXT.matcher(trimmed.toLowerCase(Locale.ROOT));
    if (!parts.matches()) {
      throw malformed(text, null);
    }
    try {
      return new SpillOver(
          Integer.parseInt(parts.group(1)), duration(parts.group(2)), duration(parts.group(3)));
    } catch (NumberFormatException | DateTimeParseException e) {
      throw malformed(text, e);
    }
  }

  private static Duration duration(@Nullable String text) {
    if (text == null) {
      return Duration.ZERO;
    }
    if (text.endsWith("ms")) {
      return Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)));
    }
    return text.startsWith("p")
        ? Duration.parse(text)
        : Duration.ofSeconds(
            Long.parseLong(text.endsWith("s") ? text.substring(0, text.length() - 1) : "none"));
  }

  private static IllegalArgumentException malformed(String text, @Nullable Exception cause) {
    return new IllegalArgumentException(
        "such as 8, 8 wait 500ms, 8 lagging 60s, or unlimited; it is '" + text + "'", cause);
  }

  @Override
  public String toString() {
    return isUnlimited()
        ? "unlimited"
        : most
            + (lag.isZero() ? "" : " lagging " + lag.toMillis() + "ms")
            + (longestWait.isZero() ? "" : " wait " + longestWait.toMillis() + "ms");
  }
}
