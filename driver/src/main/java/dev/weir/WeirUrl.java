package dev.weir;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A {@code jdbc:weir:postgresql://primary,replica1,replica2/db?..} URL with its properties, taken
 * apart: the servers' own URLs, what is Weir's ({@code weir.*}) and what is the driver's (all
 * else).
 *
 * @param servers the servers' URLs, the primary first, with what is the driver's in the URL given
 * @param reporting the URLs of the replicas for reports
 * @param endpoints the URLs of the reader endpoints
 * @param weir Weir's settings, by name without the prefix
 * @param driver the driver's properties
 */
record WeirUrl(
    List<String> servers,
    List<String> reporting,
    List<String> endpoints,
    Map<String, String> weir,
    Properties driver) {
  static final String PREFIX = "jdbc:weir:";

  private static final String SCHEME = PREFIX + "postgresql://";
  private static final String OWN = "weir.";

  /** Weir's settings, with what each takes. */
  enum Setting {
    NAME("name"),
    FRESHNESS("freshness"),
    REPORTING("reporting"),
    READER_ENDPOINT("readerEndpoint"),
    MONITOR_USER("monitorUser"),
    MONITOR_PASSWORD("monitorPassword"),
    ASSUME_REPLICA_LAG("assumeReplicaLag"),
    MAX_LAG("maxLag"),
    MONITOR_INTERVAL("monitorInterval"),
    CATALOG_INTERVAL("catalogInterval"),
    REPLICA_TIMEOUT("replicaTimeout"),
    REPORTING_STATEMENT_TIMEOUT("reportingStatementTimeout"),
    REPORTING_FETCH_SIZE("reportingFetchSize"),
    REPORTING_REPLICA_TIMEOUT("reportingReplicaTimeout"),
    WEIGHTS("weights"),
    SPILL_OVER("spillOver"),
    KEEP_LAGGARDS("keepLaggards"),
    POOL_SIZE("poolSize"),
    SHADOW("shadow"),
    TRANSACTION_POOLER("transactionPooler"),
    DETECT_STALE_READS("detectStaleReads"),
    STATEMENT_LOG("statementLog"),
    JMX("jmx");

    private final String key;

    Setting(String key) {
      this.key = key;
    }

    String key() {
      return key;
    }
  }

  /**
   * Takes a URL apart.
   *
   * @param url with the prefix
   * @param given properties beside the URL; those in the URL win, as with PostgreSQL's driver
   * @throws IllegalArgumentException if it is malformed, or has a setting of Weir's that there is
   *     not
   */
  static WeirUrl parse(String url, Properties given) {
    if (!url.startsWith(SCHEME)) {
      throw new IllegalArgumentException(
          "a URL of Weir begins with " + SCHEME + "primary,replica1,.. ; this does not");
    }
    int question = url.indexOf('?');
    String address = url.substring(SCHEME.length(), question < 0 ? url.length() : question);
    int slash = address.indexOf('/');
    String hosts = slash < 0 ? address : address.substring(0, slash);
    String database = slash < 0 ? "/" : address.substring(slash);
    Map<String, String> weir = new TreeMap<>();
    Properties driver = new Properties();
    for (String name : given.stringPropertyNames()) {
      put(name, given.getProperty(name), weir, driver);
    }
    StringJoiner parameters = new StringJoiner("&", "?", "").setEmptyValue("");
    if (question >= 0) {
      for (String pair : url.substring(question + 1).split("&", -1)) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals), "a name");
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        put(name, decode(value, "the value of " + name), weir, driver);
        if (driver.containsKey(name)) {
          parameters.add(pair);
        }
      }
    }
    return new WeirUrl(
        servers(
            hosts,
            database + parameters,
            "that follows " + SCHEME + " and ends before the database"),
        others(Setting.REPORTING, weir, database),
        others(Setting.READER_ENDPOINT, weir, database),
        weir,
        driver);
  }

  private static List<String> others(Setting setting, Map<String, String> weir, String database) {
    String hosts = weir.get(setting.key());
    return hosts == null ? List.of() : servers(hosts, database, "of weir." + setting.key());
  }

  private static List<String> servers(String hosts, String path, String where) {
    List<String> servers = new ArrayList<>();
    for (String host : hosts.split(",", -1)) {
      if (host.isBlank()) {
        throw new IllegalArgumentException("a host is missing in the list " + where);
      }
      servers.add("jdbc:postgresql://" + host + path);
    }
    return servers;
  }

  private static void put(String name, String value, Map<String, String> weir, Properties driver) {
    if (name.isEmpty()) {
      return;
    }
    if (name.startsWith(OWN)) {
      weir.put(known(name.substring(OWN.length())), value);
    } else {
      driver.setProperty(name, value);
    }
  }

  private static String known(String key) {
    String nearest = "";
    int least = Integer.MAX_VALUE;
    for (Setting setting : Setting.values()) {
      if (setting.key().equals(key)) {
        return key;
      }
      int distance = distance(key.toLowerCase(Locale.ROOT), setting.key().toLowerCase(Locale.ROOT));
      if (distance < least) {
        least = distance;
        nearest = setting.key();
      }
    }
    throw new IllegalArgumentException(
        "there is no setting weir." + key + "; the nearest is weir." + nearest);
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

  /** A setting, or null if it was not given. */
  @Nullable String get(Setting setting) {
    return weir.get(setting.key());
  }

  /**
   * A duration such as {@code 250ms}, {@code 10s}, {@code 1m}, or ISO's {@code PT0.25S}.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  static Duration duration(String name, String value) {
    try {
      if (value.endsWith("ms")) {
        return Duration.ofMillis(Long.parseLong(value.substring(0, value.length() - 2)));
      }
      if (value.startsWith("P")) {
        return Duration.parse(value);
      }
      long amount = Long.parseLong(value.substring(0, Math.max(0, value.length() - 1)));
      if (value.endsWith("s")) {
        return Duration.ofSeconds(amount);
      }
      if (value.endsWith("m")) {
        return Duration.ofMinutes(amount);
      }
    } catch (NumberFormatException | DateTimeParseException e) {
      throw malformed(name, value, e);
    }
    throw malformed(name, value, null);
  }

  /**
   * True or false.
   *
   * @throws IllegalArgumentException if it is neither
   */
  static boolean flag(String name, String value) {
    if (!value.equals("true") && !value.equals("false")) {
      throw new IllegalArgumentException(
          "weir." + name + " must be true or false; it is '" + value + "'");
    }
    return value.equals("true");
  }

  /**
   * A whole number of at least 1.
   *
   * @throws IllegalArgumentException if it is none
   */
  static int count(String name, String value) {
    if (!value.matches("0*[1-9][0-9]{0,8}")) {
      throw new IllegalArgumentException(
          "weir." + name + " must be a whole number of at least 1; it is '" + value + "'");
    }
    return Integer.parseInt(value);
  }

  /**
   * The weights of the replicas, in the order of the servers; 1 of each if they were not given.
   *
   * @throws IllegalArgumentException if there are not as many as replicas, or they are no numbers
   */
  List<Integer> weights() {
    String given = get(Setting.WEIGHTS);
    if (given == null) {
      return Collections.nCopies(servers.size() - 1, 1);
    }
    List<Integer> weights = new ArrayList<>();
    for (String weight : given.split(",", -1)) {
      weights.add(count(Setting.WEIGHTS.key(), weight.strip()));
    }
    if (weights.size() != servers.size() - 1) {
      throw new IllegalArgumentException(
          "weir.weights must have one for each replica: there are %d replicas and %d weights"
              .formatted(servers.size() - 1, weights.size()));
    }
    return weights;
  }

  private static IllegalArgumentException malformed(
      String name, String value, @Nullable Exception cause) {
    return new IllegalArgumentException(
        "weir." + name + " must be a duration such as 250ms, 10s or 1m; it is '" + value + "'",
        cause);
  }

  /** Without the exception that tells why not: it shows a part of the text. */
  private static String decode(String text, String what) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          what + " in the URL is not encoded: a % must be written as %25");
    }
  }

  /** Names no property's value: a password may be among them. */
  @Override
  public String toString() {
    return SCHEME + "..";
  }
}
