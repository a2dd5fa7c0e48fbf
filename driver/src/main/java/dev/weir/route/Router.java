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
  private final Balancer balancer;
  private final Lending lending;
  private final int laggards;
  private final ReadMarks anything;
  private final Map<RouteReason, RouteDecision[]> decisions = new EnumMap<>(RouteReason.class);
  private final boolean single;

  /**
   * Creates a router.
   *
   * @param nodes all nodes, by index
   * @param weights how much of the reads each gets, by index
   * @param limits how far behind a replica may be
   * @param laggards how many replicas serve reads of {@link Freshness#ANY} when all are further
   *     behind
   * @param load how busy each node is
   * @param anything the marks of all writes: what a transaction of one snapshot must respect
   */
  public Router(
      List<Node> nodes,
      List<Integer> weights,
      Limits limits,
      int laggards,
      Load load,
      ReadMarks anything) {
    this.limits = limits;
    this.laggards = laggards;
    this.lending = load.lending();
    this.balancer =
        new Balancer(nodes, weights, load, bound -> ThreadLocalRandom.current().nextInt(bound));
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
              needs.onlySets() || (needs.replicaWillDo() && !needsPrimary),
              freshness,
              session,
              topology,
              nowNanos)
          : decision(RouteReason.TRANSACTION, topology.primary());
    }
    // A setting goes wherever its connection does: without a primary, another server takes it.
    boolean setsAnywhere = needs.onlySets() && !topology.hasPrimary();
    if (!needs.replicaWillDo() && !setsAnywhere) {
      return decision(needs.reason(), topology.primary());
    }
    if (needsPrimary && !setsAnywhere) {
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
    return lending.able(serving(topology, Freshness.ANY, anything, limits, nowNanos)) != 0;
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
                    state.node().isEndpoint() ? null : age(state.confirmedNanos(), nowNanos),
                    age(state.sampledNanos(), nowNanos),
                    lacks(state, topology, reads, freshness, nowNanos)))
        .toList();
  }

  private static @Nullable Duration age(long nanos, long nowNanos) {
    return nanos == NodeState.UNKNOWN ? null : Duration.ofNanos(nowNanos - nanos);
  }

  private String lacks(
      NodeState state, Topology topology, ReadMarks reads, Freshness freshness, long nowNanos) {
    String lendsNone = lending.trouble(state.node());
    boolean reports = freshness.kind() == Kind.REPORTING;
    boolean own = freshness.kind() == Kind.OWN_WRITES;
    if (!state.trouble().isEmpty()) {
      return state.trouble();
    }
    if (lendsNone != null) {
      return "it lends no connection: " + lendsNone;
    }
    if (state.node().reporting() != reports) {
      return reports ? "it was not declared for reports" : "it is for reports only";
    }
    if (own && reads.pending()) {
      return "it may lack the write that is being committed";
    }
    long newestNanos = reads.newestNanos();
    boolean kept = (kept(topology, freshness, nowNanos) & Balancer.set(state.node())) != 0;
    if (kept || serves(state, freshness, reads, newestNanos, limits, nowNanos)) {
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
        : serves(state, freshness, newestNanos, limits, nowNanos)
            ? "it is not known to have what this session has seen"
            : "it is not known to have the newest write";
  }

  /**
   * The writes that a read must see.
   *
   * @param needs of the statement
   * @param snapshot whether it begins a transaction of one snapshot: what the next statements will
   *     read is not known yet
   */
  public ReadMarks respected(Needs needs, boolean snapshot) {
    return snapshot ? needs.reads().alike(anything) : needs.reads();
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
    return serves(state, freshness, neededNanos, limits, nowNanos);
  }

  private static boolean serves(
      NodeState state, Freshness freshness, long neededNanos, Limits limits, long nowNanos) {
    return switch (freshness.kind()) {
      case PRIMARY -> false;
      case OWN_WRITES -> state.serves(neededNanos, nowNanos, limits);
      case BOUNDED -> state.servesWithin(freshness.bound().toNanos(), nowNanos, limits);
      case ANY -> state.serves(Marks.NEVER, nowNanos, limits);
      case REPORTING -> state.reports();
    };
  }

  /** The same, with what its caller has seen elsewhere. */
  private static boolean serves(
      NodeState state,
      Freshness freshness,
      ReadMarks reads,
      long newestNanos,
      Limits limits,
      long nowNanos) {
    long neededNanos = reads.neededNanos(newestNanos, state.node().index());
    return serves(state, freshness, neededNanos, limits, nowNanos);
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
      ReadMarks reads = respected(needs, session.oneSnapshot());
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
    if (serves(state, freshness, reads, newestNanos, limits, nowNanos)
        || (kept(topology, freshness, nowNanos) & Balancer.set(held)) != 0) {
      return decision(reason, held);
    }
    boolean seen = serves(state, freshness, newestNanos, limits, nowNanos);
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
    long serving = serving(topology, freshness, reads, limits, nowNanos);
    long choice = lending.able(serving);
    if (choice == 0 && freshness.kind() == Kind.REPORTING) {
      choice = serving; // No other can take a report.
    }
    if (choice != 0) {
      return decision(reason, balancer.choose(choice, nowNanos));
    }
    long kept = kept(topology, freshness, nowNanos);
    if (kept != 0) {
      return lagging(reason, balancer.choose(kept, nowNanos));
    }
    long newestNanos = reads.newestNanos();
    for (NodeState state : topology.nodes()) {
      if (!lending.isUnable(state.node())
          && serves(state, freshness, newestNanos, limits, nowNanos)) {
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

  /** The replicas that can serve a read. */
  private static long serving(
      Topology topology, Freshness freshness, ReadMarks reads, Limits limits, long nowNanos) {
    long newestNanos = reads.newestNanos();
    List<NodeState> states = topology.nodes();
    long serving = 0;
    for (int i = 0; i < states.size(); i++) {
      if (serves(states.get(i), freshness, reads, newestNanos, limits, nowNanos)) {
        serving |= Balancer.set(states.get(i).node());
      }
    }
    return serving;
  }

  /** The replicas that are least behind, while none is within the limit. */
  private long kept(Topology topology, Freshness freshness, long nowNanos) {
    if (laggards == 0 || freshness.kind() != Kind.ANY || mayCatchUp(topology, nowNanos)) {
      return 0;
    }
    List<NodeState> states = topology.nodes();
    long kept = 0;
    for (int n = 0; n < Math.min(laggards, states.size()); n++) {
      NodeState next = null;
      for (int i = 0; i < states.size(); i++) {
        NodeState state = states.get(i);
        if ((kept & Balancer.set(state.node())) == 0
            && state.follows(nowNanos, limits)
            && !lending.isUnable(state.node())
            && (next == null || state.confirmedNanos() > next.confirmedNanos())) {
          next = state;
        }
      }
      kept |= next == null ? 0 : Balancer.set(next.node());
    }
    return kept;
  }

  private RouteDecision lagging(RouteReason reason, Node node) {
    return decision(reason == RouteReason.READ ? RouteReason.LAGGING_REPLICA : reason, node);
  }

  /**
   * Whether a read goes to the primary only because no replica is there to serve it. One that must
   * see a write that no replica has is the primary's, and so are all while the servers are still
   * being looked at for the first time.
   *
   * @param decision by which it goes there
   * @param needs of the statement
   * @param needsPrimary whether the way it is executed says that it writes, whatever its text says
   * @param freshness how fresh its data must be
   * @param session of its connection
   * @param topology the newest one
   * @param nowNanos now, on the DataSource's monotonic clock
   */
  public boolean spillsOver(
      RouteDecision decision,
      Needs needs,
      boolean needsPrimary,
      Freshness freshness,
      Session session,
      Topology topology,
      long nowNanos) {
    boolean spills =
        switch (decision.reason()) {
          case NO_REPLICA, BEYOND_BOUND -> true;
          case READ_ONLY_TRANSACTION_ON_PRIMARY ->
              session.held() == null
                  && needs.replicaWillDo()
                  && !needsPrimary
                  && !session.serializable()
                  && freshness.kind() != Kind.PRIMARY
                  && (freshness.kind() == Kind.BOUNDED || !mayCatchUp(topology, nowNanos));
          default -> false;
        };
    return spills && topology.nodes().stream().noneMatch(NodeState::isStarting);
  }

  /**
   * The decision for a replica that is too far behind, to spare the primary a read that would spill
   * over. It has every write that the read must see, and a bound of the read's own is kept.
   *
   * @param needs of the statement
   * @param freshness how fresh its data must be
   * @param session of its connection
   * @param topology the newest one
   * @param lag how far behind it may be
   * @param nowNanos now, on the DataSource's monotonic clock
   * @return null if there is none
   */
  public @Nullable RouteDecision insteadOfPrimary(
      Needs needs,
      Freshness freshness,
      Session session,
      Topology topology,
      Duration lag,
      long nowNanos) {
    boolean transaction = session.inTransaction();
    ReadMarks reads = respected(needs, transaction && session.oneSnapshot());
    if (lag.isZero() || (freshness.kind() == Kind.OWN_WRITES && reads.pending())) {
      return null;
    }
    Limits allowed = new Limits(lag.toNanos(), limits.maxSampleAgeNanos());
    Node held = session.held();
    long serving =
        held == null
            ? lending.able(serving(topology, freshness, reads, allowed, nowNanos))
            : serving(topology, freshness, reads, allowed, nowNanos) & Balancer.set(held);
    RouteReason reason = transaction ? RouteReason.READ_ONLY_TRANSACTION : RouteReason.READ;
    return serving == 0 ? null : lagging(reason, balancer.choose(serving, nowNanos));
  }

  private RouteDecision decision(RouteReason reason, Node node) {
    // Every reason has its row.
    return Objects.requireNonNull(decisions.get(reason))[node.index()];
  }
}
