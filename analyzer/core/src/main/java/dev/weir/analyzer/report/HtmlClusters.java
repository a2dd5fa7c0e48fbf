package dev.weir.analyzer.report;

import dev.weir.analyzer.model.Cluster;
import java.util.List;
import java.util.stream.Collectors;

/** The servers of DataSources, and where statements went, as HTML. */
final class HtmlClusters {
  private HtmlClusters() {}

  /** Renders those of one. */
  static Html of(Cluster cluster) {
    Html html = new Html();
    long total = cluster.servers().stream().mapToLong(Cluster.Server::executions).sum();
    begin(html, "Servers of " + cluster.dataSource(), List.of("server", "role", "trouble"));
    for (Cluster.Server server : cluster.servers()) {
      html.open("tr").element("td", server.name()).element("td", server.role());
      html.element("td", server.trouble(), "class", "words");
      numbers(html, server.executions(), total);
    }
    html.close().close().close();
    if (!cluster.routes().isEmpty()) {
      String title = "Statements of " + cluster.dataSource() + " by reason";
      begin(html, title, List.of("reason", "server"));
      for (Cluster.Route route : cluster.routes()) {
        html.open("tr").element("td", route.reason()).element("td", route.server());
        numbers(html, route.executions(), total);
      }
      html.close().close().close();
    }
    if (!cluster.changes().isEmpty()) {
      html.element("p", "Changes of the servers: " + changes(cluster.changes()) + ".");
    }
    return html;
  }

  private static void begin(Html html, String title, List<String> words) {
    HtmlReport.table(html, title).open("thead").open("tr");
    words.forEach(word -> html.element("th", word));
    List.of("statements", "share").forEach(each -> html.element("th", each, "class", "number"));
    html.close().close().open("tbody");
  }

  /** Ends a row. */
  private static void numbers(Html html, long executions, long total) {
    String share = Figures.percent(executions, (double) Math.max(1, total));
    html.element("td", Figures.number(executions), "class", "number");
    html.element("td", share, "class", "number").close();
  }

  private static String changes(List<Cluster.Change> changes) {
    return changes.stream()
        .map(change -> change.kind() + " " + Figures.number(change.times()) + " times")
        .collect(Collectors.joining(", "))
        .replace(" 1 times", " once");
  }
}
