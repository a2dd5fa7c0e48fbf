package dev.weir.analyzer.spring;

import dev.weir.WeirDataSource;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.report.JsonLines;
import dev.weir.analyzer.report.TextReport;
import dev.weir.route.RouteCount;
import dev.weir.topology.NodeState;
import java.util.Locale;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was found, as JSON or as text: {@code /actuator/weir}. It asks no server: the statistics of
 * tables are those of the last look, and a new one is taken for whoever asks next.
 */
@Endpoint(id = "weir")
final class WeirEndpoint {
  private final WatchedDataSources watched;
  private final JsonLines json = new JsonLines();

  WeirEndpoint(WatchedDataSources watched) {
    this.watched = watched;
  }

  /**
   * The findings, what was seen, and, as JSON, what the servers are and where statements went.
   *
   * @param format by what the caller accepts
   */
  @ReadOperation(producesFrom = ReportFormat.class)
  String report(ReportFormat format) {
    Report report = watched.analyzer().report();
    if (format == ReportFormat.JSON) {
      return document(report).toPrettyString();
    }
    return watched.mode().mode() == Mode.OFF && report.dataSources().isEmpty()
        ? "Weir " + watched.mode().nothing() + "\n"
        : TextReport.plain().render(report);
  }

  private ObjectNode document(Report report) {
    ObjectNode document = json.document(report);
    document.put("mode", watched.mode().mode().name().toLowerCase(Locale.ROOT));
    document.put("because", watched.mode().because());
    ArrayNode routing = document.putArray("routing");
    for (WeirDataSource dataSource : watched.dataSources()) {
      ObjectNode each = routing.addObject();
      each.put("dataSource", dataSource.name());
      ArrayNode servers = each.putArray("servers");
      for (NodeState server : dataSource.topology().nodes()) {
        servers
            .addObject()
            .put("name", server.node().name())
            .put("role", server.role().name())
            .put("trouble", watched.trouble(dataSource, server));
      }
      ArrayNode routes = each.putArray("routes");
      for (RouteCount count : dataSource.routes()) {
        routes
            .addObject()
            .put("node", count.node().name())
            .put("reason", count.reason().name())
            .put("executions", count.executions());
      }
    }
    return document;
  }
}
