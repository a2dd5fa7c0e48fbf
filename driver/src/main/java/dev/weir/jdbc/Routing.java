package dev.weir.jdbc;

import dev.weir.lease.Failures;

import dev.weir.plan.Hint;
import dev.weir.plan.Plan;
import dev.weir.lease.SpillGate;

import dev.weir.consistency.Caller;
import dev.weir.consistency.Freshness;
import dev.weir.consistency.Freshness.Kind;
import dev.weir.consistency.FreshnessScope;
import dev.weir.route.Needs;
import dev.weir.route.RouteDecision;
import dev.weir.route.RouteReason;
import dev.weir.route.Session;
import dev.weir.route.SpillOver;
import dev.weir.sql.StatementKind;
import dev.weir.topology.Topology;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLState;

/**
 * Where the next statement of one connection goes: finds the freshness that holds for it, asks the
 * router, and waits for a replica where that was asked for. Used by one thread at a time.
 */
class Routing {
  /** Between two looks for a replica, of a read that waits for its turn on the primary. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private static final String TOO_MANY = "53300";
  private static final String CANNOT_CONNECT = "08001";

  /** How long a session may wait for a replica that has what it has seen. */
  private static final long SEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  final Services services;
  final Session session;

  /** What the first statement of the open read-only transaction had; null before it. */
  private @Nullable Freshness ofTransaction;

  Routing(Services services, Session session) {
    this.services = services;
    this.session = session;
  }

  /** Who executes the statement; null outside of sessions. */
  private @Nullable Caller caller;

  /** Where a freshness comes from, for people. */
  record Contract(Freshness freshness, String from) {}

  /**
   * How fresh the data of a statement must be, should it turn out to be a read.
   *
   * @param needsPrimary whether the way it is executed says that it writes, whatever its text says
   * @throws SQLException if its hint is not understood, or contradicts what it is part of
   */
  final Freshness freshness(Plan plan, boolean needsPrimary) throws SQLException {
    Hint hint = plan.hint();
    if (hint != null && !services.steady()) {
      Freshness asked = hint.freshness();
      checkContradiction(hint, asked, plan, needsPrimary);
      return asked;
    }
    Freshness fixed = fixed();
    if (fixed != null) {
      return fixed;
    }
    Freshness scope = FreshnessScope.current();
    return scope != null ? scope : services.freshness();
  }

  /** The same, and who chose it. */
  final Contract contract(Plan plan) throws SQLException {
    Freshness freshness = freshness(plan, false);
    String from =
        plan.hint() != null && !services.steady()
            ? "hint"
            : fixed() != null
                ? "first statement of the transaction"
                : FreshnessScope.current() != null ? "scope" : "DataSource";
    return new Contract(freshness, from);
  }

  /** What the open transaction has settled; null if it has not. */
  private @Nullable Freshness fixed() {
    return session.inTransaction() && session.readOnly() ? ofTransaction : null;
  }

  private void checkContradiction(Hint hint, Freshness asked, Plan plan, boolean needsPrimary)
      throws SQLException {
    Freshness fixed = fixed();
    if (fixed != null) {
      if (asked.kind() != fixed.kind() || !asked.bound().equals(fixed.bound())) {
        throw contradiction(hint, "the transaction: its first statement settled it as " + fixed);
      }
      return;
    }
    if (asked.kind() == Kind.PRIMARY || asked.kind() == Kind.OWN_WRITES) {
      return; // The primary gives it, whatever the statement is.
    }
    StatementKind kind = plan.shape().kind();
    if (kind != StatementKind.READ
        && kind != StatementKind.EMPTY
        && kind != StatementKind.UNKNOWN) {
      throw contradiction(hint, "the statement, which is no read: " + kind);
    }
    if (needsPrimary) {
      throw contradiction(hint, "the call, by which the statement may write");
    }
    if (session.pinned()) {
      throw contradiction(hint, "the connection, which is pinned to the primary");
    }
    if (session.inTransaction() && !session.readOnly()) {
      throw contradiction(hint, "the transaction, which is not read-only and so is the primary's");
    }
  }

  private static SQLException contradiction(Hint hint, String what) {
    return new SQLException(
        "the hint " + hint + " contradicts " + what, PSQLState.OBJECT_NOT_IN_STATE.getState());
  }

  /** Who executes from here on. */
  final void enter() {
    caller = services.callers().current();
  }

  /** Who executes the statement; null outside of sessions. */
  final @Nullable Caller caller() {
    return caller;
  }

  /** What a statement of this caller needs. */
  final Needs needs(Plan plan) {
    Needs needs = plan.needs();
    return caller == null ? needs : needs.with(caller.reading(needs.reads()));
  }

  /**
   * Decides, and waits before if that was asked for and can help. A report waits for its replica as
   * long as it would for a connection to it: it may just have been started, or come back.
   *
   * @param freshness how fresh its data must be
   * @throws SQLException if it is a report and nobody is there to serve it, or if the thread was
   *     interrupted while it waited
   */
  final RouteDecision decide(Plan plan, boolean needsPrimary, Freshness freshness, long nowNanos)
      throws SQLException {
    if (session.inTransaction() && session.readOnly()) {
      ofTransaction = freshness;
    }
    Topology topology = services.topology().get();
    RouteDecision decision = decide(plan, needsPrimary, freshness, topology, nowNanos);
    boolean late = mayWait(decision, plan, needsPrimary, topology, nowNanos);
    boolean sooner =
        freshness.kind() == Kind.BOUNDED
            && (late || !decision.reason().isPrimary())
            && services.bounds().used(freshness.bound().toNanos(), nowNanos);
    if (sooner
        || decision.reason() == RouteReason.OWN_WRITES
        || decision.reason() == RouteReason.MONOTONIC_READS) {
      services.demand().run();
    }
    if (services.shadow()) {
      return decision; // The primary runs it, and it waits for nobody.
    }
    long wait =
        decision.reason() == RouteReason.NO_REPORTING_REPLICA
            ? services.replicaTimeoutNanos()
            : freshness.catchUpWait().toNanos();
    if (late && caller != null) {
      wait = Math.max(wait, waitOfSession(caller, decision, nowNanos));
    }
    if (late && wait > 0) {
      decision = awaitReplica(decision, wait, plan, needsPrimary, freshness, topology, nowNanos);
    }
    if (caller != null && !decision.reason().isPrimary()) {
      caller.keptNoLonger();
    }
    if (decision.reason() == RouteReason.NO_REPORTING_REPLICA) {
      throw new SQLTransientConnectionException(
          services.name()
              + " - no reporting replica is there to serve a report, and the primary is spared: it"
              + " must have been declared by reportingReplica(..), and stream",
          CANNOT_CONNECT);
    }
    return decision;
  }

  /**
   * How long a session waits for a replica that has what it has seen: not at all at first, but who
   * reads on and on would stay on the primary for ever. Should it be in vain, not again at once.
   */
  private static long waitOfSession(Caller caller, RouteDecision decision, long nowNanos) {
    boolean kept =
        decision.reason() == RouteReason.MONOTONIC_READS
            || decision.reason() == RouteReason.READ_ONLY_TRANSACTION_ON_PRIMARY;
    if (!kept || !caller.kept(nowNanos)) {
      return 0;
    }
    caller.keptNoLonger();
    return SEEN_NANOS;
  }

  /** What the router says now; changes nothing. */
  final RouteDecision decide(
      Plan plan, boolean needsPrimary, Freshness freshness, Topology topology, long nowNanos) {
    return services
        .router()
        .decide(needs(plan), needsPrimary, freshness, session, topology, nowNanos);
  }

  /** Whether a replica may soon serve what goes to the primary now. */
  private boolean mayWait(
      RouteDecision decision, Plan plan, boolean needsPrimary, Topology topology, long nowNanos) {
    if (decision.reason() == RouteReason.NO_REPORTING_REPLICA) {
      return topology.nodes().stream().anyMatch(state -> state.node().reporting());
    }
    boolean lacking =
        switch (decision.reason()) {
          case OWN_WRITES, PENDING_WRITE, MONOTONIC_READS, BEYOND_BOUND -> true;
          case READ_ONLY_TRANSACTION_ON_PRIMARY ->
              session.held() == null
                  && plan.needs().replicaWillDo()
                  && !needsPrimary
                  && !session.serializable();
          default -> false;
        };
    return lacking && services.router().mayCatchUp(topology, nowNanos);
  }

  /** Decides again with each snapshot of the servers, which are sampled as long as it waits. */
  private RouteDecision awaitReplica(
      RouteDecision first,
      long wait,
      Plan plan,
      boolean needsPrimary,
      Freshness freshness,
      Topology seen,
      long startNanos)
      throws SQLException {
    RouteDecision decision = first;
    Topology topology = seen;
    long now = startNanos;
    while (now - startNanos < wait && mayWait(decision, plan, needsPrimary, topology, now)) {
      services.demand().run();
      topology = await(services, topology, startNanos + wait - now);
      now = services.now();
      decision = decide(plan, needsPrimary, freshness, topology, now);
    }
    return decision;
  }

  /**
   * Waits for another snapshot than this.
   *
   * @throws SQLException if the thread was interrupted
   */
  static Topology await(Services services, Topology seen, long nanos) throws SQLException {
    try {
      return services.next().after(seen, nanos);
    } catch (InterruptedException e) {
      throw Failures.interrupted(services.name(), "a read waited for a replica to catch up", e);
    }
  }

  /** Whether a read goes to the primary only because no replica serves it, and that is capped. */
  final boolean spillsOver(
      RouteDecision decision,
      Plan plan,
      boolean needsPrimary,
      Freshness freshness,
      Topology topology) {
    return !services.spills().limits().isUnlimited()
        && services
            .router()
            .spillsOver(
                decision, needs(plan), needsPrimary, freshness, session, topology, services.now());
  }

  /**
   * Where a read goes that would spill over.
   *
   * @param decision by which
   * @param place whether it has taken a place among those that do
   */
  record Spilled(RouteDecision decision, boolean place) {}

  /**
   * Finds a place on the primary for a read that spills over, or what takes its place.
   *
   * @param looks whether it may look again for a replica while it waits
   * @throws SQLException if there is neither, or the thread was interrupted
   */
  final Spilled placeFor(
      RouteDecision decision, Plan plan, Freshness freshness, Topology topology, boolean looks)
      throws SQLException {
    SpillGate spills = services.spills();
    SpillOver limits = spills.limits();
    long start = services.now();
    try {
      if (spills.enter()) {
        return new Spilled(decision, true);
      }
      RouteDecision instead =
          services
              .router()
              .insteadOfPrimary(needs(plan), freshness, session, topology, limits.lag(), start);
      if (instead != null) {
        return new Spilled(instead, false);
      }
      long wait = limits.longestWait().toNanos();
      for (long left = wait; left > 0; left = start + wait - services.now()) {
        if (spills.enter(Math.min(left, LOOK_NANOS))) {
          return new Spilled(decision, true);
        }
        Topology newest = services.topology().get();
        RouteDecision next = decide(plan, false, freshness, newest, services.now());
        if (looks && !spillsOver(next, plan, false, freshness, newest)) {
          return new Spilled(next, false);
        }
      }
    } catch (InterruptedException e) {
      throw Failures.interrupted(services.name(), "a read waited for its turn on the primary", e);
    }
    throw new SQLTransientConnectionException(
        "%s - no replica serves this read, and %d reads are on the primary because of that: no more may spill over (spillOver %s)"
            .formatted(services.name(), limits.most(), limits),
        TOO_MANY);
  }

  /** The transaction has ended: the next one has a contract of its own. */
  final void transactionOver() {
    ofTransaction = null;
  }
}
