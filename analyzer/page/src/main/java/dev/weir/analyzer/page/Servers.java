package dev.weir.analyzer.page;

import dev.weir.WeirDataSource;
import dev.weir.meter.DataSourceStatistics;
import dev.weir.meter.DataSourceStatistics.NodeStatistics;
import dev.weir.meter.DataSourceStatistics.Pool;
import dev.weir.meter.DurationSummary;
import dev.weir.route.RouteCount;
import dev.weir.topology.Topology;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What the servers of DataSources are, and where statements went, as JSON. */
final class Servers {
  private Servers() {}

  static ArrayNode of(List<WeirDataSource> dataSources, Changes changes) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    for (WeirDataSource dataSource : dataSources) {
      add(all.addObject(), dataSource, changes.of(dataSource));
    }
    return all;
  }

  private static void add(ObjectNode each, WeirDataSource dataSource, List<Changes.Told> changes) {
    DataSourceStatistics statistics = dataSource.statistics();
    Topology topology = dataSource.topology();
    each.put("name", dataSource.name());
    each.put("observing", dataSource.isObserving());
    each.put("shadow", statistics.shadowMode());
    each.put("hasPrimary", topology.hasPrimary() || topology.nodes().size() == 1);
    ArrayNode nodes = each.putArray("nodes");
    for (NodeStatistics node : statistics.nodes()) {
      node(nodes.addObject(), node, topology.state(node.node()).trouble());
    }
    ArrayNode routes = each.putArray("routes");
    for (RouteCount count : statistics.routes()) {
      routes
          .addObject()
          .put("node", count.node().name())
          .put("reason", words(count.reason()))
          .put("executions", count.executions());
    }
    each.put("pinned", statistics.pins().active());
    summary(each.putObject("pins"), statistics.pins().ended());
    summary(each.putObject("stickiness"), statistics.stickiness());
    each.put("spillOver", statistics.spillOver());
    each.put("staleReads", statistics.staleReads());
    each.put("waiting", statistics.outages().waiting());
    each.put("withoutPrimaryMillis", statistics.outages().withoutPrimary().toMillis());
    each.put("repeats", statistics.outages().repeats());
    each.put("lost", statistics.outages().notCommitted() + statistics.outages().unknown());
    ArrayNode told = each.putArray("changes");
    for (Changes.Told change : changes) {
      told.addObject()
          .put("at", change.at().toString())
          .put("kind", words(change.change().kind()))
          .put("node", change.change().node().name())
          .put("reason", change.change().reason());
    }
  }

  private static void node(ObjectNode each, NodeStatistics node, String trouble) {
    each.put("name", node.node().name());
    each.put("address", node.node().address());
    each.put("use", words(node.node().use()));
    each.put("role", words(node.role()));
    each.put("trouble", trouble);
    each.put("executions", node.executions());
    each.put("inFlight", node.inFlight());
    each.put("confirmedAgeMillis", millis(node.confirmedAge()));
    each.put("sampleAgeMillis", millis(node.sampleAge()));
    each.put("failedBorrows", node.failedBorrows());
    each.put("aborted", node.aborted());
    Pool pool = node.pool();
    if (pool != null) {
      each.putObject("pool")
          .put("active", pool.active())
          .put("idle", pool.idle())
          .put("waiting", pool.waiting())
          .put("maximum", pool.maximum());
    }
  }

  private static void summary(ObjectNode each, DurationSummary summary) {
    each.put("count", summary.count());
    each.put("medianMillis", millis(summary.quantile(0.5).orElse(null)));
    each.put("p99Millis", millis(summary.quantile(0.99).orElse(null)));
    each.put("maxMillis", millis(summary.max()));
  }

  private static @Nullable Double millis(@Nullable Duration duration) {
    return duration == null ? null : (Double) (duration.toNanos() / 1e6);
  }

  private static String words(Enum<?> name) {
    return name.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
