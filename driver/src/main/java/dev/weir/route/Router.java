package dev.weir.route;

import dev.weir.consistency.Marks;
import dev.weir.consistency.ReadMarks;
import dev.weir.topology.Node;
import dev.weir.topology.NodeState;
import dev.weir.topology.NodeState.Limits;
import dev.weir.topology.Topology;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Decides where a statement goes. The order: pin, open transaction, what the statement is,
 * freshness, balance. A function of its arguments, but for the two random choices of the balance.
 * Thread-safe; allocates nothing.
 */
public final class Router {
  private final Limits limits;
  private final InFlight inFlight;
  private final ReadMarks anything;
  private final Map<RouteReason, RouteDecision[]> decisions = new EnumMap<>(RouteReason.class);
  private final boolean single;

  /**
   * Creates a router.
   *
   * @param nodes all nodes, by index
   * @param limits how far behind a replica may be
   * @param inFlight how busy each node is
   * @param anything the marks of all writes: what a transaction of one snapshot must respect
   */
  public Router(List<Node> nodes, Limits limits, InFlight inFlight, ReadMarks anything) {
    this.limits = limits;
    this.inFlight = inFlight;
    this.anything = anything;
    this.single = nodes.size() == 1;
    for (RouteReason reason : RouteReason.values()) {
      decisions.put(
          reason,
          nodes.stream()
              .map(node -> new RouteDecision(node, reason))
              .toArray(RouteDecision[]::new));
    }
  }

  /**
   * Where a statement goes, and why.
   *
   * @param needs of the statement
   * @param needsPrimary whether the way it is executed says that it writes, whatever its text says
   * @param session of its connection
   * @param topology the newest one
   * @param nowNanos now, on the DataSource's monotonic clock
   */
  public RouteDecision decide(
      Needs needs, boolean needsPrimary, Session session, Topology topology, long nowNanos) {
    if (single) {
      return decision(RouteReason.SINGLE_NODE, topology.primary());
    }
    if (session.pinned()) {
      return decision(RouteReason.PINNED, topology.primary());
    }
    if (session.inTransaction()) {
      return session.readOnly()
          ? inReadOnlyTransaction(
              needs,
              (needs.replicaWillDo() || needs.onlySets()) && !needsPrimary,
              session,
              topology,
              nowNanos)
          : decision(RouteReason.TRANSACTION, topology.primary());
    }
    if (!needs.replicaWillDo()) {
      return decision(needs.reason(), topology.primary());
    }
    if (needsPrimary) {
      return decision(RouteReason.WRITE, topology.primary());
    }
    if (session.serializable()) {
      return decision(RouteReason.SERIALIZABLE, topology.primary());
    }
    Node held = session.held();
    if (held != null) {
      return onHeld(held, needs.reads(), topology, nowNanos);
    }
    return read(RouteReason.READ, needs.reads(), topology, nowNanos);
  }

  /**
   * The decision for the primary where the statement itself needs it.
   *
   * @param reason why
   * @param topology the newest one
   */
  public RouteDecision primary(RouteReason reason, Topology topology) {
    return decision(reason, topology.primary());
  }

  /**
   * A decision for the primary, when another node has become that before it was carried out.
   *
   * @param decision that was made
   * @param node where the statement runs
   */
  public RouteDecision at(RouteDecision decision, Node node) {
    return decision.node().equals(node) ? decision : decision(decision.reason(), node);
  }

  /**
   * One replica serves all of it; under READ COMMITTED a statement whose writes it lacks goes to
   * the primary.
   */
  private RouteDecision inReadOnlyTransaction(
      Needs needs, boolean replicaWillDo, Session session, Topology topology, long nowNanos) {
    Node held = session.held();
    if (session.serializable() || (held == null && !replicaWillDo)) {
      return decision(RouteReason.READ_ONLY_TRANSACTION_ON_PRIMARY, topology.primary());
    }
    if (held == null) {
      // What the next statements of one snapshot will read is not known yet.
      ReadMarks reads = session.oneSnapshot() ? anything : needs.reads();
      RouteDecision first = read(RouteReason.READ_ONLY_TRANSACTION, reads, topology, nowNanos);
      return first.node().equals(topology.primary())
          ? decision(RouteReason.READ_ONLY_TRANSACTION_ON_PRIMARY, first.node())
          : first;
    }
    if (held.equals(topology.primary())) {
      return decision(RouteReason.READ_ONLY_TRANSACTION_ON_PRIMARY, held);
    }
    boolean stays =
        session.oneSnapshot()
            || (replicaWillDo
                && !needs.reads().pending()
                && topology.state(held).serves(needs.reads().newestNanos(), nowNanos, limits));
    if (stays) {
      return decision(RouteReason.READ_ONLY_TRANSACTION, held);
    }
    return decision(replicaWillDo ? RouteReason.OWN_WRITES : needs.reason(), topology.primary());
  }

  /**
   * A second connection is taken only from a replica's side to the primary's, never the other way
   * and never between replicas: two threads cannot wait for each other's pools.
   */
  private RouteDecision onHeld(Node held, ReadMarks reads, Topology topology, long nowNanos) {
    if (held.equals(topology.primary())) {
      return decision(RouteReason.PRIMARY_HELD, held);
    }
    if (reads.pending()) {
      return decision(RouteReason.PENDING_WRITE, topology.primary());
    }
    return topology.state(held).serves(reads.newestNanos(), nowNanos, limits)
        ? decision(RouteReason.READ, held)
        : decision(RouteReason.OWN_WRITES, topology.primary());
  }

  private RouteDecision read(
      RouteReason reason, ReadMarks reads, Topology topology, long nowNanos) {
    if (reads.pending()) {
      return decision(RouteReason.PENDING_WRITE, topology.primary());
    }
    long needed = reads.newestNanos();
    Node replica = balance(topology, needed, nowNanos);
    if (replica != null) {
      return decision(reason, replica);
    }
    boolean anyReplica = needed != Marks.NEVER && balance(topology, Marks.NEVER, nowNanos) != null;
    return decision(
        anyReplica ? RouteReason.OWN_WRITES : RouteReason.NO_REPLICA, topology.primary());
  }

  /** Two random choices among the replicas that serve the read; the less busy of the two. */
  private @Nullable Node balance(Topology topology, long neededNanos, long nowNanos) {
    List<NodeState> states = topology.nodes();
    int eligible = 0;
    for (int i = 0; i < states.size(); i++) {
      if (states.get(i).serves(neededNanos, nowNanos, limits)) {
        eligible++;
      }
    }
    if (eligible == 0) {
      return null;
    }
    Node one = nth(states, pick(eligible), neededNanos, nowNanos);
    Node other = nth(states, pick(eligible), neededNanos, nowNanos);
    return inFlight.of(one) <= inFlight.of(other) ? one : other;
  }

  private static int pick(int eligible) {
    return eligible == 1 ? 0 : ThreadLocalRandom.current().nextInt(eligible);
  }

  private Node nth(List<NodeState> states, int n, long neededNanos, long nowNanos) {
    int seen = 0;
    for (int i = 0; i < states.size(); i++) {
      NodeState state = states.get(i);
      if (state.serves(neededNanos, nowNanos, limits) && seen++ == n) {
        return state.node();
      }
    }
    throw new AssertionError("the snapshot is immutable: what served a moment ago still does");
  }

  private RouteDecision decision(RouteReason reason, Node node) {
    // Every reason has its row.
    return Objects.requireNonNull(decisions.get(reason))[node.index()];
  }
}
