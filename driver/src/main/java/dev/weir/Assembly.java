package dev.weir;

import com.zaxxer.hikari.HikariDataSource;
import dev.weir.catalog.CatalogWatch;
import dev.weir.consistency.BoundsInUse;
import dev.weir.consistency.Callers;
import dev.weir.consistency.Freshness;
import dev.weir.consistency.Marks;
import dev.weir.event.Publisher;
import dev.weir.jdbc.Admission;
import dev.weir.jdbc.Chooser;
import dev.weir.jdbc.ConnectionFactory;
import dev.weir.jdbc.ImaginedRouter;
import dev.weir.jdbc.Marking;
import dev.weir.jdbc.ObservedDataSource;
import dev.weir.jdbc.StaleReadDetector;
import dev.weir.lease.Failures;
import dev.weir.lease.Lender;
import dev.weir.lease.NodePool;
import dev.weir.lease.PrimaryLender;
import dev.weir.lease.SpillGate;
import dev.weir.meter.Counters;
import dev.weir.meter.DataSourceStatistics;
import dev.weir.meter.JmxRegistration;
import dev.weir.plan.PlanCache;
import dev.weir.route.Load;
import dev.weir.route.RouteCount;
import dev.weir.route.RouteCounters;
import dev.weir.route.RouteExplainer;
import dev.weir.route.RouteExplanation;
import dev.weir.route.Router;
import dev.weir.topology.Monitor;
import dev.weir.topology.Node;
import dev.weir.topology.NodeState;
import dev.weir.topology.NodeState.Limits;
import dev.weir.topology.Position;
import dev.weir.topology.RootCause;
import dev.weir.topology.SampleListener;
import dev.weir.topology.TopologyChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the configuration apart, hands each package its own values, and closes in the end what it
 * made.
 */
final class Assembly implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Assembly.class);

  /** A sample older than this many intervals means that its server does not answer. */
  private static final int MISSED_SAMPLES = 4;

  /** A primary that answers has been sampled again by then. */
  private static final long POSITION_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final String NOT_SUPPORTED = "0A000";

  private final String name;
  private final Source source;
  private final UserSource userSource;
  private final RouteExplainer explainer;
  private final Publisher publisher;
  private final Callers callers;
  private final RouteCounters routes;
  private final Supplier<DataSourceStatistics> statistics;
  private final Monitor monitor;
  private final Pools pools;
  private final boolean watches;
  private final boolean observes;
  private final Freshness freshness;
  private final boolean heedsReadOnly;
  private final Duration closeTimeout;
  private final List<AutoCloseable> closeables;
  private final AtomicBoolean closing = new AtomicBoolean();

  /** Where the application's connections come from. */
  @FunctionalInterface
  private interface Source {
    Connection open(DataSource of, Runnable onClose) throws SQLException;
  }

  /** Where those of another user come from. */
  @FunctionalInterface
  private interface UserSource {
    Connection open(DataSource of, String user, String password) throws SQLException;
  }

  private Assembly(
      String name,
      Source source,
      UserSource userSource,
      RouteExplainer explainer,
      Publisher publisher,
      Callers callers,
      RouteCounters routes,
      Supplier<DataSourceStatistics> statistics,
      Monitor monitor,
      Pools pools,
      boolean watches,
      boolean observes,
      Freshness freshness,
      boolean heedsReadOnly,
      Duration closeTimeout,
      List<AutoCloseable> closeables) {
    this.name = name;
    this.source = source;
    this.userSource = userSource;
    this.explainer = explainer;
    this.publisher = publisher;
    this.callers = callers;
    this.routes = routes;
    this.statistics = statistics;
    this.monitor = monitor;
    this.watches = watches;
    this.observes = observes;
    this.freshness = freshness;
    this.heedsReadOnly = heedsReadOnly;
    this.pools = pools;
    this.closeTimeout = closeTimeout;
    this.closeables = closeables;
  }

  String name() {
    return name;
  }

  boolean observes() {
    return observes;
  }

  Monitor monitor() {
    return monitor;
  }

  Publisher publisher() {
    return publisher;
  }

  Callers callers() {
    return callers;
  }

  List<RouteCount> routes() {
    return routes.counted();
  }

  DataSourceStatistics statistics() {
    return statistics.get();
  }

  RouteExplanation explain(String sql) throws SQLException {
    return explainer.explain(sql);
  }

  /** Where the current caller's newest write is, as far as that becomes known soon. */
  Position position() {
    long newest = callers.newestNanos();
    Position position = monitor.since(newest);
    if (position == null && watches) {
      try {
        monitor.demand();
        monitor.await(topology -> monitor.since(newest) != null, POSITION_WAIT_NANOS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      position = monitor.since(newest);
    }
    return position == null ? Position.UNKNOWN : position;
  }

  /** Those that were made here. */
  List<HikariDataSource> made() {
    return pools.made();
  }

  /** The pool of the server that is first in the list. */
  DataSource primary() {
    return pools.primary();
  }

  /** Closed before all else, as soon as nothing runs any more. Called before anybody closes. */
  void closeFirst(AutoCloseable closeable) {
    closeables.add(0, closeable);
  }

  Connection connect(DataSource of, Runnable onClose) throws SQLException {
    checkOpen();
    return source.open(of, onClose);
  }

  Connection connectAs(DataSource of, String user, String password) throws SQLException {
    checkOpen();
    return userSource.open(of, user, password);
  }

  private static Connection refuseUser(String name) throws SQLException {
    throw new SQLFeatureNotSupportedException(
        name + " - credentials belong to the pools; build another DataSource for another user",
        NOT_SUPPORTED);
  }

  private void checkOpen() throws SQLException {
    if (closing.get()) {
      throw Failures.closed(name, null);
    }
  }

  /** For the one server that there is. */
  ImaginedReplicas imagineReplicas() throws SQLException {
    if (monitor.topology().nodes().size() > 1) {
      throw new IllegalStateException(name + " - there are replicas, none need be imagined");
    }
    try (Connection connection = connectToPrimary()) {
      return new ImaginedRouter(name, connection, freshness, heedsReadOnly)::decide;
    }
  }

  Connection connectToPrimary() throws SQLException {
    checkOpen();
    return pools.watching().get(monitor.topology().primary().index()).open();
  }

  /** A failure says where it was. */
  private static Connection connect(Pools pools, Node node) throws SQLException {
    try {
      return pools.watching().get(node.index()).open();
    } catch (SQLException e) {
      throw new SQLException(
          node.described() + ": " + RootCause.text(e), e.getSQLState(), e.getErrorCode(), e);
    }
  }

  /**
   * One node, on a DataSource that works as it did without Weir. No monitor, no catalogue: nothing
   * is decided.
   */
  static Assembly observing(WeirConfig config, DataSource dataSource) {
    return assemble(config, List.of(Server.of(dataSource)), true);
  }

  /** Or one that observes the primary, where connections speak the replication protocol. */
  static Assembly routing(WeirConfig config, List<Server> servers) {
    DataSource replication = Pools.replication(servers.get(0));
    return replication == null ? assemble(config, servers, false) : observing(config, replication);
  }

  private static Assembly assemble(WeirConfig config, List<Server> servers, boolean observes) {
    List<AutoCloseable> closeables = new ArrayList<>();
    try {
      return assemble(config, servers, observes, closeables);
    } catch (RuntimeException | Error e) {
      try {
        closeAll(config.name(), closeables);
      } catch (IllegalStateException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  /** Adds what it makes to the closeables, also where it fails in the end. */
  private static Assembly assemble(
      WeirConfig config, List<Server> servers, boolean observes, List<AutoCloseable> closeables) {
    LongSupplier nanoTime = System::nanoTime;
    List<Node> nodes = nodes(servers);
    boolean routes = nodes.size() > 1;
    Marks marks = new Marks();
    if (Pools.mayCommitAsynchronously(servers)) {
      marks.asynchronousFromNow();
    }
    CatalogWatch catalog = new CatalogWatch(config.name(), config.catalogInterval());
    BoundsInUse bounds = new BoundsInUse(config.monitorInterval().toNanos());
    Duration assumedLag = config.assumedReplicaLag();
    if (assumedLag != null) {
      log.warn(
          "{} - assumeReplicaLag: a replica that does not tell its WAL position is taken to have"
              + " every write that is older than {} ms. How fresh its reads are rests on that"
              + " bound",
          config.name(),
          assumedLag.toMillis());
    }
    Monitor monitor =
        new Monitor(
            config.name(),
            nodes,
            Pools.monitoring(servers, config.monitorCredentials(), config.transactionPooler()),
            () -> bounds.sampleIntervalNanos(nanoTime.getAsLong()),
            marks::neededNanos,
            () -> marks.mayBeAsynchronous() || catalog.catalog().mayCommitAsynchronously(),
            assumedLag == null ? NodeState.UNKNOWN : assumedLag.toNanos(),
            config.maxLag().toNanos(),
            nanoTime);
    closeables.add(monitor);
    closeables.add(catalog);
    Load load = new Load(nodes.size(), nanoTime.getAsLong());
    Pools pools =
        Pools.make(
            config.name(),
            servers,
            config.replicaTimeout(),
            config.shadow(),
            config.jmx(),
            config.reporting(),
            config.transactionPooler(),
            nodes,
            load,
            routes ? monitor : null,
            closeables);
    Counters meter = new Counters(nodes, marks::newestNanos, nanoTime);
    // Whose commits travel needs to know where they are, also if it has no replica itself.
    boolean watches = routes || config.tokenStore() != null;
    if (watches) {
      monitor.addListener((SampleListener) meter);
      monitor.follow(meter);
      monitor.follow(change -> follow(change, pools, catalog, config.shadow()));
      config.topologyListeners().forEach(monitor::addListener);
      monitor.start();
    }
    if (!observes) {
      // Also of one server: what a function does to its session, its text does not tell.
      catalog.start(() -> connect(pools, monitor.topology().primary()));
    }
    Callers callers =
        new Callers(
            config.name(),
            marks,
            nodes.size(),
            config.maxLag(),
            config.tokenStore(),
            monitor,
            monitor::topology,
            monitor::awaitAfter,
            nanoTime);
    closeables.add(0, callers);
    Limits limits =
        new Limits(
            config.maxLag().toNanos(),
            Math.max(
                config.monitorInterval().multipliedBy(MISSED_SAMPLES).toNanos(),
                TimeUnit.SECONDS.toNanos(1)));
    Runnable demand = watches ? monitor::demand : () -> {};
    Publisher publisher = new Publisher(config.name(), config.listeners());
    RouteCounters counters = new RouteCounters(nodes);
    PlanCache plans =
        new PlanCache(config.name(), marks, catalog, config.planCacheBytes(), demand, nanoTime);
    boolean heedsReadOnly = Pools.heedsReadOnly(servers.get(0));
    Lender lender =
        new Lender(
            config.name(),
            pools.byNode(),
            new PrimaryLender(
                config.name(),
                pools.byNode(),
                monitor,
                routes,
                Pools.connectionTimeoutNanos(servers.get(0)),
                meter,
                nanoTime),
            config.transactionPooler(),
            heedsReadOnly,
            monitor::topology,
            meter,
            nanoTime);
    Chooser chooser =
        new Chooser(
            config.name(),
            new Router(
                nodes,
                servers.stream().map(Server::weight).toList(),
                limits,
                config.keepLaggards(),
                load,
                marks.readingAnything()),
            new SpillGate(config.spillOver()),
            config.freshness(),
            config.reporting().replicaTimeout(config.replicaTimeout()).toNanos(),
            config.shadow(),
            bounds,
            monitor::topology,
            monitor::awaitAfter,
            demand,
            nanoTime);
    ConnectionFactory connections =
        new ConnectionFactory(
            config.name(),
            lender,
            plans,
            chooser,
            new Admission(chooser, lender, counters, meter.shadow()),
            new Marking(marks, catalog, demand, monitor.stragglers(), nanoTime),
            callers,
            config.detectStaleReads()
                ? new StaleReadDetector(
                    config.name(), plans, monitor::topology, meter::staleRead, nanoTime)
                : null,
            publisher,
            nanoTime);
    Supplier<DataSourceStatistics> statistics =
        () ->
            DataSourceStatistics.of(
                config.name(),
                counters.counted(),
                config.shadow(),
                meter,
                monitor.topology(),
                lender.statistics(),
                publisher.failures() + monitor.listenerFailures(),
                new DataSourceStatistics.CatalogReadings(catalog.age(), catalog.failures()),
                nanoTime.getAsLong());
    if (config.jmx()) {
      closeables.add(0, new JmxRegistration(config.name(), statistics));
    }
    Source source = connections::open;
    UserSource userSource = (of, user, password) -> refuseUser(config.name());
    if (observes) {
      ObservedDataSource observed =
          new ObservedDataSource(
              config.name(),
              pools.primary(),
              nodes.get(0),
              load,
              counters,
              publisher,
              connections::explain,
              config.planCacheBytes(),
              nanoTime);
      source = observed::open;
      userSource = observed::open;
    }
    return new Assembly(
        config.name(),
        source,
        userSource,
        connections::explain,
        publisher,
        callers,
        counters,
        statistics,
        monitor,
        pools,
        watches,
        observes,
        config.freshness(),
        heedsReadOnly,
        config.closeTimeout(),
        closeables);
  }

  /** What a change of the servers means for the pools, and for who reads the catalogue. */
  private static void follow(
      TopologyChange change, Pools pools, CatalogWatch catalog, boolean shadow) {
    NodePool pool = pools.byNode().get(change.node().index());
    switch (change.kind()) {
      case PRIMARY_LOST, REPLICA_EJECTED -> pool.drop();
      case PRIMARY_FOUND -> {
        if (!change.reason().isEmpty()) {
          pool.drop(); // It was a replica.
          pools.byNode().stream().filter(other -> other != pool).forEach(NodePool::abortPrimarys);
          catalog.refresh();
        }
        pool.restore();
      }
      case REPLICA_GIVEN_UP -> pool.abort();
      case REPLICA_LAGGING, REPLICA_CAUGHT_UP -> {} // Its connections are as good as before.
      case REPLICA_RETURNED -> {
        if (!shadow) {
          pool.restore();
        }
      }
    }
  }

  private static List<Node> nodes(List<Server> servers) {
    List<Node> nodes = new ArrayList<>();
    Map<Node.Use, Integer> count = new EnumMap<>(Node.Use.class);
    for (Server server : servers) {
      Node.Use use = server.use();
      String name = nodes.isEmpty() ? "primary" : kind(use) + count.merge(use, 1, Integer::sum);
      nodes.add(new Node(name, nodes.size(), use, server.address()));
    }
    return nodes;
  }

  private static String kind(Node.Use use) {
    return switch (use) {
      case ANYTHING -> "replica";
      case REPORTS -> "reporting";
      case ENDPOINT -> "endpoint";
    };
  }

  boolean isClosing() {
    return closing.get();
  }

  /** Only the first call does anything. */
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    List<String> busy = pools.awaitIdle(closeTimeout);
    if (!busy.isEmpty()) {
      log.warn(
          "{} - closed while connections are in use, after waiting for {} ms (closeTimeout); they"
              + " are aborted: {}",
          name,
          closeTimeout.toMillis(),
          busy);
    }
    closeAll(name, closeables);
  }

  /** What cannot be closed keeps nothing else open. */
  private static void closeAll(String name, List<AutoCloseable> closeables) {
    IllegalStateException failure = null;
    for (AutoCloseable closeable : closeables) {
      try {
        closeable.close();
      } catch (Exception e) {
        if (failure == null) {
          failure = new IllegalStateException(name + " - could not be closed", e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
