package dev.weir.analyzer.report;

import dev.weir.analyzer.model.Advice.FixStatement;
import dev.weir.analyzer.model.CallSite;
import dev.weir.analyzer.model.Evidence;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.TableHistory;
import dev.weir.analyzer.model.TableStats;
import dev.weir.sql.TableName;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A report for programs: one JSON object per finding, one to a line. The fields are those of {@code
 * docs/findings.schema.json}; fields may be added, but none changes its meaning or goes. Units are
 * part of the names, instants are ISO 8601 in UTC, and what is not known is null. Thread-safe.
 */
public final class JsonLines {
  private final JsonMapper json = JsonMapper.builder().build();

  /** Makes a renderer. */
  public JsonLines() {}

  /**
   * Renders a report.
   *
   * @param report what was found
   * @return a line with a line feed for each finding, in the report's order; empty if there are
   *     none
   */
  public String render(Report report) {
    return report.entries().stream()
        .map(entry -> json.writeValueAsString(line(report, entry)) + "\n")
        .collect(Collectors.joining());
  }

  private ObjectNode line(Report report, Report.Entry entry) {
    Finding finding = entry.finding();
    ObjectNode line = json.createObjectNode();
    line.put("version", 1);
    line.put("dataSource", report.dataSource());
    line.put("at", report.at().toString());
    line.put("code", finding.code().code());
    line.put("title", finding.code().title());
    line.put("severity", finding.severity().name());
    line.put("signature", finding.signature());
    line.put("fingerprint", finding.shape().fingerprint());
    line.put("statement", finding.shape().text());
    line.put("source", finding.source() == null ? null : finding.source().text());
    line.set("callSite", site(finding.callSite()));
    line.set("loop", site(finding.loop()));
    tables(line.putArray("statementTables"), finding);
    evidence(line.putObject("evidence"), finding.evidence());
    line.put("fix", entry.advice().fix());
    ArrayNode fixes = line.putArray("fixStatements");
    entry.advice().statements().forEach(fix -> fix(fixes.addObject(), fix));
    ArrayNode because = line.putArray("because");
    entry.advice().because().forEach(because::add);
    ArrayNode tables = line.putArray("tables");
    entry.tables().forEach(table -> table(tables.addObject(), table));
    return line;
  }

  private static void tables(ArrayNode array, Finding finding) {
    Stream.concat(finding.shape().writes().stream(), finding.shape().reads().stream())
        .map(TableName::toString)
        .distinct()
        .forEach(array::add);
  }

  private @Nullable ObjectNode site(@Nullable CallSite site) {
    if (site == null) {
      return null;
    }
    ObjectNode node = json.createObjectNode();
    node.put("className", site.className());
    node.put("method", site.method());
    node.put("file", site.file());
    node.put("line", site.line());
    return node;
  }

  private static void evidence(ObjectNode node, Evidence evidence) {
    node.put("executions", evidence.executions());
    node.put("units", evidence.units());
    node.put("mostPerUnit", evidence.mostPerUnit());
    node.put("mostDistinctKeys", evidence.mostDistinctKeys());
    node.put("rows", evidence.rows());
    node.put("threads", evidence.threads());
    node.put("perMinute", evidence.perMinute());
    node.put("avoidableRoundTrips", evidence.avoidableRoundTrips());
    node.put("projectedCostMillis", evidence.projectedCost().toNanos() / 1e6);
    node.put("first", evidence.first().toString());
    node.put("last", evidence.last().toString());
  }

  private static void fix(ObjectNode node, FixStatement fix) {
    node.put("sql", fix.sql());
    ArrayNode parameters = node.putArray("parameters");
    fix.parameters()
        .forEach(
            parameter ->
                parameters.addObject().put("what", parameter.what()).put("type", parameter.type()));
  }

  private static void table(ObjectNode node, TableHistory history) {
    node.put("name", history.now().table().toString());
    look(node.putObject("before"), history.before());
    look(node.putObject("now"), history.now());
    ArrayNode indexes = node.putArray("indexes");
    for (TableStats.Index index : history.now().indexes()) {
      ObjectNode each = indexes.addObject();
      each.put("name", index.name());
      ArrayNode columns = each.putArray("columns");
      index.columns().forEach(columns::add);
      each.put("unique", index.unique());
      each.put("primary", index.primary());
      each.put("summarizing", index.summarizing());
      each.put("scans", index.scans());
    }
  }

  private static void look(ObjectNode node, TableStats stats) {
    node.put("at", stats.at().toString());
    node.put("liveRows", stats.liveRows());
    node.put("deadRows", stats.deadRows());
    node.put("inserts", stats.inserts());
    node.put("updates", stats.updates());
    node.put("hotUpdates", stats.hotUpdates());
    node.put("deletes", stats.deletes());
    node.put("modsSinceAnalyze", stats.modsSinceAnalyze());
    node.put("sizeBytes", stats.sizeBytes() < 0 ? null : (Long) stats.sizeBytes());
    node.put("lastVacuum", instant(stats.lastVacuum()));
    node.put("lastAutovacuum", instant(stats.lastAutovacuum()));
    node.put("lastAnalyze", instant(stats.lastAnalyze()));
    node.put("lastAutoanalyze", instant(stats.lastAutoanalyze()));
    node.put("vacuumTrigger", number(stats.vacuumTrigger()));
    node.put("analyzeTrigger", number(stats.analyzeTrigger()));
    node.put("fillfactor", stats.fillfactor());
  }

  private static @Nullable String instant(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }

  private static @Nullable Double number(double value) {
    return Double.isNaN(value) ? null : (Double) value;
  }
}
