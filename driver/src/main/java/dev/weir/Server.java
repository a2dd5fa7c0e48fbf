package dev.weir;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.weir.topology.Node;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.common.BaseDataSource;

/**
 * A server as the application names it: by URL, and Weir makes the pool; or by a DataSource, which
 * then is the pool.
 *
 * @param url null if a DataSource was given
 * @param given null if a URL was given
 * @param pool the settings of its pool, where Weir makes it
 * @param weight how much of the reads it gets, relative to the others
 * @param use what it is declared for
 */
record Server(
    @Nullable String url, @Nullable DataSource given, HikariConfig pool, int weight, Node.Use use) {
  private static final int GREATEST_WEIGHT = 1_000;

  Server {
    if (weight < 1 || weight > GREATEST_WEIGHT) {
      throw new IllegalArgumentException(
          "the weight of a replica must be from 1 to " + GREATEST_WEIGHT + "; it is " + weight);
    }
  }

  static Server of(String url) {
    if (!url.startsWith("jdbc:")) {
      throw new IllegalArgumentException("a server's URL must begin with jdbc: ; this does not");
    }
    if (address(url).contains("@")) {
      // PostgreSQL's driver would take it for a host, and tell everybody that there is none.
      throw new IllegalArgumentException(
          "a server's URL has user and password behind the address: ?user=..&password=.. ; this has"
              + " an @ in it");
    }
    return new Server(url, null, new HikariConfig(), 1, Node.Use.ANYTHING);
  }

  private static String address(String url) {
    int slashes = url.indexOf("//");
    return slashes < 0 ? "" : url.substring(slashes + 2).split("[/?]", 2)[0];
  }

  /** Its host and port, or hosts and ports, for people; empty if they are not known. */
  String address() {
    String known = given instanceof HikariDataSource made ? made.getJdbcUrl() : url;
    String address = known == null ? "" : address(known);
    return address.isEmpty() || address.matches(".*:\\d+") ? address : address + ":5432";
  }

  static Server of(DataSource given) {
    return new Server(
        null,
        Objects.requireNonNull(given, "the DataSource must not be null"),
        new HikariConfig(),
        1,
        Node.Use.ANYTHING);
  }

  /** The server of a DataSource that was given, by URL; null if that does not tell. */
  @Nullable Server pastPool() {
    HikariConfig settings = given instanceof HikariDataSource made ? made : new HikariConfig();
    String there = given instanceof HikariDataSource made ? made.getJdbcUrl() : null;
    DataSource below = given instanceof HikariDataSource made ? made.getDataSource() : given;
    if (below instanceof BaseDataSource driver) {
      there = driver.getURL();
      if (settings != given) {
        settings.setUsername(driver.getUser());
        settings.setPassword(driver.getPassword());
      }
    }
    return there == null || !there.startsWith("jdbc:postgresql:")
        ? null
        : of(there).pooled(settings);
  }

  /** The same server, with other settings for its pool. */
  Server pooled(HikariConfig settings) {
    return new Server(url, given, settings, weight, use);
  }

  /** The same server, with a weight from 1 to 1000. */
  Server weighing(int weight) {
    return new Server(url, given, pool, weight, use);
  }

  /** The same server, for something else. */
  Server declared(Node.Use other) {
    return new Server(url, given, pool, weight, other);
  }

  /** The same server with a parameter in its URL, unless that has it. */
  Server by(String parameter, String value) {
    if (url == null || url.contains("?" + parameter + "=") || url.contains("&" + parameter + "=")) {
      return this;
    }
    return at(url + (url.contains("?") ? '&' : '?') + parameter + '=' + value);
  }

  /** The same server without these parameters in its URL, where they win over properties. */
  Server without(Set<String> parameters) {
    int question = url == null ? -1 : url.indexOf('?');
    if (url == null || question < 0) {
      return this;
    }
    return at(
        Stream.of(url.substring(question + 1).split("&", -1))
            .filter(pair -> !parameters.contains(pair.split("=", 2)[0]))
            .collect(Collectors.joining("&", url.substring(0, question + 1), "")));
  }

  private Server at(String other) {
    return new Server(other, null, pool, weight, use);
  }

  boolean reporting() {
    return use == Node.Use.REPORTS;
  }

  /** Not the URL: a password may be in it. */
  @Override
  public String toString() {
    return "Server[" + use + "]";
  }
}
