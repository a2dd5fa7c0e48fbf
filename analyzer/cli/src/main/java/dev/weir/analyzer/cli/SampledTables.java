package dev.weir.analyzer.cli;

import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.TableHistory;
import dev.weir.analyzer.model.TableStats;
import dev.weir.analyzer.sample.IndexSample;
import dev.weir.analyzer.sample.ServerSample;
import dev.weir.sql.TableName;
import java.util.List;
import java.util.stream.Stream;

/** The tables of one database as the samples of the doctor's history have them. */
final class SampledTables {
  private final List<TableStats> all;

  /** Copies them, the oldest first. */
  SampledTables(List<TableStats> all) {
    this.all = List.copyOf(all);
  }

  /**
   * Takes them from samples.
   *
   * @param samples the oldest first
   */
  static SampledTables of(List<ServerSample> samples) {
    return new SampledTables(samples.stream().flatMap(SampledTables::tables).toList());
  }

  private static Stream<TableStats> tables(ServerSample sample) {
    List<IndexSample> indexes = sample.indexes().rows();
    return sample.tables().rows().stream().map(table -> with(table.stats(), indexes));
  }

  private static TableStats with(TableStats table, List<IndexSample> indexes) {
    return new TableStats(
        table.table(),
        table.at(),
        table.liveRows(),
        table.deadRows(),
        table.inserts(),
        table.updates(),
        table.hotUpdates(),
        table.deletes(),
        table.modsSinceAnalyze(),
        table.sizeBytes(),
        table.lastVacuum(),
        table.lastAutovacuum(),
        table.lastAnalyze(),
        table.lastAutoanalyze(),
        table.vacuumTrigger(),
        table.analyzeTrigger(),
        table.fillfactor(),
        table.columns(),
        indexes.stream()
            .filter(index -> index.table().equals(table.table()))
            .map(SampledTables::index)
            .toList());
  }

  /** Samples do not tell which index is the primary key's. */
  private static TableStats.Index index(IndexSample index) {
    return new TableStats.Index(
        index.name(), index.columns(), index.unique(), false, index.summarizing(), index.scans());
  }

  /** All, the oldest first. */
  List<TableStats> all() {
    return all;
  }

  /** Those of a finding, from the first sample to the last. */
  List<TableHistory> of(Finding finding) {
    return finding.subject().tables().stream().flatMap(this::history).toList();
  }

  /** What is named without its schema is known if there is one only of that name. */
  private Stream<TableHistory> history(TableName name) {
    List<TableStats> same =
        all.stream()
            .filter(
                each ->
                    each.table().name().equals(name.name())
                        && (name.schema() == null || each.table().equals(name)))
            .toList();
    boolean isOne = same.stream().map(TableStats::table).distinct().count() == 1;
    return isOne
        ? Stream.of(new TableHistory(same.get(0), same.get(same.size() - 1)))
        : Stream.empty();
  }
}
