package dev.weir.analyzer.page;

import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Report.Entry;
import dev.weir.analyzer.model.TableStats;
import dev.weir.analyzer.model.UnitTimeline;
import dev.weir.analyzer.report.JsonLines;
import dev.weir.analyzer.report.TextReport;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
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

  /** Where people search. */
  private static final int LONGEST_SEARCHED = 1_000;

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final JsonMapper JSON = JsonMapper.shared();

  private final String instance;
  private final Report report;
  private final ArrayNode dataSources;
  private final Origin origin;
  private final ObjectNode document;
  private final List<ObjectNode> gone;

  /**
   * Looks at a report.
   *
   * @param instance what tells it apart from that of another process
   * @param dataSources their servers
   * @param origin what it is of
   */
  Look(String instance, Report report, ArrayNode dataSources, Origin origin) {
    this.instance = instance;
    this.report = report;
    this.dataSources = dataSources;
    this.origin = origin;
    this.document = new JsonLines().document(report);
    this.gone =
        report.since() == null
            ? List.of()
            : report.since().gone().stream().map(this::line).toList();
  }

  /** Without servers. */
  static Look at(String instance, Report report, Origin origin) {
    return new Look(instance, report, NODES.arrayNode(), origin);
  }

  /** One that is not among the lines of the report. */
  private ObjectNode line(Entry entry) {
    return (ObjectNode) JSON.readTree(new JsonLines().render(entry, report.at(), report.release()));
  }

  /** What all views begin with: how much was found and seen, the worst, the servers. */
  ObjectNode now() {
    ObjectNode now = NODES.objectNode();
    now.put("instance", instance);
    for (String field :
        List.of(
            "at", "watchedMillis", "accepted", "coverage", "unseen", "release", "releaseBefore")) {
      now.set(field, document.get(field));
    }
    origin.describe(now);
    ObjectNode found = now.putObject("found");
    for (Entry entry : report.entries()) {
      String severity = entry.finding().severity().name();
      found.put(severity, found.path(severity).asInt(0) + 1);
    }
    now.put("cost", cost());
    ObjectNode states = now.putObject("states");
    for (Entry entry : report.entries()) {
      if (entry.state() != null) {
        String state = entry.state().name();
        states.put(state, states.path(state).asInt(0) + 1);
      }
    }
    states.put("GONE", gone.size());
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

  /** All findings in short, those that are accepted, and those that are gone. */
  ObjectNode findings() {
    ObjectNode all = NODES.objectNode();
    ArrayNode findings = all.putArray("findings");
    Stream.concat(lines(), gone.stream())
        .map(line -> summary(line, LONGEST_SEARCHED))
        .forEach(findings::add);
    all.set("release", document.get("release"));
    all.set("releaseBefore", document.get("releaseBefore"));
    all.set("stale", document.get("stale"));
    return all;
  }

  private Stream<JsonNode> lines() {
    return document.get("findings").valueStream();
  }

  private static ObjectNode summary(JsonNode line) {
    return summary(line, LONGEST_STATEMENT);
  }

  private static ObjectNode summary(JsonNode line, int longest) {
    ObjectNode summary = NODES.objectNode();
    for (String field :
        List.of(
            "signature", "code", "title", "severity", "confidence", "words", "accepted", "state")) {
      summary.set(field, line.get(field));
    }
    JsonNode subject = line.get("subject");
    String text = subject.get("text").asString();
    summary.put("kind", subject.get("kind").asString());
    summary.put("key", subject.get("key").asString());
    summary.put("text", text.substring(0, Math.min(longest, text.length())));
    summary.set("dataSource", subject.get("dataSource"));
    summary.set("tables", subject.get("tables"));
    summary.set("place", line.get("loop").isNull() ? line.get("callSite") : line.get("loop"));
    ObjectNode facts = summary.putObject("facts");
    line.get("facts").forEach(fact -> facts.set(fact.get("name").asString(), fact.get("value")));
    return summary;
  }

  private @Nullable Entry entry(String signature) {
    return Stream.of(
            report.entries().stream(),
            report.accepted().stream().map(Report.Accepted::entry),
            report.since() == null ? Stream.<Entry>of() : report.since().gone().stream())
        .flatMap(all -> all)
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
            Stream.concat(lines(), gone.stream())
                .filter(each -> each.get("signature").asString().equals(finding.signature()))
                .findFirst()
                .orElseThrow()
                .deepCopy();
    line.set("releaseBefore", document.get("releaseBefore"));
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
          over(each.putArray("over"), name);
          tables.add(each);
        }
      }
    }
    return tables;
  }

  /** What charts are made of. */
  private void over(ArrayNode over, String table) {
    for (TableStats sample : origin.samples()) {
      if (String.valueOf(sample.table()).equals(table)) {
        over.addObject()
            .put("at", sample.at().toString())
            .put("deadRows", sample.deadRows())
            .put(
                "vacuumTrigger",
                Double.isNaN(sample.vacuumTrigger()) ? null : (Double) sample.vacuumTrigger())
            .put("sizeBytes", sample.sizeBytes() < 0 ? null : (Long) sample.sizeBytes());
      }
    }
  }

  private static boolean isAbout(JsonNode line, String dataSource, String table) {
    return line.get("subject").get("dataSource").asString().equals(dataSource)
        && line.get("tables")
            .valueStream()
            .anyMatch(each -> each.get("name").asString().equals(table));
  }
}
