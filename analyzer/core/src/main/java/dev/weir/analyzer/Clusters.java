package dev.weir.analyzer;

import dev.weir.WeirDataSource;
import dev.weir.analyzer.model.Cluster;
import dev.weir.meter.DataSourceStatistics;
import dev.weir.meter.DataSourceStatistics.NodeStatistics;
import dev.weir.route.RouteCount;
import dev.weir.topology.NodeState;
import dev.weir.topology.Topology;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the servers of DataSources are at a moment, and where statements went, for a report that is
 * kept. Stateless; no server is asked.
 */
public final class Clusters {
  private Clusters() {}

  /**
   * Of each DataSource.
   *
   * @param dataSources such as {@link Analyzer#dataSources}
   */
  public static List<Cluster> of(List<WeirDataSource> dataSources) {
    return dataSources.stream().map(Clusters::of).toList();
  }

  private static Cluster of(WeirDataSource dataSource) {
    DataSourceStatistics statistics = dataSource.statistics();
    Topology topology = dataSource.topology();
    boolean several = statistics.nodes().size() > 1;
    return new Cluster(
        dataSource.name(),
        statistics.nodes().stream()
            .map(
                node ->
                    new Cluster.Server(
                        node.node().name(),
                        role(node, several),
                        node.executions(),
                        several ? topology.state(node.node()).trouble() : ""))
            .toList(),
        statistics.routes().stream()
            .sorted(Comparator.comparingLong(RouteCount::executions).reversed())
            .map(
                count ->
                    new Cluster.Route(
                        words(count.reason()), count.node().name(), count.executions()))
            .toList(),
        statistics.topologyChanges().entrySet().stream()
            .filter(change -> change.getValue() > 0)
            .sorted(Map.Entry.comparingByKey())
            .map(change -> new Cluster.Change(words(change.getKey()), change.getValue()))
            .toList());
  }

  private static String role(NodeStatistics node, boolean several) {
    return !several && node.role() == NodeState.Role.UNKNOWN ? "the only one" : words(node.role());
  }

  private static String words(Enum<?> name) {
    return name.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
