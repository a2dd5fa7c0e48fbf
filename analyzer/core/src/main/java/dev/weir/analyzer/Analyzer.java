package dev.weir.analyzer;

import dev.weir.WeirDataSource;
import dev.weir.analyzer.advise.Advisor;
import dev.weir.analyzer.count.Counted;
import dev.weir.analyzer.count.HotRows;
import dev.weir.analyzer.count.UnitCounts;
import dev.weir.analyzer.detect.Detectors;
import dev.weir.analyzer.detect.FindingStore;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.TableHistory;
import dev.weir.analyzer.model.UnitTrace;
import dev.weir.analyzer.place.Places;
import dev.weir.analyzer.server.TableSampler;
import dev.weir.analyzer.unit.EndedUnit;
import dev.weir.analyzer.unit.Units;
import dev.weir.event.ExecutionListener;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * Watches what an application executes and finds what it does that harms its database. Give {@link
 * #listener} to Weir's DataSource, or an {@link AnalyzerQueryListener} to datasource-proxy.
 * Thread-safe.
 *
 * <p>A unit of work is judged when it ends: at the close of its {@link #unit}; or, where there is
 * none, when its thread was silent for 100 ms outside of a transaction; or after 60 s. Each finding
 * is logged when it is first seen and at each tenfold growth.
 */
public final class Analyzer implements AutoCloseable {
  private final Detectors detectors;
  private final FindingStore store;
  private final Announcer announcer;
  private final LongAdder overflow = new LongAdder();
  private final Places places;
  private final Units<Counted> units;
  private final LongSupplier nanoTime;
  private final Supplier<Instant> now;
  private final Instant since;
  private final Statistics statistics;
  private final String dataSource;
  private final Runnable detach;

  Analyzer(AnalyzerConfig config, LongSupplier nanoTime, Supplier<Instant> now) {
    this(config, nanoTime, now, Statistics.NONE, "", () -> {});
  }

  private Analyzer(
      AnalyzerConfig config,
      LongSupplier nanoTime,
      Supplier<Instant> now,
      Statistics statistics,
      String dataSource,
      Runnable detach) {
    this.now = now;
    this.since = now.get();
    this.statistics = statistics;
    this.dataSource = dataSource;
    this.detach = detach;
    this.detectors = new Detectors(config.profile(), config.roundTrip());
    this.store = new FindingStore(config.maxFindings());
    this.announcer = new Announcer(config.maxFindings(), config.onFinding());
    this.nanoTime = nanoTime;
    this.places = new Places(config.applicationPackages());
    int threshold = config.profile().loopThreshold();
    HotRows hotRows = new HotRows(config.profile().hotUpdatesPerMinute());
    this.units =
        new Units<>(
            () -> new UnitCounters(new UnitCounts(threshold, hotRows, overflow)),
            config.quietGap(),
            nanoTime,
            now,
            this::judge);
  }

  /**
   * Watches a DataSource of Weir's in the development profile, with the live statistics of its
   * tables.
   *
   * @param dataSource is watched until the analyzer is closed; stays the caller's to close
   */
  public static Analyzer attach(WeirDataSource dataSource) {
    return attach(dataSource, AnalyzerConfig.builder().build());
  }

  /**
   * Watches a DataSource of Weir's, with the live statistics of its tables.
   *
   * @param dataSource is watched until the analyzer is closed; stays the caller's to close
   * @param config how it watches and judges
   */
  public static Analyzer attach(WeirDataSource dataSource, AnalyzerConfig config) {
    Statistics statistics = Statistics.of(new TableSampler(dataSource::connectToPrimary));
    // The listener is known only when the analyzer is.
    ExecutionListener[] listener = new ExecutionListener[1];
    Analyzer analyzer =
        new Analyzer(
            config,
            System::nanoTime,
            Instant::now,
            statistics,
            dataSource.name(),
            () -> dataSource.removeListener(listener[0]));
    listener[0] = analyzer.listener();
    analyzer.start();
    dataSource.addListener(listener[0]);
    return analyzer;
  }

  /**
   * Creates an analyzer that watches whatever its listener is given to, without live statistics.
   *
   * @param config how it watches and judges
   */
  public static Analyzer create(AnalyzerConfig config) {
    return create(config, "", Statistics.NONE);
  }

  /**
   * Creates an analyzer that watches whatever its listener is given to: an application on
   * datasource-proxy.
   *
   * @param config how it watches and judges
   * @param dataSource the name that reports give the DataSource
   * @param tables where the statistics of the tables are read, on a connection that is given back
   *     after each look
   */
  public static Analyzer create(AnalyzerConfig config, String dataSource, DataSource tables) {
    return create(config, dataSource, Statistics.of(new TableSampler(tables)));
  }

  private static Analyzer create(AnalyzerConfig config, String dataSource, Statistics statistics) {
    Analyzer analyzer =
        new Analyzer(config, System::nanoTime, Instant::now, statistics, dataSource, () -> {});
    analyzer.start();
    return analyzer;
  }

  private void start() {
    statistics.baseline();
    units.start();
  }

  /** What Weir's DataSource is to tell what it executes. */
  public ExecutionListener listener() {
    return units.listener();
  }

  /**
   * Opens a unit of work on this thread; it ends when it is closed.
   *
   * @param name what it is called, such as {@code GET /orders}
   */
  public Unit unit(String name) {
    return new Unit(units.open(name, true));
  }

  /**
   * Opens a unit of work whose executions nobody wants to hear of, such as the fixtures of a test.
   *
   * @param name what it is called
   */
  public Unit unwatched(String name) {
    return new Unit(units.open(name, false));
  }

  /**
   * All findings so far, those that cost most first. Ends the units of work that are quiet, and the
   * calling thread's own unless it is in a scope or a transaction.
   */
  public List<Finding> findings() {
    units.flush();
    return store.worstFirst();
  }

  /**
   * The findings so far, worst first, each with what to do about it and the tables it harms, looked
   * at again now.
   */
  public Report report() {
    List<Finding> findings = findings().stream().sorted(Advisor.worstFirst()).toList();
    statistics.sample(findings);
    List<Report.Entry> entries = findings.stream().map(this::entry).toList();
    Coverage coverage = coverage();
    Instant at = now.get();
    return new Report(
        dataSource,
        at,
        Duration.between(since, at),
        coverage.units(),
        coverage.executions(),
        entries,
        statistics.unseen());
  }

  private Report.Entry entry(Finding finding) {
    List<TableHistory> tables = statistics.tables(finding);
    return new Report.Entry(finding, Advisor.advise(finding, tables), tables);
  }

  /** What was seen, and what was not. */
  public Coverage coverage() {
    return new Coverage(
        units.units(), units.executions(), units.dropped(), overflow.sum(), store.evicted());
  }

  /** Stops watching in the background. What was found stays readable. */
  @Override
  public void close() {
    detach.run();
    units.close();
    statistics.close();
  }

  LongSupplier nanoTime() {
    return nanoTime;
  }

  private void judge(EndedUnit<Counted> unit) {
    UnitTrace trace =
        new UnitTrace(
            unit.name(),
            unit.at(),
            Duration.ofNanos(unit.elapsedNanos()),
            unit.executions(),
            unit.counted().repetitions(places),
            unit.counted().hotRows(places));
    for (Finding finding : detectors.inspect(trace)) {
      Finding merged = store.add(finding);
      if (merged.evidence().units() <= 1) {
        statistics.sample(List.of(merged));
      }
      announcer.seen(merged);
    }
  }
}
