package dev.weir.analyzer;

import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.TableHistory;
import dev.weir.analyzer.server.StatsHistory;
import dev.weir.analyzer.server.TableSampler;
import dev.weir.sql.SqlShape;
import dev.weir.sql.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The live statistics of the tables that findings name, or none where there is no way to read them.
 * Thread-safe.
 */
final class Statistics implements AutoCloseable {
  /** Reads nothing. */
  static final Statistics NONE = new Statistics(null, null);

  private static final int MOST_TABLES = 1_000;

  private final @Nullable TableSampler sampler;
  private final @Nullable StatsHistory history;

  private Statistics(@Nullable TableSampler sampler, @Nullable StatsHistory history) {
    this.sampler = sampler;
    this.history = history;
  }

  /** Takes over the sampler. */
  static Statistics of(TableSampler sampler) {
    return new Statistics(sampler, new StatsHistory(sampler, MOST_TABLES));
  }

  void baseline() {
    if (history != null) {
      history.baseline();
    }
  }

  void sample(Collection<Finding> findings) {
    if (history != null) {
      Set<TableName> tables = new LinkedHashSet<>();
      findings.forEach(finding -> tables.addAll(names(finding)));
      history.sample(tables);
    }
  }

  /**
   * The tables of a finding's statement, as far as they could be read; those that it writes first.
   */
  List<TableHistory> tables(Finding finding) {
    List<TableHistory> tables = new ArrayList<>();
    if (history != null) {
      for (TableName name : names(finding)) {
        history.history(name).ifPresent(tables::add);
      }
    }
    return tables;
  }

  List<String> unseen() {
    return history == null
        ? List.of(
            "Table statistics were not read: the analyzer was created without a DataSource for them.")
        : history.unseen();
  }

  private static Set<TableName> names(Finding finding) {
    SqlShape shape = finding.shape();
    Set<TableName> names = new LinkedHashSet<>(shape.writes());
    names.addAll(shape.reads());
    return names;
  }

  @Override
  public void close() {
    if (sampler != null) {
      sampler.close();
    }
  }
}
