package dev.weir.analyzer.spring;

import dev.weir.WeirDataSource;
import dev.weir.topology.NodeState;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * What the servers of each DataSource are. Always up: whether the application can work without one
 * of them is said by its DataSources' own health, and reads go on without replicas.
 */
final class WeirHealthIndicator implements HealthIndicator {
  private final WatchedDataSources watched;

  WeirHealthIndicator(WatchedDataSources watched) {
    this.watched = watched;
  }

  @Override
  public Health health() {
    Health.Builder health = Health.up();
    for (WeirDataSource dataSource : watched.dataSources()) {
      Map<String, String> servers = new LinkedHashMap<>();
      for (NodeState server : dataSource.topology().nodes()) {
        servers.put(server.node().name(), said(server));
      }
      health.withDetail(dataSource.name(), servers);
    }
    return health.build();
  }

  private static String said(NodeState server) {
    String role = server.role().name().toLowerCase(Locale.ROOT);
    return server.trouble().isEmpty() ? role : role + ": " + server.trouble();
  }
}
