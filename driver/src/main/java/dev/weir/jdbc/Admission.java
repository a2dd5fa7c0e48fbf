package dev.weir.jdbc;

import dev.weir.consistency.Caller;
import dev.weir.consistency.Freshness;
import dev.weir.consistency.Freshness.Kind;
import dev.weir.route.RouteDecision;
import dev.weir.route.RouteReason;
import dev.weir.route.Session;
import dev.weir.topology.Node;
import dev.weir.topology.Topology;
import java.sql.SQLException;

/**
 * Takes the connection on which a statement of one logical connection shall run: that which was
 * decided, or what takes its place when a server cannot be reached, shows too little, refuses or
 * has no room. The lease that it takes is held. Used by one thread at a time.
 */
final class Admission extends Routing {
  private final Leases leases;

  Admission(Services services, Session session, Leases leases) {
    super(services, session);
    this.leases = leases;
  }

  /**
   * Carries a decision out.
   *
   * @param needsPrimary whether the way it is executed says that it writes, whatever its text says
   * @param freshness how fresh its data must be, should it be a read
   * @param nowNanos when it was decided
   */
  Lease take(
      Plan plan, boolean needsPrimary, Freshness freshness, RouteDecision decision, long nowNanos)
      throws SQLException {
    if (services.shadow()) {
      return inShadow(decision, nowNanos);
    }
    return decision.reason().isPrimary()
        ? onPrimary(plan, needsPrimary, freshness, decision, nowNanos)
        : onReplica(plan, freshness, decision, services.topology().get(), nowNanos);
  }

  /** The one connection there is, where one node is observed: there is nothing to decide. */
  Lease takeOnly() throws SQLException {
    RouteDecision decision = toPrimary(RouteReason.SINGLE_NODE);
    return admit(decision, leases.to(decision.node()));
  }

  /** The primary's connection, wherever the statement would have gone. */
  private Lease inShadow(RouteDecision would, long nowNanos) throws SQLException {
    services.tally().shadow().count(would);
    boolean needsPrimary =
        would.reason().isPrimary() && would.reason() != RouteReason.NO_REPORTING_REPLICA;
    boolean holds = leases.held() == null || (session.inTransaction() && needsPrimary);
    RouteDecision runs = needsPrimary ? would : toPrimary(RouteReason.SHADOW);
    Lease lease = admit(runs, leases.to(runs.node(), nowNanos));
    lease.shadow(would, holds);
    return lease;
  }

  private Lease onPrimary(
      Plan plan, boolean needsPrimary, Freshness freshness, RouteDecision decision, long nowNanos)
      throws SQLException {
    Topology topology = services.topology().get();
    return spillsOver(decision, plan, needsPrimary, freshness, topology)
        ? spill(plan, freshness, decision, topology, true)
        : admit(decision, leases.to(decision.node(), nowNanos));
  }

  /** Takes the primary's connection for a read that spills over, or what takes its place. */
  private Lease spill(
      Plan plan, Freshness freshness, RouteDecision decision, Topology topology, boolean looks)
      throws SQLException {
    Spilled spilled = placeFor(decision, plan, freshness, topology, looks);
    if (!spilled.decision().reason().isPrimary()) {
      return onReplica(plan, freshness, spilled.decision(), topology, services.now());
    }
    Lease lease;
    try {
      lease = leases.to(spilled.decision().node());
    } catch (SQLException | RuntimeException e) {
      if (spilled.place()) {
        services.spills().leave();
      }
      throw e;
    }
    if (spilled.place()) {
      lease.spilled(services.spills());
    }
    return admit(spilled.decision(), lease);
  }

  /** Takes the primary's connection for a statement that a replica has refused. */
  Lease takeRefused() throws SQLException {
    services.tally().repeated();
    RouteDecision decision = toPrimary(RouteReason.REPEATED_ON_PRIMARY);
    return admit(decision, leases.to(decision.node()));
  }

  /**
   * Takes another connection for a read that a replica has failed to run: another replica's, and
   * the second time the primary's. The connection that failed is dropped.
   *
   * @param failed where it ran
   * @param refused why it failed
   * @param again whether it has failed for the second time
   * @throws SQLException what the replica threw if it was a report, which no other can serve
   */
  Lease takeElsewhere(Lease failed, Refused refused, boolean again) throws SQLException {
    leases.abandon(failed);
    services.tally().repeated();
    Plan plan = refused.plan();
    long now = services.now();
    Freshness freshness = freshness(plan, false);
    Topology others =
        services.topology().get().without(failed.node(), "a read has just failed there");
    if (!again) {
      RouteDecision decision = decide(plan, false, freshness, others, now);
      if (!decision.reason().isPrimary() && !decision.node().equals(failed.node())) {
        return onReplica(plan, freshness, decision, others, now);
      }
    }
    if (freshness.kind() == Kind.REPORTING) {
      throw refused.error();
    }
    RouteDecision decision =
        toPrimary(
            session.inTransaction()
                ? RouteReason.READ_ONLY_TRANSACTION_ON_PRIMARY
                : RouteReason.REPEATED_ON_PRIMARY);
    return services.spills().limits().isUnlimited()
        ? admit(decision, leases.to(decision.node()))
        : spill(plan, freshness, decision, others, false);
  }

  private Lease onReplica(
      Plan plan, Freshness freshness, RouteDecision decision, Topology topology, long nowNanos)
      throws SQLException {
    Node replica = decision.node();
    boolean snapshot;
    Lease lease;
    boolean serves;
    try {
      lease = leases.to(replica, nowNanos);
      // Only now: at which level transactions begin, the first connection tells.
      snapshot = session.inTransaction() && session.oneSnapshot();
      // What one snapshot sees was settled by its first statement.
      serves =
          (snapshot && lease.isInTransaction())
              || serves(lease, plan, freshness, snapshot, nowNanos);
    } catch (SQLException unreachable) {
      if (Exceptions.isInterruption(unreachable)) {
        throw unreachable;
      }
      services.primaries().suspect(replica);
      Topology others = topology.without(replica, "a read got no connection");
      return elsewhere(plan, freshness, others, unreachable, nowNanos);
    }
    if (!serves) {
      RouteReason reason = new ReplicaCheck(services).lacking(lease, freshness);
      return replica.isEndpoint() && !lease.isInTransaction()
          ? notBehind(replica, reason, plan, freshness, topology, nowNanos)
          : notOn(reason);
    }
    boolean settled = snapshot && lease.isInTransaction();
    return settled || mayGoOn(lease, freshness)
        ? admit(decision, lease)
        : notOn(RouteReason.MONOTONIC_READS);
  }

  /** Whether the session has not seen more on this server than it shows now. */
  private boolean mayGoOn(Lease lease, Freshness freshness) {
    Caller caller = caller();
    return caller == null
        || freshness.kind() != Kind.OWN_WRITES
        || lease.node().isEndpoint() // Of which each connection has been looked at.
        || caller.mayGoOn(
            lease.node(),
            services.topology().get().state(lease.node()).confirmedNanos(),
            lease.openedNanos());
  }

  private boolean serves(
      Lease lease, Plan plan, Freshness freshness, boolean snapshot, long nowNanos)
      throws SQLException {
    try {
      return new ReplicaCheck(services).serves(lease, needs(plan), freshness, snapshot, nowNanos);
    } catch (SQLException e) {
      lease.soil();
      leases.giveBackIdle();
      throw e;
    }
  }

  /** The primary's connection, in place of one to a replica that will not do after all. */
  private Lease notOn(RouteReason reason) throws SQLException {
    leases.giveBackIdle();
    services.demand().run();
    RouteDecision instead = toPrimary(reason);
    return admit(instead, leases.to(instead.node()));
  }

  /**
   * Another replica's connection, else the primary's, in place of one behind a reader endpoint: of
   * the endpoint only what it has at best was known when it was chosen.
   */
  private Lease notBehind(
      Node endpoint,
      RouteReason reason,
      Plan plan,
      Freshness freshness,
      Topology topology,
      long nowNanos)
      throws SQLException {
    leases.giveBackIdle();
    Topology others = topology.without(endpoint, "the server behind a connection lacks too much");
    RouteDecision next = decide(plan, false, freshness, others, services.now());
    if (!next.reason().isPrimary()) {
      return onReplica(plan, freshness, next, others, nowNanos);
    }
    return reason == RouteReason.OWN_WRITES || services.spills().limits().isUnlimited()
        ? notOn(reason)
        : spill(plan, freshness, toPrimary(reason), others, false);
  }

  private RouteDecision toPrimary(RouteReason reason) {
    return services.router().primary(reason, services.topology().get());
  }

  /** What one replica could not take, another one does, or the primary, unless it is a report. */
  private Lease elsewhere(
      Plan plan, Freshness freshness, Topology others, SQLException unreachable, long nowNanos)
      throws SQLException {
    RouteDecision decision = decide(plan, false, freshness, others, services.now());
    if (decision.reason() == RouteReason.NO_REPORTING_REPLICA) {
      throw unreachable;
    }
    try {
      if (!decision.reason().isPrimary()) {
        return onReplica(plan, freshness, decision, others, nowNanos);
      }
      return spillsOver(decision, plan, false, freshness, others)
          ? spill(plan, freshness, decision, others, false)
          : admit(decision, leases.to(services.topology().get().primary()));
    } catch (SQLException e) {
      e.addSuppressed(unreachable);
      throw e;
    }
  }

  private Lease admit(RouteDecision wanted, Lease lease) {
    RouteDecision decision = services.router().at(wanted, lease.node());
    services.counters().count(decision);
    lease.admit(decision);
    return lease;
  }
}
