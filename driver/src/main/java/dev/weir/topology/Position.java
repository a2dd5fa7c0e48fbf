package dev.weir.topology;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place in the write-ahead log of a cluster. Its text is {@code timeline/LSN}, such as {@code
 * 1/16B3748}: the timeline as a decimal number, the LSN as one hexadecimal number of 64 bits.
 *
 * @param timeline on which the LSN means something; 0 if the place is not known
 * @param lsn the end of a record, in bytes, unsigned
 */
public record Position(int timeline, long lsn) {
  /** No place that could be compared with another. */
  public static final Position UNKNOWN = new Position(0, 0);

  private static final Pattern TEXT = Pattern.compile("(\\d{1,10})/([0-9A-Fa-f]{1,16})");

  /**
   * Reads what {@link #toString} writes.
   *
   * @param text anything
   * @return null if it is no place
   */
  public static @Nullable Position parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    long timeline = Long.parseLong(matcher.group(1));
    return timeline >>> 32 == 0
        ? new Position((int) timeline, Long.parseUnsignedLong(matcher.group(2), 16))
        : null;
  }

  /** The text; {@link #parse} reads it. */
  @Override
  public String toString() {
    return Integer.toUnsignedString(timeline)
        + "/"
        + Long.toHexString(lsn).toUpperCase(Locale.ROOT);
  }
}
