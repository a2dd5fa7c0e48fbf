package dev.weir.consistency;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How fresh a read must be: the contract between a caller and the replicas. Immutable; thread-safe.
 *
 * <table>
 * <caption>The contracts</caption>
 * <tr><th>contract</th><th>a read goes to</th></tr>
 * <tr><td>{@link #PRIMARY}</td><td>the primary</td></tr>
 * <tr><td>{@link #OWN_WRITES}, the default</td><td>a replica that has every write that this
 * DataSource committed to the tables it reads; else the primary</td></tr>
 * <tr><td>{@link #bounded}</td><td>a replica that has every write of this DataSource older than the
 * bound, whatever has been written since; else the primary</td></tr>
 * <tr><td>{@link #ANY}</td><td>a replica that streams and is not further behind than {@code
 * maxLag}, whatever has been written; else the primary</td></tr>
 * <tr><td>{@link #REPORTING}</td><td>a replica that was declared for reports, however far behind;
 * else nowhere: the statement fails, and the primary is spared</td></tr>
 * </table>
 *
 * <p>Three ways to choose it, the strongest first:
 *
 * <ol>
 *   <li>for a statement, a hint in its text, in the words of {@link #parse}: {@code /*+ weir:
 *       bounded 250ms *}{@code /}
 *   <li>for what a thread executes, a scope: {@link FreshnessScope}
 *   <li>for all of a DataSource: a setting of it
 * </ol>
 *
 * <p>These choose how fresh a read is, and nothing else. What can only run on the primary (writes,
 * and all that may write; transactions that are not read-only; pinned connections) runs there:
 *
 * <ul>
 *   <li>A scope, or the setting of the DataSource, does not apply to it.
 *   <li>A hint that asks for less than the primary gives ({@code bounded}, {@code any}, {@code
 *       reporting}) contradicts it, and is an error: of a statement whose text or call writes,
 *       locks or changes something; in a transaction that is not read-only; on a pinned connection.
 *       A read of which only the catalogue, or a replica, tells that it needs the primary runs
 *       there.
 *   <li>A read-only transaction has the contract of its first statement until it ends. Scopes that
 *       are opened later do not apply to it, and a hint that asks for another contract is an error.
 * </ul>
 *
 * <p>A DataSource that has one server only has no choice: every contract is kept by the primary.
 *
 * @param kind which contract
 * @param bound of {@link Kind#BOUNDED}: how old the data may be; zero of all others
 * @param catchUpWait how long a read may wait for a replica to catch up before it goes to the
 *     primary; zero: not at all. See {@link #waitingUpTo}
 */
public record Freshness(Kind kind, Duration bound, Duration catchUpWait) {
  /** The contracts. */
  public enum Kind {
    /** The primary's. */
    PRIMARY,
    /** At least the writes of this DataSource. */
    OWN_WRITES,
    /** Not older than a bound. */
    BOUNDED,
    /** Whatever a replica has that is not left behind. */
    ANY,
    /** Whatever a reporting replica has. */
    REPORTING
  }

  private static final Duration LONGEST_BOUND = Duration.ofDays(1);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
  private static final String DURATION = "(\\d{1,9}(?:ms|s|m|h)|p\\S+)";
  private static final Pattern TEXT =
      Pattern.compile(
          "(primary|own_writes|any|reporting|bounded\\s+%s)(?:\\s+wait\\s+%s)?"
              .formatted(DURATION, DURATION));

  /** Reads on the primary. */
  public static final Freshness PRIMARY = of(Kind.PRIMARY, Duration.ZERO);

  /** A read sees every write that this DataSource committed before it began. */
  public static final Freshness OWN_WRITES = of(Kind.OWN_WRITES, Duration.ZERO);

  /** A read sees what a replica has that streams and is within {@code maxLag}. */
  public static final Freshness ANY = of(Kind.ANY, Duration.ZERO);

  /**
   * A read goes to a replica that was declared for reports. While none of these is there the
   * statement fails: reports are what the primary is to be spared. Freshness is no part of it.
   */
  public static final Freshness REPORTING = of(Kind.REPORTING, Duration.ZERO);

  /**
   * Rejects what cannot be.
   *
   * @throws IllegalArgumentException if the bound is negative or above a day, or is not zero where
   *     there is none; or the wait is negative or above a minute, or is not zero where there is
   *     nothing to wait for
   */
  public Freshness {
    Objects.requireNonNull(kind, "kind");
    within("the bound of a read", bound, kind == Kind.BOUNDED ? LONGEST_BOUND : Duration.ZERO);
    boolean waits = kind == Kind.OWN_WRITES || kind == Kind.BOUNDED;
    if (!waits && !catchUpWait.isZero()) {
      throw new IllegalArgumentException(
          word(kind) + " waits for no replica; own_writes and bounded may");
    }
    within("the wait for a replica", catchUpWait, LONGEST_WAIT);
  }

  private static Freshness of(Kind kind, Duration bound) {
    return new Freshness(kind, bound, Duration.ZERO);
  }

  private static void within(String what, Duration value, Duration most) {
    if (value.isNegative() || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          what + " must be from 0 ms to " + most.toMillis() + " ms; it is " + inMillis(value));
    }
  }

  /** A Duration may be too long to be counted in milliseconds. */
  private static String inMillis(Duration value) {
    return value.abs().compareTo(Duration.ofDays(365_000)) > 0
        ? value.toString()
        : value.toMillis() + " ms";
  }

  /**
   * A read goes to a replica only if every write that this DataSource saw committed longer ago than
   * this is visible on it. The bound takes the place of {@code maxLag}, be it shorter or longer.
   * The servers are sampled four times within the shortest bound in use, but at most every 10 ms:
   * reads with a bound below 20 ms are the primary's for the most part, those with 0 all.
   *
   * @param bound from 0 to 1 day
   * @throws IllegalArgumentException if it is not
   */
  public static Freshness bounded(Duration bound) {
    return of(Kind.BOUNDED, bound);
  }

  /**
   * The same contract, of which a read that no replica can serve yet waits until one can, or for so
   * long at most; then it goes to the primary. It waits only if there is a replica that may catch
   * up: one that streams within {@code maxLag}.
   *
   * @param wait from 0 (do not wait) to 1 min
   * @throws IllegalArgumentException if it is not, or if the contract is neither OWN_WRITES nor
   *     bounded
   */
  public Freshness waitingUpTo(Duration wait) {
    return new Freshness(kind, bound, wait);
  }

  /**
   * Reads what {@link #toString} writes: {@code primary}, {@code own_writes}, {@code bounded
   * 250ms}, {@code any} or {@code reporting}; of {@code own_writes} and {@code bounded 250ms}
   * {@code wait 100ms} may follow. Durations are {@code 250ms}, {@code 10s}, {@code 1m}, {@code 1h}
   * or ISO's {@code PT0.25S}. Case does not matter.
   *
   * @param text as in a hint
   * @throws IllegalArgumentException if it is none of these; the message says what is allowed
   */
  public static Freshness parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw notUnderstood(text, null);
    }
    String bound = matcher.group(2);
    String wait = matcher.group(3);
    try {
      String name = bound == null ? matcher.group(1) : "bounded";
      return new Freshness(
          Kind.valueOf(name.toUpperCase(Locale.ROOT)), duration(bound), duration(wait));
    } catch (DateTimeParseException e) {
      throw notUnderstood(text, e);
    }
  }

  private static IllegalArgumentException notUnderstood(
      String text, @Nullable DateTimeParseException cause) {
    return new IllegalArgumentException(
        "'"
            + text
            + "' is no freshness; it can be primary, own_writes, bounded 250ms, any or reporting,"
            + " and of own_writes and bounded 250ms, wait 100ms may follow",
        cause);
  }

  private static Duration duration(@Nullable String text) {
    if (text == null) {
      return Duration.ZERO;
    }
    if (text.startsWith("p")) {
      return Duration.parse(text);
    }
    int digits = text.endsWith("ms") ? text.length() - 2 : text.length() - 1;
    long amount = Long.parseLong(text.substring(0, digits));
    return switch (text.substring(digits)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }

  /** In the words of a hint; {@link #parse} reads it. */
  @Override
  public String toString() {
    return word(kind)
        + (kind == Kind.BOUNDED ? " " + text(bound) : "")
        + (catchUpWait.isZero() ? "" : " wait " + text(catchUpWait));
  }

  private static String word(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static String text(Duration duration) {
    if (duration.toNanosPart() % 1_000_000 != 0) {
      return duration.toString();
    }
    return duration.toNanosPart() == 0 && !duration.isZero()
        ? duration.toSeconds() + "s"
        : duration.toMillis() + "ms";
  }
}
