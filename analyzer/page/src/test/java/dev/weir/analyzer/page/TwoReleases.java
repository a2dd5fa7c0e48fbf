package dev.weir.analyzer.page;

import dev.weir.analyzer.Analyzer;
import dev.weir.analyzer.MergedReport;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.TableHistory;
import dev.weir.analyzer.model.TableStats;
import dev.weir.analyzer.report.JsonFindings;
import dev.weir.analyzer.report.JsonLines;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** What is found now, as if it had been written down in two releases. */
final class TwoReleases {
  /** What the first had alone. */
  static final String GONE = "N1-0123456789abcdef";

  private static final String TABLE = "order_item";

  private final TableHistory items;
  private final Report now;

  TwoReleases(Analyzer analyzer) {
    items = table(analyzer, TABLE);
    now = analyzer.report();
  }

  /** A table of a finding, as a day has changed it. */
  List<TableStats> samples() {
    TableStats now = items.now();
    return IntStream.rangeClosed(0, 24)
        .mapToObj(hours -> aged(now, Duration.ofHours(24 - hours), 40L * hours))
        .toList();
  }

  /** As it is now, once it has been looked at. */
  private static TableHistory table(Analyzer analyzer, String name) {
    while (true) {
      for (Report.Entry entry : analyzer.report(Duration.ofSeconds(10)).entries()) {
        for (TableHistory table : entry.tables()) {
          if (table.now().table().name().equals(name)) {
            return table;
          }
        }
      }
    }
  }

  private static TableStats aged(TableStats table, Duration age, long deadRows) {
    return new TableStats(
        table.table(),
        table.at().minus(age),
        table.liveRows(),
        deadRows,
        table.inserts(),
        table.updates(),
        table.hotUpdates(),
        table.deletes(),
        table.modsSinceAnalyze(),
        table.sizeBytes() + 8_192 * deadRows,
        table.lastVacuum(),
        table.lastAutovacuum(),
        table.lastAnalyze(),
        table.lastAutoanalyze(),
        table.vacuumTrigger(),
        table.analyzeTrigger(),
        table.fillfactor(),
        table.columns(),
        table.indexes());
  }

  /** What is found now, after a release that had the first of it, and something else. */
  Report report() {
    Report.Entry first =
        now.entries().stream()
            .filter(entry -> entry.finding().code().id().equals("N1"))
            .findFirst()
            .orElseThrow();
    Finding of = first.finding();
    Finding gone =
        new Finding(
            of.code(), of.severity(), of.confidence(), GONE, of.subject(), of.place(), of.facts());
    Report.Entry other =
        new Report.Entry(gone, first.words(), first.page(), first.advice(), List.of());
    String lines =
        new JsonLines().render(in("1.0", now, List.of(first, other)))
            + new JsonLines().render(in("1.1", now, now.entries()));
    return MergedReport.of(List.of(JsonFindings.read(lines.lines().toList())))
        .beside(
            finding ->
                finding.subject().tables().stream().anyMatch(table -> table.name().equals(TABLE))
                    ? List.of(items)
                    : List.of());
  }

  private static Report in(String release, Report report, List<Report.Entry> entries) {
    return new Report(
        report.dataSources(),
        release.equals("1.0") ? Instant.EPOCH : report.at(),
        report.watched(),
        report.coverage(),
        entries,
        report.unseen(),
        List.of(),
        List.of(),
        release,
        null);
  }
}
