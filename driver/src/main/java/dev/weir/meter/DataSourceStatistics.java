package dev.weir.meter;

import dev.weir.route.RouteCount;
import dev.weir.route.RouteReason;
import dev.weir.topology.Node;
import dev.weir.topology.NodeState;
import dev.weir.topology.Topology;
import dev.weir.topology.TopologyChange;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a DataSource has done since it was built, and what it does at this moment, in numbers.
 * Immutable; what is counted while it is taken may be in some numbers and not yet in others.
 *
 * @param dataSource its name
 * @param routes how often each decision was made; in shadow mode each is for the primary
 * @param shadowMode whether the primary runs everything, wherever it would go
 * @param shadow in shadow mode, how often each decision would have been made; else empty
 * @param nodes what is known of each server, by index
 * @param pins connections that something binds to the primary
 * @param stickiness how long after a commit the first replica was known to have it: so long reads
 *     of what was written stay on the primary. Measured at one write at a time, not at each
 * @param staleReads reads on replicas that may have missed a write of this DataSource; always 0
 *     unless they are detected
 * @param topologyChanges how often the servers changed, by kind; each kind is there
 * @param listenerFailures how often a listener threw, of executions or of the servers
 * @param outages what the primary's absences and lost connections have cost
 * @param catalog how the readings of the catalogue fare
 */
public record DataSourceStatistics(
    String dataSource,
    List<RouteCount> routes,
    boolean shadowMode,
    List<RouteCount> shadow,
    List<NodeStatistics> nodes,
    Pins pins,
    DurationSummary stickiness,
    long staleReads,
    Map<TopologyChange.Kind, Long> topologyChanges,
    long listenerFailures,
    Outages outages,
    CatalogReadings catalog) {
  private static final Set<RouteReason> SPILLED =
      EnumSet.of(
          RouteReason.PENDING_WRITE,
          RouteReason.OWN_WRITES,
          RouteReason.BEYOND_BOUND,
          RouteReason.NO_REPLICA,
          RouteReason.READ_ONLY_TRANSACTION_ON_PRIMARY);

  /** Copies the collections. */
  public DataSourceStatistics {
    routes = List.copyOf(routes);
    shadow = List.copyOf(shadow);
    nodes = List.copyOf(nodes);
    topologyChanges = Map.copyOf(topologyChanges);
  }

  /**
   * Connections that something in their session binds to the primary.
   *
   * @param active how many there are now
   * @param ended how long those were bound that are not any more
   */
  public record Pins(long active, DurationSummary ended) {}

  /**
   * What was, or is, without a server.
   *
   * @param withoutPrimary how long in all there was no primary, since the servers have been watched
   * @param waiting threads that wait for one now
   * @param notCommitted transactions that were lost with their connection before a commit was sent
   * @param unknown those that were lost after it had been sent: nobody knows whether they were
   *     committed
   * @param repeats executions that were repeated on another server
   */
  public record Outages(
      Duration withoutPrimary, int waiting, long notCommitted, long unknown, long repeats) {}

  /**
   * The readings of the catalogue.
   *
   * @param age of the newest one that succeeded; null if none has
   * @param failures how many did not
   */
  public record CatalogReadings(@Nullable Duration age, long failures) {}

  /**
   * The numbers of one server.
   *
   * @param node which
   * @param role what it answered to be; UNKNOWN also where a single server is not asked
   * @param executions statements and batches that ran there, or were sent to
   * @param inFlight its connections in use now by this DataSource
   * @param confirmedAge of a replica: every write committed longer ago than this is visible on it;
   *     null if nothing is known, and of a primary
   * @param sampleAge when it was last asked; null if it did not answer
   * @param samples how often it answered the monitor
   * @param failedSamples how often it did not
   * @param failedBorrows how often its pool gave no connection, its server's refusals and timeouts
   *     alike
   * @param aborted connections in use that were aborted, because it did not answer or was replaced
   * @param conflicts reads that it ended because they were in the way of replay
   * @param pool its pool, if Weir made it; null if the application gave it
   */
  public record NodeStatistics(
      Node node,
      NodeState.Role role,
      long executions,
      int inFlight,
      @Nullable Duration confirmedAge,
      @Nullable Duration sampleAge,
      long samples,
      long failedSamples,
      long failedBorrows,
      long aborted,
      long conflicts,
      @Nullable Pool pool) {}

  /**
   * The numbers of a pool, now.
   *
   * @param active connections in use
   * @param idle connections that wait for use
   * @param waiting threads that wait for a connection
   * @param maximum how many connections it may have
   */
  public record Pool(int active, int idle, int waiting, int maximum) {}

  /**
   * What a pool of connections has to tell.
   *
   * @param inFlight connections in use by this DataSource
   * @param failedBorrows how often it gave none
   * @param aborted how many were aborted
   * @param pool the pool's numbers; null if it was given
   */
  public record Connections(int inFlight, long failedBorrows, long aborted, @Nullable Pool pool) {}

  /**
   * Takes them.
   *
   * @param dataSource its name
   * @param routes how often each decision was made
   * @param shadowMode whether the primary runs everything
   * @param tally what else was counted
   * @param topology the newest one
   * @param connections to each node, by index
   * @param listenerFailures how often a listener threw
   * @param catalog how the readings of the catalogue fare
   * @param nowNanos now, on the DataSource's monotonic clock
   */
  public static DataSourceStatistics of(
      String dataSource,
      List<RouteCount> routes,
      boolean shadowMode,
      Counters tally,
      Topology topology,
      List<Connections> connections,
      long listenerFailures,
      CatalogReadings catalog,
      long nowNanos) {
    return new DataSourceStatistics(
        dataSource,
        routes,
        shadowMode,
        tally.shadow().counted(),
        topology.nodes().stream()
            .map(state -> node(state, routes, tally, connections, nowNanos))
            .toList(),
        tally.pins(),
        tally.stickiness(),
        tally.staleReads(),
        tally.changes(),
        listenerFailures,
        tally.outages(nowNanos),
        catalog);
  }

  private static NodeStatistics node(
      NodeState state,
      List<RouteCount> routes,
      Counters tally,
      List<Connections> connections,
      long nowNanos) {
    Node node = state.node();
    boolean replica = state.role() == NodeState.Role.REPLICA;
    return new NodeStatistics(
        node,
        state.role(),
        sum(routes, count -> count.node().equals(node)),
        connections.get(node.index()).inFlight(),
        replica ? age(state.confirmedNanos(), nowNanos) : null,
        age(state.sampledNanos(), nowNanos),
        tally.samples(node),
        tally.failedSamples(node),
        connections.get(node.index()).failedBorrows(),
        connections.get(node.index()).aborted(),
        tally.conflicts(node),
        connections.get(node.index()).pool());
  }

  private static @Nullable Duration age(long nanos, long nowNanos) {
    return nanos == NodeState.UNKNOWN ? null : Duration.ofNanos(nowNanos - nanos);
  }

  private static long sum(List<RouteCount> counts, Predicate<RouteCount> which) {
    return counts.stream().filter(which).mapToLong(RouteCount::executions).sum();
  }

  /**
   * Reads that the primary served only because no replica could: none had the writes, none was
   * within the bound, or none was there.
   */
  public long spillOver() {
    return sum(routes, count -> SPILLED.contains(count.reason()));
  }
}
