package dev.weir.analyzer;

import dev.weir.WeirDataSource;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Analyzers of DataSources that have the same settings. Thread-safe. */
final class SharedAnalyzers {
  private static final Logger LOG = LoggerFactory.getLogger(Analyzer.class);

  private final List<Shared> open = new ArrayList<>();

  /** An analyzer, with what it watches. */
  private record Shared(
      AnalyzerExtension.Settings settings, Analyzer analyzer, List<WeirDataSource> watched) {
    boolean watchesName(String name) {
      return watched.stream().anyMatch(dataSource -> dataSource.name().equals(name));
    }
  }

  /** A DataSource that is analyzed until this is closed. */
  final class Watch implements AutoCloseable {
    private final Shared shared;
    private final WeirDataSource dataSource;

    private Watch(Shared shared, WeirDataSource dataSource) {
      this.shared = shared;
      this.dataSource = dataSource;
    }

    Analyzer analyzer() {
      return shared.analyzer();
    }

    @Override
    public void close() {
      synchronized (SharedAnalyzers.this) {
        shared.watched().remove(dataSource);
        if (!shared.watched().isEmpty()) {
          shared.analyzer().unwatch(dataSource);
          return;
        }
        open.remove(shared);
      }
      shared.analyzer().close();
    }
  }

  /**
   * Has a DataSource analyzed: by an analyzer that is there and watches none of its name, else by a
   * new one.
   */
  synchronized Watch watch(
      AnalyzerExtension.Settings settings, AnalyzerConfig config, WeirDataSource dataSource) {
    Shared shared =
        open.stream()
            .filter(one -> one.settings().equals(settings) && !one.watchesName(dataSource.name()))
            .findFirst()
            .orElseGet(
                () -> {
                  Shared made = new Shared(settings, Analyzer.create(config), new ArrayList<>());
                  open.add(made);
                  return made;
                });
    shared.analyzer().watch(dataSource);
    shared.watched().add(dataSource);
    LOG.info(
        "{} - analyzed in {} mode, as weir.analyze says: findings are logged as dev.weir.finding",
        dataSource.name(),
        settings.mode());
    return new Watch(shared, dataSource);
  }
}
