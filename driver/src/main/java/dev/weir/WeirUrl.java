package dev.weir;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A {@code jdbc:weir:postgresql://primary,replica1,replica2/db?..} URL with its properties, taken
 * apart: the servers' own URLs, what is Weir's ({@code weir.*}) and what is the driver's (all
 * else). Where no host is named, there is one server, where the driver has it.
 *
 * @param servers the servers' URLs, the primary first, with what is the driver's in the URL given
 * @param reporting the URLs of the replicas for reports
 * @param endpoints the URLs of the reader endpoints
 * @param weir Weir's settings, by name; not all need be such as there are
 * @param driver the driver's properties
 */
record WeirUrl(
    List<String> servers,
    List<String> reporting,
    List<String> endpoints,
    Map<String, String> weir,
    Properties driver) {
  static final String PREFIX = "jdbc:weir:";

  private static final String SCHEME = PREFIX + "postgresql:";
  private static final String HOSTS = "//";
  private static final String DRIVERS = "jdbc:postgresql:";
  private static final String OWN = "weir.";

  /** The driver's word for which of several hosts it wants: Weir finds their roles itself. */
  private static final String ROLE = "targetServerType";

  private static final Set<String> STANDBYS_ONLY = Set.of("secondary", "slave");

  /** How long a DataSource outlives its last connection. */
  private static final Duration LINGER = Duration.ofSeconds(30);

  /**
   * Takes a URL apart.
   *
   * @param url with the prefix
   * @param given properties beside the URL; those in the URL win, as with PostgreSQL's driver
   * @throws IllegalArgumentException if it is malformed
   */
  static WeirUrl parse(String url, Properties given) {
    if (!url.startsWith(SCHEME)) {
      throw new IllegalArgumentException(
          "a URL of Weir begins with " + SCHEME + "//primary,replica1,.. ; this does not");
    }
    int question = url.indexOf('?');
    String address = url.substring(SCHEME.length(), question < 0 ? url.length() : question);
    boolean hosted = address.startsWith(HOSTS);
    int slash = hosted ? address.indexOf('/', HOSTS.length()) : -1;
    String hosts =
        hosted ? address.substring(HOSTS.length(), slash < 0 ? address.length() : slash) : "";
    String database = slash < 0 ? "/" + (hosted ? "" : address) : address.substring(slash);
    Map<String, String> weir = new TreeMap<>();
    Properties driver = new Properties();
    for (String name : given.stringPropertyNames()) {
      put(name, given.getProperty(name), weir, driver);
    }
    Map<String, String> pairs = new LinkedHashMap<>();
    if (question >= 0) {
      for (String pair : url.substring(question + 1).split("&", -1)) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals), "a name");
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        put(name, decode(value, "the value of " + name), weir, driver);
        if (driver.containsKey(name)) {
          pairs.merge(name, pair, (one, other) -> one + "&" + other);
        }
      }
    }
    if (hosts.contains(",")
        || weir.containsKey(Setting.REPORTING_REPLICA.key())
        || weir.containsKey(Setting.READER_ENDPOINT.key())) {
      checkRole(driver.getProperty(ROLE));
      driver.remove(ROLE);
      pairs.remove(ROLE);
    }
    String parameters = pairs.isEmpty() ? "" : "?" + String.join("&", pairs.values());
    return new WeirUrl(
        hosts.isEmpty()
            ? List.of(DRIVERS + address + parameters) // The driver knows where that is.
            : servers(
                hosts,
                database + parameters,
                "that follows " + SCHEME + HOSTS + " and ends before the database"),
        others(Setting.REPORTING_REPLICA, weir, database),
        others(Setting.READER_ENDPOINT, weir, database),
        weir,
        driver);
  }

  private static void checkRole(@Nullable String role) {
    if (role != null && STANDBYS_ONLY.contains(role.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(
          "%s=%s cannot be with several servers: Weir writes to the primary, and reads from replicas"
                  .formatted(ROLE, role)
              + " by itself; leave it out");
    }
  }

  private static List<String> others(Setting setting, Map<String, String> weir, String database) {
    String hosts = weir.get(setting.key());
    return hosts == null ? List.of() : servers(hosts, database, "of " + setting.key());
  }

  private static List<String> servers(String hosts, String path, String where) {
    List<String> servers = new ArrayList<>();
    for (String host : hosts.split(",", -1)) {
      if (host.isBlank()) {
        throw new IllegalArgumentException("a host is missing in the list " + where);
      }
      servers.add(DRIVERS + HOSTS + host + path);
    }
    return servers;
  }

  private static void put(String name, String value, Map<String, String> weir, Properties driver) {
    if (name.isEmpty()) {
      return;
    }
    if (name.startsWith(OWN)) {
      weir.put(name, value);
    } else {
      driver.setProperty(name, value);
    }
  }

  /** A setting, or null if it was not given. */
  @Nullable String get(Setting setting) {
    return weir.get(setting.key());
  }

  /** How long the DataSource is kept after its last connection. */
  Duration linger() {
    String given = get(Setting.LINGER);
    Duration linger = given == null ? LINGER : Setting.duration(Setting.LINGER.key(), given);
    if (linger.isNegative()) {
      throw new IllegalArgumentException(
          "weir.linger must be at least 0 s; it is " + linger.toMillis() + " ms");
    }
    return linger;
  }

  /**
   * Tells a builder the servers, and Weir's settings but for those that are the URL's own.
   *
   * @throws IllegalArgumentException if a setting has no such value
   */
  void describe(WeirDataSource.Builder builder) {
    builder.primary(servers.get(0));
    List<Integer> weights = weights();
    for (int i = 0; i < weights.size(); i++) {
      builder.replica(servers.get(i + 1), weights.get(i));
    }
    reporting.forEach(builder::reportingReplica);
    endpoints.forEach(builder::readerEndpoint);
    weir.forEach(
        (key, text) -> {
          Setting setting = Setting.of(key);
          if (setting == null || !setting.isOfUrl()) {
            builder.setting(key, text);
          }
        });
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
      weights.add(Setting.count(Setting.WEIGHTS.key(), weight.strip()));
    }
    if (weights.size() != servers.size() - 1) {
      throw new IllegalArgumentException(
          "weir.weights must have one for each replica: there are %d replicas and %d weights"
              .formatted(servers.size() - 1, weights.size()));
    }
    return weights;
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
