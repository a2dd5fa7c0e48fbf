package dev.weir;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.weir.consistency.Freshness;
import dev.weir.route.SpillOver;
import dev.weir.topology.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The servers of a DataSource as the application names them, with what cannot work with them.
 *
 * @param all the primary first
 */
record Servers(List<Server> all) {
  private static final String PREPARE_THRESHOLD = "prepareThreshold";

  static Servers of(Server primary, List<Server> replicas) {
    List<Server> all = new ArrayList<>();
    all.add(primary);
    all.addAll(replicas);
    return new Servers(all);
  }

  /** The settings of the pools that have none of their own, where null and 0 change nothing. */
  static HikariConfig common(
      HikariConfig settings, @Nullable String user, @Nullable String password, int poolSize) {
    HikariConfig common = new HikariConfig();
    settings.copyStateTo(common);
    if (user != null) {
      common.setUsername(user);
    }
    if (password != null) {
      common.setPassword(password);
    }
    if (poolSize > 0) {
      common.setMaximumPoolSize(poolSize);
    }
    return common;
  }

  void check(Freshness freshness) {
    checkPools();
    if (freshness.kind() == Freshness.Kind.REPORTING && all.stream().noneMatch(Server::reporting)) {
      throw new IllegalArgumentException("freshness is reporting, but " + Reporting.NO_SERVER);
    }
  }

  /** Of a pool that was given, the monitor keeps one connection, which the application lacks. */
  private void checkPools() {
    for (Server server : all) {
      if (all.size() > 1
          && server.given() instanceof HikariDataSource pool
          && pool.getMaximumPoolSize() == 1) {
        throw new IllegalArgumentException(
            "the maximumPoolSize of %s must be at least 2; it is 1, which the monitor keeps"
                .formatted(pool));
      }
    }
  }

  /** How far a server behind an endpoint is, is known only of connections that are there. */
  void check(int keepLaggards, SpillOver spillOver) {
    boolean lagging = keepLaggards > 0 || !spillOver.lag().isZero();
    List<Server> replicas = all.subList(1, all.size());
    if (lagging
        && replicas.stream().anyMatch(server -> server.use() == Node.Use.ENDPOINT)
        && replicas.stream().noneMatch(server -> server.use() == Node.Use.ANYTHING)) {
      throw new IllegalArgumentException(
          "keepLaggards(..) and the lag in spillOver(..) are for replicas that are named by"
              + " replica(..): of the servers behind a readerEndpoint(..) none is kept");
    }
  }

  void checkMonitorUser() {
    if (all.stream().anyMatch(server -> server.given() != null)) {
      throw new IllegalArgumentException(
          "monitorUser(..) is for servers that are given by URL; the connections of a DataSource"
              + " that was given are of its own user");
    }
  }

  /**
   * Each with the settings of its pool.
   *
   * @param common of all that have none of their own
   * @param own by URL
   * @param transactionPooler whether a pooler lends sessions for a transaction only
   */
  List<Server> pooled(
      HikariConfig common, Map<String, HikariConfig> own, boolean transactionPooler) {
    if (!all.stream().map(Server::url).toList().containsAll(own.keySet())) {
      throw new IllegalArgumentException(
          "pool(url, ..) must have the URL of a server as it is given to primary(..),"
              + " replica(..), ..; there is one that no server has");
    }
    return all.stream()
        .map(
            server -> {
              String url = server.url();
              HikariConfig pool = url == null ? common : own.getOrDefault(url, common);
              boolean asConfigured =
                  !transactionPooler
                      || pool.getDataSourceProperties().containsKey(PREPARE_THRESHOLD);
              return (asConfigured ? server : server.by(PREPARE_THRESHOLD, "0")).pooled(pool);
            })
        .toList();
  }
}
