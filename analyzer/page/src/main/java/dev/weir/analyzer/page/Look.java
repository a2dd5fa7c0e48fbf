package dev.weir.analyzer.page;

import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Report.Entry;
import dev.weir.analyzer.model.UnitTimeline;
import dev.weir.analyzer.report.JsonLines;
import dev.weir.analyzer.report.TextReport;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * How it was at one moment, as JSON for each view. The fields of findings and of tables are those
 * of the report's lines, as {@code docs/findings.schema.json} describes them. Immutable.
 */
final class Look {
  private static final int WORST = 3;
  private static final int LONGEST_STATEMENT = 300;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final String instance;
  private final Report report;
  private final ArrayNode dataSources;
  private final ObjectNode document;

  Look(String instance, Report report, ArrayNode dataSources) {
    this.instance = instance;
    this.report = report;
    this.dataSources = dataSources;
    this.document = new JsonLines().document(report);
  }

  /** What all views begin with: how much was found and seen, the worst, the servers. */
  ObjectNode now() {
    ObjectNode now = NODES.objectNode();
    now.put("instance", instance);
    for (String field : List.of("at", "watchedMillis", "accepted", "coverage", "unseen")) {
      now.set(field, document.get(field));
    }
    ObjectNode found = now.putObject("found");
    for (Entry entry : report.entries()) {
      String severity = entry.finding().severity().name();
      found.put(severity, found.path(severity).asInt(0) + 1);
    }
    now.put("cost", cost());
    ArrayNode worst = now.putArray("worst");
    lines().limit(Math.min(WORST, report.entries().size())).map(Look::summary).forEach(worst::add);
    now.set("dataSources", dataSources);
    return now;
  }

  private double cost() {
    return report.entries().stream()
        .mapToDouble(entry -> entry.finding().number(Fact.PROJECTED_COST))
        .sum();
  }

  /** All findings in short, and those that are accepted. */
  ObjectNode findings() {
    ObjectNode all = NODES.objectNode();
    ArrayNode findings = all.putArray("findings");
    lines().map(Look::summary).forEach(findings::add);
    all.set("stale", document.get("stale"));
    return all;
  }

  private Stream<JsonNode> lines() {
    return document.get("findings").valueStream();
  }

  private static ObjectNode summary(JsonNode line) {
    ObjectNode summary = NODES.objectNode();
    for (String field :
        List.of("signature", "code", "title", "severity", "confidence", "words", "accepted")) {
      summary.set(field, line.get(field));
    }
    JsonNode subject = line.get("subject");
    String text = subject.get("text").asString();
    summary.put("kind", subject.get("kind").asString());
    summary.put("key", subject.get("key").asString());
    summary.put("text", text.substring(0, Math.min(LONGEST_STATEMENT, text.length())));
    summary.set("dataSource", subject.get("dataSource"));
    summary.set("tables", subject.get("tables"));
    summary.set("place", line.get("loop").isNull() ? line.get("callSite") : line.get("loop"));
    ObjectNode facts = summary.putObject("facts");
    line.get("facts").forEach(fact -> facts.set(fact.get("name").asString(), fact.get("value")));
    return summary;
  }

  private @Nullable Entry entry(String signature) {
    return Stream.concat(
            report.entries().stream(), report.accepted().stream().map(Report.Accepted::entry))
        .filter(each -> each.finding().signature().equals(signature))
        .findFirst()
        .orElse(null);
  }

  /** The finding itself; null if there is none. */
  @Nullable Finding found(String signature) {
    Entry entry = entry(signature);
    return entry == null ? null : entry.finding();
  }

  /** One finding, whole, with the text that the log has of it; null if there is none. */
  @Nullable ObjectNode finding(String signature) {
    Entry entry = entry(signature);
    if (entry == null) {
      return null;
    }
    Finding finding = entry.finding();
    ObjectNode line =
        (ObjectNode)
            lines()
                .filter(each -> each.get("signature").asString().equals(finding.signature()))
                .findFirst()
                .orElseThrow()
                .deepCopy();
    line.put("text", TextReport.plain().render(entry, report.at()));
    return line;
  }

  /** What was found of a statement, in short. */
  List<ObjectNode> of(UnitTimeline.Statement statement) {
    return lines()
        .filter(line -> isAbout(line.get("subject"), statement))
        .map(Look::summary)
        .toList();
  }

  private static boolean isAbout(JsonNode subject, UnitTimeline.Statement statement) {
    return subject.get("dataSource").asString().equals(statement.dataSource())
        && (subject.get("key").asString().equals(statement.key())
            || subject
                .get("also")
                .valueStream()
                .anyMatch(each -> each.asString().equals(statement.text())));
  }

  /** The tables that findings are about, each with the findings that name it. */
  ArrayNode tables() {
    ArrayNode tables = NODES.arrayNode();
    Set<String> seen = new HashSet<>();
    for (JsonNode line : document.get("findings")) {
      String dataSource = line.get("subject").get("dataSource").asString();
      for (JsonNode table : line.get("tables")) {
        String name = table.get("name").asString();
        if (seen.add(dataSource + "\n" + name)) {
          ObjectNode each = ((ObjectNode) table).deepCopy();
          each.put("dataSource", dataSource);
          ArrayNode findings = each.putArray("findings");
          lines()
              .filter(other -> isAbout(other, dataSource, name))
              .map(Look::summary)
              .forEach(findings::add);
          tables.add(each);
        }
      }
    }
    return tables;
  }

  private static boolean isAbout(JsonNode line, String dataSource, String table) {
    return line.get("subject").get("dataSource").asString().equals(dataSource)
        && line.get("tables")
            .valueStream()
            .anyMatch(each -> each.get("name").asString().equals(table));
  }
}
