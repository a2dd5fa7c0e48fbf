package dev.weir.analyzer.spring;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.weir.WeirDataSource;
import dev.weir.analyzer.spring.Routing.Replica;
import dev.weir.consistency.Freshness;
import dev.weir.consistency.TokenStore;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a DataSource that routes out of one that does not. A pool of HikariCP that has not been
 * opened never is: its settings make a pool for each server. Any other becomes the primary's.
 */
final class RoutedDataSources {
  private static final Logger LOG = LoggerFactory.getLogger(RoutedDataSources.class);
  private static final String POSTGRESQL = "jdbc:postgresql:";
  private static final String WEIR = "jdbc:weir:";
  private static final String URL = "spring.datasource.url";

  private RoutedDataSources() {}

  /**
   * Makes it.
   *
   * @param name what logs and reports call it
   * @param primary the application's own
   * @param routing the other servers
   * @param property where that is set, for errors
   * @param tokens carries sessions to other processes; null if they stay here
   * @throws InvalidConfigurationException if it cannot work
   */
  static WeirDataSource route(
      String name,
      DataSource primary,
      Routing routing,
      String property,
      @Nullable TokenStore tokens) {
    HikariConfig settings = new HikariConfig();
    WeirDataSource.Builder builder;
    if (primary instanceof HikariDataSource pool && isUnopened(pool)) {
      pool.copyStateTo(settings);
      // Without Weir, too, the application starts before its database does, unless it asks for it.
      settings.setInitializationFailTimeout(-1);
      builder = described(name, settings.getJdbcUrl()).pool(settings);
    } else {
      builder = WeirDataSource.builder().primary(primary);
    }
    builder.name(name);
    if (tokens != null) {
      builder.tokenStore(tokens);
    }
    try {
      List<Replica> replicas = routing.replicas();
      for (int i = 0; i < replicas.size(); i++) {
        Replica replica = replicas.get(i);
        String url = server(builder, settings, replica, property + ".replicas[" + i + "]");
        builder.replica(url, replica.weight());
      }
      List<Replica> reporting = routing.reportingReplicas();
      for (int i = 0; i < reporting.size(); i++) {
        String setting = property + ".reporting-replicas[" + i + "]";
        builder.reportingReplica(server(builder, settings, reporting.get(i), setting));
      }
      Replica endpoint = routing.readerEndpoint();
      if (endpoint != null) {
        builder.readerEndpoint(server(builder, settings, endpoint, property + ".reader-endpoint"));
      }
      if (routing.freshness() != null) {
        builder.freshness(Freshness.parse(routing.freshness()));
      }
      if (routing.maxLag() != null) {
        builder.maxLag(routing.maxLag());
      }
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw new InvalidConfigurationException(
          "DataSource "
              + name
              + " cannot be routed as "
              + property
              + " wants it: "
              + e.getMessage(),
          "Correct the settings that begin with " + property + ".",
          e);
    }
  }

  /**
   * Whether a DataSource is a pool for a URL of Weir's, which is routed without further settings.
   */
  static boolean isForUrl(DataSource dataSource) {
    return dataSource instanceof HikariDataSource pool
        && isUnopened(pool)
        && pool.getJdbcUrl().startsWith(WEIR);
  }

  private static boolean isUnopened(HikariDataSource pool) {
    return pool.getJdbcUrl() != null && !pool.isRunning();
  }

  private static WeirDataSource.Builder described(String name, String whole) {
    String url = withoutAnalysis(whole);
    if (!url.equals(whole)) {
      LOG.warn(
          "{} - weir.analyze in its URL is not used: in Spring Boot it is weir.analyzer.mode that"
              + " says how the application is analyzed",
          name);
    }
    if (!url.startsWith(WEIR)) {
      return WeirDataSource.builder().primary(postgresql(url, URL));
    }
    try {
      return WeirDataSource.builder(url);
    } catch (IllegalArgumentException e) {
      throw new InvalidConfigurationException(
          URL + " cannot be used: " + e.getMessage(), "Correct it: docs/options.md has all.", e);
    }
  }

  /** A URL without what it says to the analyzer, so that there is one analyzer, and one rule. */
  static String withoutAnalysis(String url) {
    int query = url.indexOf('?');
    if (query < 0) {
      return url;
    }
    String rest =
        Arrays.stream(url.substring(query + 1).split("&", -1))
            .filter(each -> !each.startsWith("weir.analyze"))
            .collect(Collectors.joining("&"));
    return url.substring(0, query) + (rest.isEmpty() ? "" : "?" + rest);
  }

  /** The URL of a server; its credentials, if it has some of its own, are those of its pool. */
  private static String server(
      WeirDataSource.Builder builder, HikariConfig settings, Replica replica, String property) {
    String url = postgresql(replica.url(), property + ".url");
    if (replica.username() != null || replica.password() != null) {
      HikariConfig own = new HikariConfig();
      settings.copyStateTo(own);
      if (replica.username() != null) {
        own.setUsername(replica.username());
      }
      if (replica.password() != null) {
        own.setPassword(replica.password());
      }
      builder.pool(url, own);
    }
    return url;
  }

  /** Without more of the URL than its kind: a password may be in it. */
  private static String postgresql(@Nullable String url, String property) {
    if (url == null || url.isBlank()) {
      throw new InvalidConfigurationException(
          property + " is missing",
          "Give the URL of this server, or remove the other settings of it.",
          null);
    }
    if (!url.startsWith(POSTGRESQL)) {
      String kind = url.substring(0, Math.min(url.length(), Math.max(0, url.indexOf(':', 5)) + 1));
      throw new InvalidConfigurationException(
          property
              + " must begin with "
              + POSTGRESQL
              + "//, as Weir routes PostgreSQL only; it begins with '"
              + kind
              + "'",
          "Give a URL of PostgreSQL, or remove the replicas of this DataSource.",
          null);
    }
    return url;
  }
}
