package dev.weir.route;

import dev.weir.consistency.Freshness;
import dev.weir.consistency.Freshness.Kind;
import dev.weir.consistency.Marks;
import dev.weir.consistency.ReadMarks;
import dev.weir.topology.Node;
import dev.weir.topology.NodeState;
import dev.weir.topology.NodeState.Limits;
import dev.weir.topology.Topology;
import java.time.Duration;
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
   * @param freshness how fresh its data must be, should it turn out to be a read
   * @param session of its connection
   * @param topology the newest one
   * @param nowNanos now, on the DataSource's monotonic clock
   */
  public RouteDecision decide(
      Needs needs,
      boolean needsPrimary,
      Freshness freshness,
      Session session,
      Topology topology,
      long nowNanos) {
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
              freshness,
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
      return onHeld(held, needs.reads(), freshness, topology, nowNanos);
    }
    return read(RouteReason.READ, needs.reads(), freshness, topology, nowNanos);
  }

  /**
   * Whether a replica is there that may get what it lacks now by and by: one that streams within
   * the limit.
   *
   * @param topology the newest one
   * @param nowNanos now, on the DataSource's monotonic clock
   */
  public boolean mayCatchUp(Topology topology, long nowNanos) {
    return balance(topology, Freshness.ANY, anything, Marks.NEVER, nowNanos) != null;
  }

  /**
   * What each replica lacks for a read, for people.
   *
   * @param reads the writes that it must see
   * @param freshness how fresh its data must be
   * @param topology the newest one
   * @param nowNanos now, on the DataSource's monotonic clock
   */
  public List<RouteExplanation.Replica> replicas(
      ReadMarks reads, Freshness freshness, Topology topology, long nowNanos) {
    return topology.nodes().stream()
        .filter(state -> !state.node().equals(topology.primary()))
        .map(
            state ->
                new RouteExplanation.Replica(
                    state.node(),
                    age(state.confirmedNanos(), nowNanos),
                    age(state.sampledNanos(), nowNanos),
                    lacks(state, reads, freshness, nowNanos)))
        .toList();
  }

  private static @Nullable Duration age(long nanos, long nowNanos) {
    return nanos == NodeState.UNKNOWN ? null : Duration.ofNanos(nowNanos - nanos);
  }

  private String lacks(NodeState state, ReadMarks reads, Freshness freshness, long nowNanos) {
    boolean reports = freshness.kind() == Kind.REPORTING;
    boolean own = freshness.kind() == Kind.OWN_WRITES;
    if (!state.trouble().isEmpty()) {
      return state.trouble();
    }
    if (state.node().reporting() != reports) {
      return reports ? "it was not declared for reports" : "it is for reports only";
    }
    if (own && reads.pending()) {
      return "it may lack the write that is being committed";
    }
    long neededNanos = reads.newestNanos();
    if (serves(state, freshness, reads, neededNanos, nowNanos)) {
      return "";
    }
    if (nowNanos - state.sampledNanos() > limits.maxSampleAgeNanos()) {
      return "it has not answered lately";
    }
    if (freshness.kind() == Kind.PRIMARY) {
      return "the primary was asked for";
    }
    if (state.confirmedNanos() == NodeState.UNKNOWN) {
      return "it is further behind than is remembered";
    }
    if (freshness.kind() == Kind.BOUNDED) {
      return "it is behind the bound";
    }
    return nowNanos - state.confirmedNanos() > limits.maxLagNanos()
        ? "it is further behind than maxLag"
        : serves(state, freshness, neededNanos, nowNanos)
            ? "it is not known to have what this session has seen"
            : "it is not known to have the newest write";
  }

  /**
   * Whether a replica could serve a read by itself, whatever its statement and session are.
   *
   * @param state of a replica
   * @param freshness how fresh its data must be
   * @param neededNanos the youngest mark of the tables that it reads
   * @param nowNanos now, on the DataSource's monotonic clock
   */
  public boolean serves(NodeState state, Freshness freshness, long neededNanos, long nowNanos) {
    return switch (freshness.kind()) {
      case PRIMARY -> false;
      case OWN_WRITES -> state.serves(neededNanos, nowNanos, limits);
      case BOUNDED -> state.servesWithin(freshness.bound().toNanos(), nowNanos, limits);
      case ANY -> state.serves(Marks.NEVER, nowNanos, limits);
      case REPORTING -> state.reports();
    };
  }

  /** The same, with what its caller has seen elsewhere. */
  private boolean serves(
      NodeState state, Freshness freshness, ReadMarks reads, long newestNanos, long nowNanos) {
    long neededNanos = reads.neededNanos(newestNanos, state.node().index());
    return serves(state, freshness, neededNanos, nowNanos);
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
      Needs needs,
      boolean replicaWillDo,
      Freshness freshness,
      Session session,
      Topology topology,
      long nowNanos) {
    Node held = session.held();
    if (session.serializable() || (held == null && !replicaWillDo)) {
      return decision(RouteReason.READ_ONLY_TRANSACTION_ON_PRIMARY, topology.primary());
    }
    if (held == null) {
      // What the next statements of one snapshot will read is not known yet.
      ReadMarks reads = session.oneSnapshot() ? needs.reads().alike(anything) : needs.reads();
      RouteDecision first =
          read(RouteReason.READ_ONLY_TRANSACTION, reads, freshness, topology, nowNanos);
      return first.node().equals(topology.primary())
              && first.reason() != RouteReason.NO_REPORTING_REPLICA
          ? decision(RouteReason.READ_ONLY_TRANSACTION_ON_PRIMARY, first.node())
          : first;
    }
    if (held.equals(topology.primary())) {
      return decision(RouteReason.READ_ONLY_TRANSACTION_ON_PRIMARY, held);
    }
    if (session.oneSnapshot()) {
      return decision(RouteReason.READ_ONLY_TRANSACTION, held);
    }
    return replicaWillDo
        ? stay(
            RouteReason.READ_ONLY_TRANSACTION, held, needs.reads(), freshness, topology, nowNanos)
        : decision(needs.reason(), topology.primary());
  }

  /**
   * A second connection is taken only from a replica's side to the primary's, never the other way
   * and never between replicas: two threads cannot wait for each other's pools.
   */
  private RouteDecision onHeld(
      Node held, ReadMarks reads, Freshness freshness, Topology topology, long nowNanos) {
    return held.equals(topology.primary())
        ? decision(RouteReason.PRIMARY_HELD, held)
        : stay(RouteReason.READ, held, reads, freshness, topology, nowNanos);
  }

  /** On the replica that is held if it serves the read, else on the primary. */
  private RouteDecision stay(
      RouteReason reason,
      Node held,
      ReadMarks reads,
      Freshness freshness,
      Topology topology,
      long nowNanos) {
    if (freshness.kind() == Kind.REPORTING) {
      return decision(reason, held); // The data is as fresh as any, and the primary is spared.
    }
    if (freshness.kind() == Kind.OWN_WRITES && reads.pending()) {
      return decision(RouteReason.PENDING_WRITE, topology.primary());
    }
    NodeState state = topology.state(held);
    long newestNanos = reads.newestNanos();
    if (serves(state, freshness, reads, newestNanos, nowNanos)) {
      return decision(reason, held);
    }
    boolean seen = serves(state, freshness, newestNanos, nowNanos);
    return decision(seen ? RouteReason.MONOTONIC_READS : lacking(freshness), topology.primary());
  }

  private RouteDecision read(
      RouteReason reason, ReadMarks reads, Freshness freshness, Topology topology, long nowNanos) {
    if (freshness.kind() == Kind.PRIMARY) {
      return decision(RouteReason.PRIMARY_ASKED, topology.primary());
    }
    if (freshness.kind() == Kind.OWN_WRITES && reads.pending()) {
      return decision(RouteReason.PENDING_WRITE, topology.primary());
    }
    long newestNanos = reads.newestNanos();
    Node replica = balance(topology, freshness, reads, newestNanos, nowNanos);
    if (replica != null) {
      return decision(reason, replica);
    }
    for (NodeState state : topology.nodes()) {
      if (serves(state, freshness, newestNanos, nowNanos)) {
        return decision(RouteReason.MONOTONIC_READS, topology.primary());
      }
    }
    boolean none = freshness.kind() != Kind.REPORTING && !mayCatchUp(topology, nowNanos);
    return decision(none ? RouteReason.NO_REPLICA : lacking(freshness), topology.primary());
  }

  /** Why a replica that is there does not serve a read. */
  private static RouteReason lacking(Freshness freshness) {
    return switch (freshness.kind()) {
      case PRIMARY -> RouteReason.PRIMARY_ASKED;
      case OWN_WRITES -> RouteReason.OWN_WRITES;
      case BOUNDED -> RouteReason.BEYOND_BOUND;
      case ANY -> RouteReason.NO_REPLICA;
      case REPORTING -> RouteReason.NO_REPORTING_REPLICA;
    };
  }

  /** Two random choices among the replicas that serve the read; the less busy of the two. */
  private @Nullable Node balance(
      Topology topology, Freshness freshness, ReadMarks reads, long newestNanos, long nowNanos) {
    List<NodeState> states = topology.nodes();
    int eligible = 0;
    for (int i = 0; i < states.size(); i++) {
      if (serves(states.get(i), freshness, reads, newestNanos, nowNanos)) {
        eligible++;
      }
    }
    if (eligible == 0) {
      return null;
    }
    Node one = nth(states, pick(eligible), freshness, reads, newestNanos, nowNanos);
    Node other = nth(states, pick(eligible), freshness, reads, newestNanos, nowNanos);
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return inFlight.of(one) <= inFlight.of(other) ? one : other;
  }

  private static int pick(int eligible) {
    return eligible == 1 ? 0 : ThreadLocalRandom.current().nextInt(eligible);
  }

  private @Nullable Node nth(
      List<NodeState> states,
      int n,
      Freshness freshness,
      ReadMarks reads,
      long newestNanos,
      long nowNanos) {
    int seen = 0;
    for (int i = 0; i < states.size(); i++) {
      NodeState state = states.get(i);
      if (serves(state, freshness, reads, newestNanos, nowNanos) && seen++ == n) {
        return state.node();
      }
    }
    return null; // Another thread of the same caller has seen more meanwhile.
  }

  private RouteDecision decision(RouteReason reason, Node node) {
    // Every reason has its row.
    return Objects.requireNonNull(decisions.get(reason))[node.index()];
  }
}
