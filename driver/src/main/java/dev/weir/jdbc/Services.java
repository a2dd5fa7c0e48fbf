package dev.weir.jdbc;

import dev.weir.catalog.CatalogWatch;
import dev.weir.consistency.BoundsInUse;
import dev.weir.consistency.Callers;
import dev.weir.consistency.Freshness;
import dev.weir.consistency.Marks;
import dev.weir.event.Publisher;
import dev.weir.meter.Counters;
import dev.weir.meter.DataSourceStatistics;
import dev.weir.route.RouteCounters;
import dev.weir.route.RouteExplanation;
import dev.weir.route.Router;
import dev.weir.topology.NextTopology;
import dev.weir.topology.Node;
import dev.weir.topology.Topology;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What all connections of one DataSource share. Thread-safe.
 *
 * @param name the DataSource's
 * @param pools one for each node, by index
 * @param primaries lends connections to whichever node is the primary
 * @param transactionPooler whether the servers are behind a pooler that lends sessions for a
 *     transaction only
 * @param steady whether a logical connection keeps its one physical connection for all its life, as
 *     the DataSource that it wraps would: observing one node
 * @param shadow whether the primary runs everything, wherever it would go
 * @param staleReads finds reads that may have missed a write; null if nobody asked for that
 * @param freshness how fresh reads must be for which neither a hint nor a scope says it
 * @param replicaTimeoutNanos how long a report waits for a replica that serves it
 * @param callers who executes, where that is known
 * @param bounds how old data reads have allowed for lately
 * @param plans what texts are
 * @param router where they go
 * @param spills the reads that are on the primary only because no replica serves them
 * @param counters how often each decision was made
 * @param tally what else is counted
 * @param topology what the servers are
 * @param next waits until they are something else
 * @param publisher who is told
 * @param demand asks for a sample because something was written, or a read missed a write
 * @param catalog what the database says of its tables and functions
 * @param checkouts counts connections
 * @param nanoTime the DataSource's monotonic clock
 */
public record Services(
    String name,
    List<NodePool> pools,
    Primaries primaries,
    boolean transactionPooler,
    boolean steady,
    boolean shadow,
    @Nullable StaleReads staleReads,
    Freshness freshness,
    long replicaTimeoutNanos,
    Callers callers,
    BoundsInUse bounds,
    Plans plans,
    Router router,
    Spills spills,
    RouteCounters counters,
    Counters tally,
    Supplier<Topology> topology,
    NextTopology next,
    Publisher publisher,
    Runnable demand,
    CatalogWatch catalog,
    AtomicLong checkouts,
    LongSupplier nanoTime) {

  /**
   * The plans of a DataSource.
   *
   * @param marks what it wrote
   * @param catalog the newest one, and who is told of names that it does not have
   * @param maxWeightBytes about how much memory they may take
   */
  public static Plans plans(Marks marks, CatalogWatch catalog, long maxWeightBytes) {
    return new Plans(new Planner(marks), catalog, maxWeightBytes);
  }

  /**
   * Hands out a logical connection.
   *
   * @param onClose is run when it has been closed
   * @throws SQLException if the one node that is observed gives no connection; where statements are
   *     routed, none is needed yet
   */
  public Connection open(Runnable onClose) throws SQLException {
    return WeirConnection.open(this, onClose);
  }

  /**
   * Tells where a statement would go on a connection that has just been opened.
   *
   * @param sql any text
   * @throws SQLException if executing it would fail because of its hint
   */
  public RouteExplanation explain(String sql) throws SQLException {
    return WeirConnection.explain(this, sql);
  }

  /** What has been counted, and what is used now. */
  public DataSourceStatistics statistics() {
    return DataSourceStatistics.of(
        name,
        counters.counted(),
        shadow,
        tally,
        topology.get(),
        pools.stream().map(NodePool::statistics).toList(),
        publisher.failures() + primaries.listenerFailures(),
        new DataSourceStatistics.CatalogReadings(catalog.age(), catalog.failures()),
        now());
  }

  /** Whether a connection begins with auto-commit: as those of the first server's pool do. */
  boolean autoCommit() {
    return pools.get(0).autoCommit();
  }

  /** At which level transactions begin: the highest of the pools', should they differ. */
  int isolation() {
    return pools.get(0).isolation();
  }

  NodePool pool(Node node) {
    return pools.get(node.index());
  }

  long now() {
    return nanoTime.getAsLong();
  }
}
