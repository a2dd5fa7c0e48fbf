package dev.weir.analyzer;

import dev.weir.WeirDataSource;
import java.sql.SQLException;
import java.sql.Wrapper;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
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

  /** See {@link Analyzer#of}. */
  static Analyzer of(Wrapper way) throws SQLException {
    WeirDataSource dataSource;
    try {
      dataSource = way.unwrap(WeirDataSource.class);
    } catch (SQLException e) {
      throw way instanceof DataSource ? leadsNowhere(way, e) : e;
    }
    if (!dataSource.isWrapperFor(Watch.class)) {
      throw new SQLException(
          dataSource.name() + " - not analyzed: set weir.analyze=development, or production");
    }
    return dataSource.unwrap(Watch.class).analyzer();
  }

  private static SQLException leadsNowhere(Wrapper way, SQLException cause) {
    return new SQLException(
        way.getClass().getName()
            + " leads to no DataSource of Weir's. If it is a pool on a URL that begins with"
            + " jdbc:weir:, ask a connection of it: Analyzer.of(connection); else watch it: "
            + "Analyzer.attach(Weir.observe(dataSource))",
        cause);
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
