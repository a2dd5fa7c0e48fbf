package dev.weir.jdbc;

import dev.weir.consistency.Caller;
import dev.weir.consistency.Freshness.Kind;
import dev.weir.lease.Failures;
import dev.weir.lease.Lease;
import dev.weir.lease.Lender;
import dev.weir.plan.Refused;
import dev.weir.route.RouteCounters;
import dev.weir.route.RouteDecision;
import dev.weir.route.RouteReason;
import dev.weir.topology.Node;
import dev.weir.topology.Topology;
import java.sql.SQLException;

/**
 * Takes the connection on which a statement shall run: that which was decided, or what takes its
 * place when a server cannot be reached, shows too little, refuses or has no room. The lease that
 * it takes is held. Thread-safe.
 */
public final class Admission {
  private final Chooser chooser;
  private final ReplicaCheck check;
  private final Lender lender;
  private final RouteCounters counters;
  private final RouteCounters shadow;

  /**
   * Creates it.
   *
   * @param chooser decides again where that is needed
   * @param lender is told of servers that cannot be reached
   * @param counters how often each decision was carried out
   * @param shadow the decisions by which statements would have gone if nothing ran in shadow mode
   */
  public Admission(Chooser chooser, Lender lender, RouteCounters counters, RouteCounters shadow) {
    this.chooser = chooser;
    this.check = new ReplicaCheck(chooser, lender);
    this.lender = lender;
    this.counters = counters;
    this.shadow = shadow;
  }

  /** Carries a decision out. */
  Lease take(Run run, RouteDecision decision) throws SQLException {
    if (chooser.isShadow()) {
      return inShadow(run, decision);
    }
    return decision.reason().isPrimary()
        ? onPrimary(run, decision)
        : onReplica(run, decision, chooser.topology());
  }

  /** The primary's connection, wherever the statement would have gone. */
  private Lease inShadow(Run run, RouteDecision would) throws SQLException {
    shadow.count(would);
    boolean needsPrimary =
        would.reason().isPrimary() && would.reason() != RouteReason.NO_REPORTING_REPLICA;
    boolean holds =
        run.leases().held() == null || (run.transaction().inTransaction() && needsPrimary);
    RouteDecision runs = needsPrimary ? would : chooser.toPrimary(RouteReason.SHADOW);
    Lease lease = admit(run, runs, run.leases().to(runs.node(), run.startNanos()));
    lease.shadow(would, holds);
    return lease;
  }

  private Lease onPrimary(Run run, RouteDecision decision) throws SQLException {
    Topology servers = chooser.topology();
    return chooser.spillsOver(decision, run, servers)
        ? spill(run, decision, servers, true)
        : admit(run, decision, run.leases().to(decision.node(), run.startNanos()));
  }

  /** Takes the primary's connection for a read that spills over, or what takes its place. */
  private Lease spill(Run run, RouteDecision decision, Topology servers, boolean looks)
      throws SQLException {
    Chooser.Spilled spilled = chooser.placeFor(decision, run, servers, looks);
    if (!spilled.decision().reason().isPrimary()) {
      return onReplica(run, spilled.decision(), servers);
    }
    Lease lease;
    try {
      lease = run.leases().to(spilled.decision().node());
    } catch (SQLException | RuntimeException e) {
      if (spilled.place()) {
        chooser.spills().leave();
      }
      throw e;
    }
    if (spilled.place()) {
      lease.spilled(chooser.spills());
    }
    return admit(run, spilled.decision(), lease);
  }

  /** Takes the primary's connection for a statement that a replica has refused. */
  Lease takeRefused(Run run) throws SQLException {
    lender.counters().repeated();
    return atPrimary(run, RouteReason.REPEATED_ON_PRIMARY);
  }

  /**
   * Takes another connection for a read that a server has failed to run: a replica's that does for
   * its freshness, else the primary's. The connection that failed is dropped.
   *
   * @param failed where it ran
   * @param refused why it failed
   * @param toPrimary whether no replica shall run it
   * @throws SQLException what the replica threw if it was a report, which no other can serve
   */
  Lease takeElsewhere(Run run, Lease failed, Refused refused, boolean toPrimary)
      throws SQLException {
    run.leases().abandon(failed);
    lender.counters().repeated();
    long now = chooser.now();
    Topology others = chooser.topology().without(failed.node(), "a read has just failed there");
    RouteDecision decision = chooser.decide(run, others, now);
    if (!toPrimary && !decision.reason().isPrimary() && !decision.node().equals(failed.node())) {
      return onReplica(run, decision, others);
    }
    if (run.freshness().kind() == Kind.REPORTING) {
      throw refused.error();
    }
    RouteReason reason =
        run.transaction().inTransaction()
            ? RouteReason.READ_ONLY_TRANSACTION_ON_PRIMARY
            : RouteReason.REPEATED_ON_PRIMARY;
    return chooser.spills().limits().isUnlimited()
        ? atPrimary(run, reason)
        : spill(run, chooser.toPrimary(reason), others, false);
  }

  private Lease onReplica(Run run, RouteDecision decision, Topology servers) throws SQLException {
    Node replica = decision.node();
    boolean settled;
    Lease lease;
    boolean serves;
    try {
      lease = run.leases().to(replica, run.startNanos());
      // Only now: at which level transactions begin, the first connection tells.
      boolean snapshot = run.transaction().inTransaction() && run.transaction().oneSnapshot();
      // What one snapshot sees was settled by its first statement.
      settled = lease.isInTransaction() && (snapshot || run.isPlaced());
      serves = settled || serves(run, lease, snapshot);
    } catch (SQLException unreachable) {
      if (Failures.isInterruption(unreachable) || run.leases().isShut() || lender.isClosed()) {
        throw unreachable;
      }
      lender.suspect(replica);
      Topology others = servers.without(replica, "a read got no connection");
      return elsewhere(run, others, unreachable);
    }
    if (!serves) {
      RouteReason reason = check.lacking(lease, run.freshness());
      return replica.isEndpoint() && !lease.isInTransaction()
          ? notBehind(run, replica, reason, servers)
          : notOn(run, reason);
    }
    return settled || mayGoOn(run, lease)
        ? admit(run, decision, lease)
        : notOn(run, RouteReason.MONOTONIC_READS);
  }

  /** Whether the session has not seen more on this server than it shows now. */
  private boolean mayGoOn(Run run, Lease lease) {
    Caller caller = run.caller();
    return caller == null
        || run.freshness().kind() != Kind.OWN_WRITES
        || lease.node().isEndpoint() // Of which each connection has been looked at.
        || caller.mayGoOn(
            lease.node(),
            chooser.topology().state(lease.node()).confirmedNanos(),
            lease.openedNanos());
  }

  private boolean serves(Run run, Lease lease, boolean snapshot) throws SQLException {
    try {
      return check.serves(lease, run.needs(), run.freshness(), snapshot, run.startNanos());
    } catch (SQLException e) {
      lease.soil();
      run.leases().giveBackIdle();
      throw e;
    }
  }

  /** The primary's connection, in place of one to a replica that will not do after all. */
  private Lease notOn(Run run, RouteReason reason) throws SQLException {
    run.leases().giveBackIdle();
    chooser.demand();
    return atPrimary(run, reason);
  }

  private Lease atPrimary(Run run, RouteReason reason) throws SQLException {
    RouteDecision decision = chooser.toPrimary(reason);
    return admit(run, decision, run.leases().to(decision.node()));
  }

  /**
   * Another replica's connection, else the primary's, in place of one behind a reader endpoint: of
   * the endpoint only what it has at best was known when it was chosen.
   */
  private Lease notBehind(Run run, Node endpoint, RouteReason reason, Topology servers)
      throws SQLException {
    run.leases().giveBackIdle();
    Topology others = servers.without(endpoint, "the server behind a connection lacks too much");
    RouteDecision next = chooser.decide(run, others, chooser.now());
    if (!next.reason().isPrimary()) {
      return onReplica(run, next, others);
    }
    return reason == RouteReason.OWN_WRITES || chooser.spills().limits().isUnlimited()
        ? notOn(run, reason)
        : spill(run, chooser.toPrimary(reason), others, false);
  }

  /** What one replica could not take, another one does, or the primary, unless it is a report. */
  private Lease elsewhere(Run run, Topology others, SQLException unreachable) throws SQLException {
    RouteDecision decision = chooser.decide(run, others, chooser.now());
    if (decision.reason() == RouteReason.NO_REPORTING_REPLICA) {
      throw unreachable;
    }
    try {
      if (!decision.reason().isPrimary()) {
        return onReplica(run, decision, others);
      }
      return chooser.spillsOver(decision, run, others)
          ? spill(run, decision, others, false)
          : admit(run, decision, run.leases().toPrimary());
    } catch (SQLException e) {
      e.addSuppressed(unreachable);
      throw e;
    }
  }

  private Lease admit(Run run, RouteDecision wanted, Lease lease) {
    RouteDecision decision = chooser.router().at(wanted, lease.node());
    counters.count(decision);
    run.admitted(decision);
    lease.hold();
    return lease;
  }
}
