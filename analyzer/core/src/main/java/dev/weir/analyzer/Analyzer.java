package dev.weir.analyzer;

import dev.weir.WeirDataSource;
import dev.weir.analyzer.advise.Advisor;
import dev.weir.analyzer.count.Disturbances;
import dev.weir.analyzer.count.OverUnits;
import dev.weir.analyzer.count.ProcessorLoad;
import dev.weir.analyzer.count.Steps;
import dev.weir.analyzer.count.UnitCounts;
import dev.weir.analyzer.detect.Detectors;
import dev.weir.analyzer.detect.FindingStore;
import dev.weir.analyzer.model.Acceptance;
import dev.weir.analyzer.model.CallSite;
import dev.weir.analyzer.model.Checkup;
import dev.weir.analyzer.model.Coverage;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Profile;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.ServerActivity;
import dev.weir.analyzer.model.StatementPlan;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.model.TableHistory;
import dev.weir.analyzer.model.UnitTimeline;
import dev.weir.analyzer.place.Chains;
import dev.weir.analyzer.place.Places;
import dev.weir.analyzer.place.Samples;
import dev.weir.analyzer.report.EarlierReleases;
import dev.weir.analyzer.server.TableSampler;
import dev.weir.analyzer.unit.EndedUnit;
import dev.weir.analyzer.unit.Units;
import dev.weir.event.ExecutionListener;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.sql.Wrapper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.sql.DataSource;
import net.ttddyy.dsproxy.support.ProxyDataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;

/**
 * Watches what an application executes and finds what it does that harms its database. One analyzer
 * can {@linkplain #watch(WeirDataSource) watch} several DataSources: units of work may span them.
 * Thread-safe; no thread of the application waits for a server, or for another thread, but for as
 * long as it takes to count.
 *
 * <p>A unit of work is judged when it ends: at the close of its {@link #unit}; or, where there is
 * none, when its thread was silent for 100 ms outside of a transaction; or after 60 s. Each finding
 * is logged when it is first seen, in full, and in a line at each tenfold growth.
 */
public final class Analyzer implements AutoCloseable {
  private final LongAdder overflow = new LongAdder();
  private final LongAdder unparsed = new LongAdder();
  private final LongAdder unseenResults = new LongAdder();
  private final Disturbances disturbances =
      new Disturbances(
          ManagementFactory.getClassLoadingMXBean()::getTotalLoadedClassCount, new ProcessorLoad());
  private final Set<WeirDataSource> watched = ConcurrentHashMap.newKeySet();
  private final Detectors detectors;
  private final AcceptedFindings accepted;
  private final EarlierReleases earlier;
  private final FindingStore store;
  private final Announcer announcer;
  private final Statistics statistics;
  private final Function<Finding, List<TableHistory>> tables;
  private final Verdicts verdicts;
  private final Timelines timelines;
  private final Units<FinishedUnit> units;
  private final AnalyzerConfig config;
  private final OpenTransactions open;
  private final WatchedServers servers;

  /** Of stacks that are asked for; guarded by itself. */
  private final Places asked;

  private final LongSupplier nanoTime;
  private final Supplier<Instant> now;
  private final Instant since;
  private final Background background = new Background(this::sweepAndJudge, disturbances);

  Analyzer(AnalyzerConfig config, LongSupplier nanoTime, Supplier<Instant> now) {
    this(config, config.onFinding(), LoggerFactory::getLogger, nanoTime, now, null);
  }

  /**
   * One that is told what its tables are like.
   *
   * @param tables of a finding
   */
  Analyzer(
      AnalyzerConfig config,
      LongSupplier nanoTime,
      Supplier<Instant> now,
      Function<Finding, List<TableHistory>> tables) {
    this(config, config.onFinding(), LoggerFactory::getLogger, nanoTime, now, tables);
  }

  private Analyzer(
      AnalyzerConfig config,
      Consumer<Finding> onFinding,
      Function<String, Logger> loggers,
      LongSupplier nanoTime,
      Supplier<Instant> now,
      @Nullable Function<Finding, List<TableHistory>> tables) {
    this.config = config;
    this.asked = new Places(config.applicationPackages());
    this.nanoTime = nanoTime;
    this.open = new OpenTransactions(config.profile().stackEvery(), nanoTime);
    this.now = now;
    this.servers = new WatchedServers(open, this::callSite, now);
    this.since = now.get();
    this.detectors = new Detectors(config.profile(), config.roundTrip(), config.detectors());
    this.accepted = new AcceptedFindings(config.accepted(), detectors.codes(), now);
    this.earlier = EarlierReleases.before(config.release(), List.of(config.earlier()));
    this.store = new FindingStore(config.maxFindings());
    this.statistics = new Statistics(nanoTime);
    this.tables = tables == null ? statistics::tables : tables;
    this.announcer =
        new Announcer(
            config.maxFindings(),
            config.release(),
            this::entry,
            () -> statistics.names().size() > 1,
            onFinding,
            loggers,
            nanoTime,
            now);
    Profile profile = config.profile();
    OverUnits over =
        new OverUnits(
            profile.hotUpdatesPerMinute(),
            profile.hotUpdatesPerUnit(),
            disturbances,
            nanoTime.getAsLong());
    Places places = new Places(config.applicationPackages());
    this.timelines = new Timelines(nanoTime);
    this.verdicts =
        new Verdicts(
            detectors,
            finding -> review(finding).filter(each -> !accepted.has(each)),
            store,
            announcer,
            statistics,
            timelines,
            over,
            places,
            () -> new Places(config.applicationPackages()),
            nanoTime,
            now);
    this.units =
        new Units<>(
            () ->
                new UnitCounters(
                    new UnitCounts(
                        profile.loopThreshold(),
                        over,
                        profile.idleConnection(),
                        profile.longTransaction(),
                        disturbances,
                        config.pooler(),
                        overflow,
                        unparsed,
                        unseenResults),
                    new Steps(timelines::areWanted),
                    config.rowsEvery(),
                    unseenResults),
            new StackInvocations(
                new Chains(background::wake), config.unitKey(), profile.stackEvery()),
            config.quietGap(),
            nanoTime,
            now,
            verdicts::enqueue);
  }

  /**
   * Watches a DataSource of Weir's in the development profile, with the live statistics of its
   * tables: {@code create().watch(dataSource)}.
   *
   * @param dataSource is watched until the analyzer is closed; stays the caller's to close
   */
  public static Analyzer attach(WeirDataSource dataSource) {
    return attach(dataSource, AnalyzerConfig.builder().build());
  }

  /**
   * Watches a DataSource of Weir's, with the live statistics of its tables: {@code
   * create(config).watch(dataSource)}.
   *
   * @param dataSource is watched until the analyzer is closed; stays the caller's to close
   * @param config how it watches and judges
   */
  public static Analyzer attach(WeirDataSource dataSource, AnalyzerConfig config) {
    return create(config).watch(dataSource);
  }

  /**
   * The analyzer that {@code weir.analyze} has brought to a DataSource.
   *
   * @param way a {@link WeirDataSource}, or a connection of one, also through other pools
   * @throws SQLException if it leads to none, or to one that is not analyzed in this way
   */
  public static Analyzer of(Wrapper way) throws SQLException {
    return SharedAnalyzers.of(way);
  }

  /** Creates an analyzer in the development profile, which watches nothing yet. */
  public static Analyzer create() {
    return create(AnalyzerConfig.builder().build());
  }

  /**
   * Creates an analyzer that watches nothing yet.
   *
   * @param config how it watches and judges
   */
  public static Analyzer create(AnalyzerConfig config) {
    Analyzer analyzer = new Analyzer(config, System::nanoTime, Instant::now);
    analyzer.background.start();
    return analyzer;
  }

  /**
   * Creates an analyzer that watches nothing yet and tells nobody, neither the log nor {@link
   * AnalyzerConfig#onFinding}: its findings are asked for. For what is judged by itself, such as a
   * test.
   *
   * @param config how it watches and judges
   */
  public static Analyzer quiet(AnalyzerConfig config) {
    Analyzer analyzer =
        new Analyzer(
            config,
            finding -> {},
            name -> NOPLogger.NOP_LOGGER,
            System::nanoTime,
            Instant::now,
            null);
    analyzer.background.start();
    return analyzer;
  }

  /**
   * Watches a DataSource of Weir's too, with the live statistics of its tables.
   *
   * @param dataSource is watched until the analyzer is closed; stays the caller's to close
   * @return this
   * @throws IllegalStateException if one of its name is watched already
   */
  public Analyzer watch(WeirDataSource dataSource) {
    statistics.watch(dataSource.name(), new TableSampler(dataSource::connectToPrimary));
    watched.add(dataSource);
    if (!dataSource.isObserving()) {
      verdicts.holdsNothingIdle(dataSource.name());
    }
    dataSource.addListener(listener());
    dataSource.addListener(open);
    servers.add(dataSource.name(), dataSource::connectToPrimary);
    return this;
  }

  /**
   * Watches a DataSource of Weir's no more, as if it had been closed. What was found stays.
   *
   * @param dataSource nothing happens if it is not watched
   */
  public void unwatch(WeirDataSource dataSource) {
    if (watched.remove(dataSource)) {
      dataSource.removeListener(listener());
      dataSource.removeListener(open);
      servers.remove(dataSource.name());
      statistics.unwatch(dataSource.name());
    }
  }

  /**
   * Watches a DataSource on datasource-proxy too, with the live statistics of its tables. If it is
   * the proxy itself, an {@link AnalyzerQueryListener} is added to it; otherwise one must be given
   * to what builds it.
   *
   * @param name what reports call it
   * @param proxied where statements are executed, and the statistics of tables are read, on a
   *     connection that is given back after each look
   * @return this
   * @throws IllegalStateException if one of this name is watched already
   */
  public Analyzer watch(String name, DataSource proxied) {
    if (proxied instanceof ProxyDataSource proxy) {
      servers.add(name, () -> proxy.getDataSource().getConnection());
      statistics.watch(name, new TableSampler(() -> proxy.getDataSource().getConnection()));
      proxy.addListener(new AnalyzerQueryListener(this, name));
    } else {
      servers.add(name, proxied::getConnection);
      statistics.watch(name, new TableSampler(proxied));
    }
    return this;
  }

  private void sweepAndJudge() {
    units.sweep();
    verdicts.judge(false);
  }

  /** What Weir's DataSource is to tell what it executes. */
  public ExecutionListener listener() {
    return units;
  }

  /**
   * Opens a unit of work on this thread; it ends when it is closed.
   *
   * @param name what it is called, such as {@code GET /orders}
   */
  public Unit unit(String name) {
    return new Unit(units.open(name, true), this::alone);
  }

  /**
   * Opens a unit of work that no thread is in yet: for work that begins on one thread and goes on
   * others, which {@linkplain Unit#enter enter} it.
   *
   * @param name what it is called, such as {@code GET /orders}
   */
  public Unit unitForThreads(String name) {
    return new Unit(units.openForThreads(name), this::alone);
  }

  /**
   * Makes each of some tasks a unit of work: {@code
   * scheduler.schedule(analyzer.tasks("import").wrap(task), ..)}.
   *
   * @param name what these units are called
   */
  public UnitTasks tasks(String name) {
    return new UnitTasks(() -> unit(name)::close);
  }

  /**
   * Opens a unit of work whose executions nobody wants to hear of, such as the fixtures of a test.
   *
   * @param name what it is called
   */
  public Unit unwatched(String name) {
    return new Unit(units.open(name, false), this::alone);
  }

  private List<Finding> alone(EndedUnit<FinishedUnit> unit) {
    return verdicts.alone(unit).stream()
        .filter(finding -> !accepted.has(finding))
        .sorted(Finding.worstFirst())
        .toList();
  }

  /**
   * What stands for the open unit of work that the calling thread is in, the innermost: the same
   * object as long as it is that unit. Null if it is in none.
   */
  public @Nullable Object currentUnit() {
    return units.scope();
  }

  /**
   * Brings what the calling thread hands to others into the open unit of work that it is in, as
   * long as that is open: {@code pool.execute(analyzer.currentUnitTasks().wrap(task))}. Where it is
   * in none, tasks are as they were.
   */
  public UnitTasks currentUnitTasks() {
    return new UnitTasks(units.entering());
  }

  /** The DataSources of Weir's that it watches now, by name. */
  public List<WeirDataSource> dataSources() {
    return watched.stream().sorted(Comparator.comparing(WeirDataSource::name)).toList();
  }

  /** How it watches and judges. */
  public AnalyzerConfig config() {
    return config;
  }

  /**
   * The application's line that a stack shows; null if it shows none.
   *
   * @param stack of this application
   */
  public @Nullable CallSite callSite(Throwable stack) {
    Samples samples = new Samples();
    samples.add(1, false, stack);
    synchronized (asked) {
      return asked.first(samples).callSite();
    }
  }

  /**
   * All findings so far that nobody has accepted, worst first. Ends the units of work that are
   * quiet, and the calling thread's own unless it is in a scope or a transaction.
   */
  public List<Finding> findings() {
    return standing().stream().filter(finding -> !accepted.has(finding)).toList();
  }

  /** All that was judged so far and that nobody has accepted; ends no unit of work. */
  List<Finding> judged() {
    return reviewed().stream().filter(finding -> !accepted.has(finding)).toList();
  }

  private List<Finding> standing() {
    judge();
    return reviewed();
  }

  /** Ends the units of work that are quiet, and judges all that happened. */
  void judge() {
    units.flush();
    verdicts.judge(true);
  }

  private List<Finding> reviewed() {
    return store.worstFirst().stream()
        .flatMap(finding -> review(finding).stream())
        .sorted(Finding.worstFirst())
        .toList();
  }

  /**
   * The findings so far, worst first, each with what to do about it and the tables that it harms as
   * they were when they were looked at last. Returns at once, and asks for a new look.
   */
  public Report report() {
    return report(Duration.ZERO);
  }

  /**
   * The same, with a new look at the tables, if it comes in time.
   *
   * @param atMost how long to wait for it at most
   */
  public Report report(Duration atMost) {
    statistics.await(standing(), atMost);
    List<Finding> findings = standing(); // What was read of their tables may have refuted some.
    List<Report.Entry> entries = new ArrayList<>();
    List<Report.Accepted> known = new ArrayList<>();
    for (Finding finding : findings) {
      Acceptance by = accepted.by(finding);
      if (by == null) {
        entries.add(entry(finding));
      } else {
        known.add(new Report.Accepted(entry(finding), by));
      }
    }
    Instant at = now.get();
    return new Report(
        statistics.names(),
        at,
        Duration.between(since, at),
        coverage(),
        entries,
        statistics.unseen(),
        known,
        accepted.stale(findings),
        config.release(),
        earlier.since(findings.stream()));
  }

  private Optional<Finding> review(Finding finding) {
    return detectors.review(finding, tables.apply(finding));
  }

  private Report.Entry entry(Finding finding) {
    List<TableHistory> known = tables.apply(finding);
    return new Report.Entry(
        finding,
        detectors.words(finding),
        detectors.page(finding),
        Advisor.advise(
            finding,
            detectors.repair(finding),
            detectors.fix(finding),
            known,
            statistics.otherDatabase(finding)),
        known,
        earlier.state(finding));
  }

  /**
   * Examines the primary of each DataSource that is watched, all at the same time: what it is ill
   * of, and which code of this application has to do with it. One that cannot be asked, or is no
   * PostgreSQL, has a checkup that says why and nothing else.
   *
   * @param each for how long to watch each; zero for one look
   * @return by the names of the DataSources
   * @throws InterruptedException if the thread is interrupted meanwhile
   */
  public Map<String, Checkup> doctor(Duration each) throws InterruptedException {
    return servers.doctor(each);
  }

  /**
   * Looks once at the primary of each DataSource that is watched, all at the same time: what its
   * sessions do, and which code of this application has opened their transactions. One that cannot
   * be asked, or is no PostgreSQL, says why.
   *
   * @return by the names of the DataSources
   * @throws InterruptedException if the thread is interrupted meanwhile
   */
  public Map<String, ServerActivity> activity() throws InterruptedException {
    return servers.activity();
  }

  /**
   * What units of work did, one thing after another: of each name the slowest of the last ten
   * minutes, and the one with the most statements; the slowest first. It is recorded only for those
   * who look: for 30 s after each call, so that the first call may have none.
   */
  public List<UnitTimeline> timelines() {
    return timelines.newest();
  }

  /**
   * Asks the primary how it would run the statement of a finding, whatever its values are. Nothing
   * is executed, and no values are in it. Needs PostgreSQL 16 or later.
   *
   * @param finding about a statement; other ones have no plan
   * @throws InterruptedException if the thread is interrupted meanwhile
   */
  public StatementPlan plan(Finding finding) throws InterruptedException {
    return finding.subject() instanceof Subject.Statement statement
        ? servers.plan(statement)
        : StatementPlan.unseen("there is none: the finding is not about a statement");
  }

  /** What was seen, and what was not. */
  public Coverage coverage() {
    return new Coverage(
        units.ended(),
        units.executions(),
        units.guessed(),
        verdicts.dropped(),
        overflow.sum(),
        unparsed.sum(),
        unseenResults.sum(),
        units.unclosed(),
        store.evicted(),
        detectors.failures() + announcer.failures());
  }

  /** Stops watching. What was found stays readable. */
  @Override
  public synchronized void close() {
    watched.forEach(dataSource -> dataSource.removeListener(listener()));
    watched.forEach(dataSource -> dataSource.removeListener(open));
    watched.clear();
    background.stop();
    units.close();
    verdicts.close();
    servers.close();
    background.awaitEnd();
    statistics.close();
  }

  Background background() {
    return background;
  }

  Statistics statistics() {
    return statistics;
  }

  LongSupplier nanoTime() {
    return nanoTime;
  }
}
