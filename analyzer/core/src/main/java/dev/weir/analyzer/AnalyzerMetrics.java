package dev.weir.analyzer;

import dev.weir.analyzer.model.Coverage;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.TableStats;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * What an analyzer has seen and found as meters of Micrometer: {@code new
 * AnalyzerMetrics(analyzer).bindTo(registry)}. There are findings by code and severity, units of
 * work, what the sessions of each server do, and the vitals of the {@value #LARGEST} largest tables
 * of each DataSource, beside which all others are one, {@value #OTHERS}; docs/metrics.md lists
 * them. The analyzer's own thread brings findings and tables up to date, some seconds late, and
 * looks at the tables once a minute. Thread-safe.
 */
public final class AnalyzerMetrics implements MeterBinder {
  private static final int LARGEST = 50;
  private static final String OTHERS = "$other$";
  private static final Duration REFRESH = Duration.ofSeconds(2);
  private static final Duration LOOK = Duration.ofMinutes(1);

  private static final List<Vital> VITALS =
      List.of(
          new Vital("weir.table.live", "Live rows", "rows", TableStats::liveRows),
          new Vital("weir.table.dead", "Dead rows", "rows", TableStats::deadRows),
          new Vital(
              "weir.table.vacuum.trigger",
              "Dead rows above which autovacuum begins; 0 where it is off",
              "rows",
              AnalyzerMetrics::trigger),
          new Vital(
              "weir.table.size",
              "The table with its indexes and TOAST",
              "bytes",
              table -> Math.max(0, table.sizeBytes())),
          new Vital(
              "weir.table.changed",
              "Rows changed since the last ANALYZE",
              "rows",
              TableStats::modsSinceAnalyze),
          new Vital(
              "weir.table.analyze.trigger",
              "Changed rows above which autovacuum analyzes; 0 where it is off",
              "rows",
              table -> Double.isNaN(table.analyzeTrigger()) ? 0 : table.analyzeTrigger()),
          new Vital("weir.table.updates", "Rows updated, ever", "rows", TableStats::updates),
          new Vital("weir.table.updates.hot", "Rows updated, HOT", "rows", TableStats::hotUpdates));

  private final Analyzer analyzer;
  private final Tags tags;

  /** A number of tables that can be added up. */
  private record Vital(
      String name, String description, String unit, ToDoubleFunction<TableStats> value) {}

  /**
   * Meters without tags of the application's.
   *
   * @param analyzer which
   */
  public AnalyzerMetrics(Analyzer analyzer) {
    this(analyzer, List.of());
  }

  /**
   * Meters with tags of the application's.
   *
   * @param analyzer which
   * @param tags of each meter, beside its own
   */
  public AnalyzerMetrics(Analyzer analyzer, Iterable<Tag> tags) {
    this.analyzer = analyzer;
    this.tags = Tags.of(tags);
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    counter(registry, "weir.units", "Units of work that have ended", Coverage::units);
    counter(
        registry,
        "weir.units.dropped",
        "Units of work that were not judged, because too many ended at once",
        Coverage::droppedUnits);
    counter(
        registry,
        "weir.detector.failures",
        "How often a detector or a callback threw",
        Coverage::failures);
    GaugeSeries findings =
        new GaugeSeries(registry, "weir.findings", "Findings that nobody has accepted", "", tags);
    Map<Tags, Double> counts = new HashMap<>();
    Map<Vital, GaugeSeries> vitals = new LinkedHashMap<>();
    for (Vital vital : VITALS) {
      vitals.put(
          vital, new GaugeSeries(registry, vital.name(), vital.description(), vital.unit(), tags));
    }
    analyzer
        .background()
        .each(
            REFRESH,
            Duration.ZERO,
            () -> {
              count(analyzer.judged(), counts);
              findings.set(counts);
              Map<Tags, List<TableStats>> tables = tables(analyzer.statistics().newest());
              vitals.forEach((vital, series) -> series.set(sums(vital, tables)));
            });
    analyzer.background().each(LOOK, REFRESH, analyzer.statistics()::wantAgain);
    ServerSeries servers = new ServerSeries(analyzer::activity, registry, tags);
    analyzer.background().each(LOOK, Duration.ZERO, servers::ask);
  }

  private void counter(
      MeterRegistry registry, String name, String description, ToLongFunction<Coverage> value) {
    FunctionCounter.builder(name, analyzer, each -> value.applyAsLong(each.coverage()))
        .description(description)
        .tags(tags)
        .register(registry);
  }

  /** A finding that is not there any more leaves a 0. */
  private static void count(List<Finding> all, Map<Tags, Double> counts) {
    counts.replaceAll((group, count) -> 0.0);
    all.forEach(finding -> counts.merge(group(finding), 1.0, Double::sum));
  }

  private static Tags group(Finding finding) {
    return Tags.of(
        "datasource",
        finding.subject().dataSource(),
        "code",
        finding.code().id(),
        "severity",
        finding.severity().name().toLowerCase(Locale.ROOT));
  }

  /** By what they are shown as: by size, so that the same ones are shown next time. */
  private static Map<Tags, List<TableStats>> tables(Map<String, List<TableStats>> byDataSource) {
    Map<Tags, List<TableStats>> rows = new LinkedHashMap<>();
    byDataSource.forEach(
        (dataSource, tables) -> {
          List<TableStats> largest =
              tables.stream()
                  .sorted(
                      Comparator.comparingLong(TableStats::sizeBytes)
                          .thenComparingLong(TableStats::liveRows)
                          .reversed())
                  .toList();
          for (int i = 0; i < largest.size(); i++) {
            TableStats table = largest.get(i);
            String name = i < LARGEST ? table.table().toString() : OTHERS;
            rows.computeIfAbsent(
                    Tags.of("datasource", dataSource, "table", name), tags -> new ArrayList<>())
                .add(table);
          }
        });
    return rows;
  }

  private static Map<Tags, Double> sums(Vital vital, Map<Tags, List<TableStats>> tables) {
    Map<Tags, Double> sums = new HashMap<>();
    tables.forEach((tags, all) -> sums.put(tags, all.stream().mapToDouble(vital.value()).sum()));
    return sums;
  }

  private static double trigger(TableStats table) {
    return Double.isNaN(table.vacuumTrigger()) ? 0 : table.vacuumTrigger();
  }
}
