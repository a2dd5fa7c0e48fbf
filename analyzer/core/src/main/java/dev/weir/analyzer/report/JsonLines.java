package dev.weir.analyzer.report;

import dev.weir.analyzer.model.Acceptance;
import dev.weir.analyzer.model.Advice.FixStatement;
import dev.weir.analyzer.model.CallSite;
import dev.weir.analyzer.model.Coverage;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.model.TableHistory;
import dev.weir.analyzer.model.TableStats;
import dev.weir.sql.SqlShape;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A report for programs, one JSON object to a line: first one of the report itself, of type {@code
 * report}; then one per finding, of type {@code finding}. The fields are those of {@code
 * docs/findings.schema.json}; fields may be added, but none changes its meaning or goes. Units are
 * part of the names or stand beside the numbers, instants are ISO 8601 in UTC, and what is not
 * known is null. Thread-safe.
 */
public final class JsonLines {
  private final JsonMapper json = JsonMapper.builder().build();

  /** Makes a renderer. */
  public JsonLines() {}

  /**
   * Renders a report.
   *
   * @param report what was found
   * @return lines, each with a line feed at its end
   */
  public String render(Report report) {
    return Stream.concat(Stream.of(head(report)), lines(report))
        .map(line -> json.writeValueAsString(line) + "\n")
        .collect(Collectors.joining());
  }

  /**
   * Renders one finding as its line, without a line feed.
   *
   * @param entry what was found
   * @param at when this is told
   * @param release in which it was found; null if nobody has named it
   */
  public String render(Report.Entry entry, Instant at, @Nullable String release) {
    return json.writeValueAsString(line(at, release, entry, null));
  }

  /**
   * A report as one object: the line of the report, in which {@code findings} is an array of the
   * lines of the findings rather than their number.
   *
   * @param report what was found
   * @return the caller's to add to
   */
  public ObjectNode document(Report report) {
    ObjectNode document = head(report);
    ArrayNode findings = document.putArray("findings");
    lines(report).forEach(findings::add);
    return document;
  }

  /** The findings, and then those that are accepted. */
  private Stream<ObjectNode> lines(Report report) {
    return Stream.concat(
        report.entries().stream().map(entry -> line(report.at(), report.release(), entry, null)),
        report.accepted().stream()
            .map(each -> line(report.at(), report.release(), each.entry(), each.by())));
  }

  private ObjectNode start(Instant at, String type) {
    ObjectNode line = json.createObjectNode();
    line.put("version", 2);
    line.put("type", type);
    line.put("at", at.toString());
    return line;
  }

  private ObjectNode head(Report report) {
    ObjectNode line = start(report.at(), "report");
    ArrayNode names = line.putArray("dataSources");
    report.dataSources().forEach(names::add);
    line.put("release", report.release());
    line.put("watchedMillis", report.watched().toMillis());
    line.put("findings", report.entries().size());
    line.put("accepted", report.accepted().size());
    Coverage coverage = report.coverage();
    ObjectNode seen = line.putObject("coverage");
    seen.put("units", coverage.units());
    seen.put("executions", coverage.executions());
    seen.put("guessedUnits", coverage.guessedUnits());
    seen.put("droppedUnits", coverage.droppedUnits());
    seen.put("overflowedExecutions", coverage.overflowedExecutions());
    seen.put("unparsedExecutions", coverage.unparsedExecutions());
    seen.put("unseenResults", coverage.unseenResults());
    seen.put("unclosedUnits", coverage.unclosedUnits());
    seen.put("evictedFindings", coverage.evictedFindings());
    seen.put("failures", coverage.failures());
    ArrayNode unseen = line.putArray("unseen");
    report.unseen().forEach(unseen::add);
    ArrayNode stale = line.putArray("stale");
    report.stale().forEach(each -> acceptance(stale.addObject(), each));
    Report.Since since = report.since();
    line.put("releaseBefore", since == null ? null : since.release());
    ArrayNode gone = line.putArray("gone");
    for (Report.Entry entry : since == null ? List.<Report.Entry>of() : since.gone()) {
      what(gone.addObject(), entry);
    }
    return line;
  }

  private ObjectNode line(
      Instant at, @Nullable String release, Report.Entry entry, @Nullable Acceptance accepted) {
    Finding finding = entry.finding();
    ObjectNode line = start(at, "finding");
    line.put("release", release);
    line.put("state", entry.state() == null ? null : entry.state().name());
    what(line, entry);
    line.put("page", entry.page());
    ArrayNode facts = line.putArray("facts");
    finding.facts().forEach(fact -> fact(facts.addObject(), fact));
    line.put("fix", entry.advice().fix());
    ArrayNode fixes = line.putArray("fixStatements");
    entry.advice().statements().forEach(fix -> fix(fixes.addObject(), fix));
    ArrayNode undo = line.putArray("undoStatements");
    entry.advice().undo().forEach(fix -> fix(undo.addObject(), fix));
    ArrayNode because = line.putArray("because");
    entry.advice().because().forEach(because::add);
    ArrayNode tables = line.putArray("tables");
    entry.tables().forEach(table -> table(tables.addObject(), table));
    if (accepted == null) {
      line.putNull("accepted");
    } else {
      acceptance(line.putObject("accepted"), accepted);
    }
    return line;
  }

  /** What it is, where, and how much of it. */
  private void what(ObjectNode line, Report.Entry entry) {
    Finding finding = entry.finding();
    line.put("code", finding.code().id());
    line.put("name", finding.code().name());
    line.put("title", finding.code().title());
    line.put("severity", finding.severity().name());
    line.put("confidence", finding.confidence().name());
    line.put("signature", finding.signature());
    subject(line.putObject("subject"), finding.subject());
    line.set("callSite", site(finding.place().callSite()));
    line.set("loop", site(finding.place().loop()));
    line.put("words", entry.words());
  }

  private static void acceptance(ObjectNode node, Acceptance acceptance) {
    node.put("what", acceptance.what());
    node.put("reason", acceptance.reason());
    node.put("owner", acceptance.owner());
    node.put("until", acceptance.until() == null ? null : acceptance.until().toString());
  }

  private static void subject(ObjectNode node, Subject subject) {
    node.put("dataSource", subject.dataSource());
    node.put("kind", subject.kind());
    node.put("key", subject.key());
    node.put("text", subject.text());
    SqlShape source = subject instanceof Subject.Statement statement ? statement.source() : null;
    node.put("source", source == null ? null : source.text());
    ArrayNode also = node.putArray("also");
    if (subject instanceof Subject.Statement statement) {
      statement.also().forEach(other -> also.add(other.text()));
    }
    ArrayNode tables = node.putArray("tables");
    subject.tables().forEach(table -> tables.add(table.toString()));
  }

  private static void fact(ObjectNode node, Fact fact) {
    node.put("name", fact.name());
    switch (fact.measure()) {
      case EPOCH_MILLIS ->
          node.put("value", Instant.ofEpochMilli(Math.round(fact.value())).toString());
      case PER_MINUTE, SHARE -> node.put("value", fact.value());
      default -> node.put("value", Math.round(fact.value()));
    }
    node.put("measure", fact.measure().name());
    node.put("exact", fact.exact());
    node.put("merge", fact.merge().name());
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
