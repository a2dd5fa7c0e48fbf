package dev.weir;

import dev.weir.consistency.Freshness;
import dev.weir.route.SpillOver;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Weir's settings that have a text: in a URL, among a driver's properties, or given to {@link
 * WeirDataSource.Builder#setting}. Each is called as the builder's method is.
 */
@SuppressWarnings("ImmutableEnumChecker") // What reads a text has no state.
enum Setting {
  NAME(
      "name",
      "weir",
      "what logs, threads, pools and events call the DataSource",
      text(WeirDataSource.Builder::name)),
  FRESHNESS(
      "freshness",
      "own_writes",
      "how fresh reads are: primary, own_writes, bounded 250ms, any, reporting; .. wait 100ms",
      parsed(Freshness::parse, WeirDataSource.Builder::freshness)),
  MAX_LAG(
      "maxLag",
      "10s",
      "beyond which a replica gets no reads",
      duration(WeirDataSource.Builder::maxLag)),
  REPORTING_REPLICA("reportingReplica", null, "hosts of replicas for reports: db4,db5", null),
  READER_ENDPOINT("readerEndpoint", null, "hosts that hide several replicas each", null),
  WEIGHTS("weights", null, "of the replicas, from 1 to 1000: 3,1", null),
  POOL_SIZE(
      "poolSize",
      "10",
      "how many connections each server's pool has at most",
      count(WeirDataSource.Builder::poolSize)),
  REPLICA_TIMEOUT(
      "replicaTimeout",
      "500ms",
      "how long a read waits for a replica's connection",
      duration(WeirDataSource.Builder::replicaTimeout)),
  SPILL_OVER(
      "spillOver",
      null,
      "how many reads the primary takes over at most: 8, 8 lagging 60s wait 500ms",
      parsed(SpillOver::parse, WeirDataSource.Builder::spillOver)),
  KEEP_LAGGARDS(
      "keepLaggards",
      "0",
      "how many replicas serve reads of any when all are beyond maxLag",
      amount(WeirDataSource.Builder::keepLaggards)),
  REPORTING_STATEMENT_TIMEOUT(
      "reportingStatementTimeout",
      null,
      "after which the server ends a report",
      duration(WeirDataSource.Builder::reportingStatementTimeout)),
  REPORTING_FETCH_SIZE(
      "reportingFetchSize",
      "0",
      "how many rows a report fetches at once",
      amount(WeirDataSource.Builder::reportingFetchSize)),
  REPORTING_REPLICA_TIMEOUT(
      "reportingReplicaTimeout",
      null,
      "how long a report waits for a replica",
      duration(WeirDataSource.Builder::reportingReplicaTimeout)),
  MONITOR_USER(
      "monitorUser", null, "the monitor's user", text(WeirDataSource.Builder::monitorUser)),
  MONITOR_PASSWORD(
      "monitorPassword",
      null,
      "the monitor's password",
      text(WeirDataSource.Builder::monitorPassword)),
  MONITOR_INTERVAL(
      "monitorInterval",
      "1s",
      "how often servers are asked when nothing is written",
      duration(WeirDataSource.Builder::monitorInterval)),
  ASSUME_REPLICA_LAG(
      "assumeReplicaLag",
      null,
      "how far behind replicas are that do not tell",
      duration(WeirDataSource.Builder::assumeReplicaLag)),
  CATALOG_INTERVAL(
      "catalogInterval",
      "1m",
      "how often the catalogue is read again",
      duration(WeirDataSource.Builder::catalogInterval)),
  PLAN_CACHE_BYTES(
      "planCacheBytes",
      "16777216",
      "how much memory the plans of statements take",
      amount(WeirDataSource.Builder::planCacheBytes)),
  TRANSACTION_POOLER(
      "transactionPooler",
      "false",
      "the servers are behind a pooler in transaction mode",
      flag(WeirDataSource.Builder::transactionPooler)),
  SHADOW(
      "shadow",
      "false",
      "decide all, run all on the primary",
      flag(WeirDataSource.Builder::shadow)),
  DETECT_STALE_READS(
      "detectStaleReads",
      "false",
      "log reads that may have missed a write",
      flag(WeirDataSource.Builder::detectStaleReads)),
  STATEMENT_LOG(
      "statementLog",
      "false",
      "log each statement with its values",
      flag(WeirDataSource.Builder::statementLog)),
  JMX("jmx", "false", "show the numbers by JMX", flag(WeirDataSource.Builder::jmx)),
  CLOSE_TIMEOUT(
      "closeTimeout",
      "5s",
      "how long close() lets what runs go on",
      duration(WeirDataSource.Builder::closeTimeout)),
  LINGER("linger", "30s", "how long a URL's DataSource outlives its last connection", null);

  private static final String PREFIX = "weir.";

  private final String option;
  private final @Nullable String standard;
  private final String description;
  private final @Nullable Reader reader;

  Setting(String option, @Nullable String standard, String description, @Nullable Reader reader) {
    this.option = option;
    this.standard = standard;
    this.description = description;
    this.reader = reader;
  }

  /** Takes a text to where it belongs. */
  @FunctionalInterface
  private interface Reader {
    void read(String key, String text, WeirDataSource.Builder builder);
  }

  /** Its name, as it is given. */
  String key() {
    return PREFIX + option;
  }

  /** The text of its default; null if it has none. */
  @Nullable String standard() {
    return standard;
  }

  /** What it says, in a few words. */
  String description() {
    return description;
  }

  /** Whether only a URL has it: its text is a part of the list of servers, or of no DataSource. */
  boolean isOfUrl() {
    return reader == null;
  }

  /** Whether it is true or false. */
  boolean isFlag() {
    return "false".equals(standard);
  }

  /** The one of this name; null if there is none. */
  static @Nullable Setting of(String key) {
    for (Setting setting : values()) {
      if (setting.key().equals(key)) {
        return setting;
      }
    }
    return null;
  }

  /**
   * Hands its value to a builder.
   *
   * @throws IllegalArgumentException if the text is none of its values
   */
  void apply(String text, WeirDataSource.Builder builder) {
    if (reader == null) {
      throw new IllegalArgumentException(key() + " is for URLs; the builder has it otherwise");
    }
    reader.read(key(), text, builder);
  }

  private static Reader text(BiConsumer<WeirDataSource.Builder, String> option) {
    return (key, text, builder) -> option.accept(builder, text);
  }

  private static Reader duration(BiConsumer<WeirDataSource.Builder, Duration> option) {
    return (key, text, builder) -> option.accept(builder, duration(key, text));
  }

  private static Reader flag(BiConsumer<WeirDataSource.Builder, Boolean> option) {
    return (key, text, builder) -> option.accept(builder, flag(key, text));
  }

  private static Reader count(BiConsumer<WeirDataSource.Builder, Integer> option) {
    return (key, text, builder) -> option.accept(builder, count(key, text));
  }

  private static Reader amount(BiConsumer<WeirDataSource.Builder, Integer> option) {
    return (key, text, builder) -> option.accept(builder, number(key, text, 0));
  }

  private static <T> Reader parsed(
      Function<String, T> parser, BiConsumer<WeirDataSource.Builder, T> option) {
    return (key, text, builder) -> {
      T value;
      try {
        value = parser.apply(text);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
      }
      option.accept(builder, value);
    };
  }

  /**
   * A duration such as {@code 250ms}, {@code 10s}, {@code 1m}, or ISO's {@code PT0.25S}; {@code 0}
   * needs no unit.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  static Duration duration(String key, String text) {
    try {
      if (text.equals("0")) {
        return Duration.ZERO;
      }
      if (text.endsWith("ms")) {
        return Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)));
      }
      if (text.startsWith("P")) {
        return Duration.parse(text);
      }
      long amount = Long.parseLong(text.substring(0, Math.max(0, text.length() - 1)));
      if (text.endsWith("s")) {
        return Duration.ofSeconds(amount);
      }
      if (text.endsWith("m")) {
        return Duration.ofMinutes(amount);
      }
    } catch (NumberFormatException | DateTimeParseException | ArithmeticException e) {
      throw malformed(key, "a duration such as 250ms, 10s or 1m", text, e);
    }
    throw malformed(key, "a duration such as 250ms, 10s or 1m", text, null);
  }

  /**
   * True or false.
   *
   * @throws IllegalArgumentException if it is neither
   */
  static boolean flag(String key, String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw malformed(key, "true or false", text, null);
    }
    return text.equals("true");
  }

  /**
   * A whole number of at least 1.
   *
   * @throws IllegalArgumentException if it is none
   */
  static int count(String key, String text) {
    return number(key, text, 1);
  }

  private static int number(String key, String text, int least) {
    int number = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
    if (number < least) {
      throw malformed(key, "a whole number of at least " + least, text, null);
    }
    return number;
  }

  private static IllegalArgumentException malformed(
      String key, String allowed, String text, @Nullable Exception cause) {
    return new IllegalArgumentException(
        key + " must be " + allowed + "; it is '" + text + "'", cause);
  }

  /** What to say of a name that there is not. */
  static IllegalArgumentException unknown(String key, Collection<String> there) {
    String nearest =
        there.stream()
            .min(Comparator.comparingInt(other -> distance(lower(key), lower(other))))
            .map(other -> "; the nearest is " + other)
            .orElse("");
    return new IllegalArgumentException("there is no setting " + key + nearest);
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** Levenshtein's distance. */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int change = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[other.length()];
  }
}
