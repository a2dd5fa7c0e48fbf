package dev.weir.jdbc;

import dev.weir.consistency.BoundsInUse;
import dev.weir.consistency.Caller;
import dev.weir.consistency.Freshness;
import dev.weir.consistency.Freshness.Kind;
import dev.weir.consistency.FreshnessScope;
import dev.weir.lease.Failures;
import dev.weir.lease.SpillGate;
import dev.weir.plan.Hint;
import dev.weir.route.RouteDecision;
import dev.weir.route.RouteReason;
import dev.weir.route.Router;
import dev.weir.route.SpillOver;
import dev.weir.sql.StatementKind;
import dev.weir.topology.NextTopology;
import dev.weir.topology.Node;
import dev.weir.topology.Topology;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.postgresql.util.PSQLState;

/**
 * Where a statement goes: finds the freshness that holds for it, asks the router, and waits for a
 * replica where that was asked for. What it must know of the connection comes with each question.
 * Thread-safe.
 */
public final class Chooser {
  /** Between two looks for a replica, of a read that waits for its turn on the primary. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private static final String TOO_MANY = "53300";
  private static final String CANNOT_CONNECT = "08001";

  /** How long a session may wait for a replica that has what it has seen. */
  private static final long SEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final String name;
  private final Router router;
  private final SpillGate spills;
  private final Freshness freshness;
  private final long replicaTimeoutNanos;
  private final boolean shadow;
  private final BoundsInUse bounds;
  private final Supplier<Topology> topology;
  private final NextTopology next;
  private final Runnable demand;
  private final LongSupplier nanoTime;

  /**
   * Creates it.
   *
   * @param name of the DataSource
   * @param router where statements go
   * @param spills the reads that are on the primary only because no replica serves them
   * @param freshness how fresh reads must be for which neither a hint nor a scope says it
   * @param replicaTimeoutNanos how long a report waits for a replica that serves it
   * @param shadow whether the primary runs everything, wherever it would go: then nobody waits
   * @param bounds how old data reads have allowed for lately
   * @param topology what the servers are
   * @param next waits until they are something else
   * @param demand asks for a sample, because a read missed a write
   * @param nanoTime the DataSource's monotonic clock
   */
  public Chooser(
      String name,
      Router router,
      SpillGate spills,
      Freshness freshness,
      long replicaTimeoutNanos,
      boolean shadow,
      BoundsInUse bounds,
      Supplier<Topology> topology,
      NextTopology next,
      Runnable demand,
      LongSupplier nanoTime) {
    this.name = name;
    this.router = router;
    this.spills = spills;
    this.freshness = freshness;
    this.replicaTimeoutNanos = replicaTimeoutNanos;
    this.shadow = shadow;
    this.bounds = bounds;
    this.topology = topology;
    this.next = next;
    this.demand = demand;
    this.nanoTime = nanoTime;
  }

  Router router() {
    return router;
  }

  SpillGate spills() {
    return spills;
  }

  Topology topology() {
    return topology.get();
  }

  boolean isShadow() {
    return shadow;
  }

  /** A read missed a write: the servers are sampled. */
  void demand() {
    demand.run();
  }

  long now() {
    return nanoTime.getAsLong();
  }

  /**
   * How fresh the data of a statement must be, should it turn out to be a read.
   *
   * @throws SQLException if its hint is not understood, or contradicts what it is part of
   */
  Freshness freshness(Run run) throws SQLException {
    Hint hint = run.plan().hint();
    if (hint != null) {
      Freshness asked = hint.freshness();
      checkContradiction(hint, asked, run);
      return asked;
    }
    Freshness settled = run.transaction().freshness();
    if (settled != null) {
      return settled;
    }
    Freshness scope = FreshnessScope.current();
    return scope != null ? scope : freshness;
  }

  /** Who chose it, for people. */
  static String origin(Run run) {
    return run.plan().hint() != null
        ? "hint"
        : run.transaction().freshness() != null
            ? "first statement of the transaction"
            : FreshnessScope.current() != null ? "scope" : "DataSource";
  }

  private static void checkContradiction(Hint hint, Freshness asked, Run run) throws SQLException {
    Transaction transaction = run.transaction();
    Freshness settled = transaction.freshness();
    if (settled != null) {
      if (asked.kind() != settled.kind() || !asked.bound().equals(settled.bound())) {
        throw contradiction(hint, "the transaction: its first statement settled it as " + settled);
      }
      return;
    }
    if (asked.kind() == Kind.PRIMARY || asked.kind() == Kind.OWN_WRITES) {
      return; // The primary gives it, whatever the statement is.
    }
    StatementKind kind = run.plan().shape().kind();
    if (kind != StatementKind.READ
        && kind != StatementKind.EMPTY
        && kind != StatementKind.UNKNOWN) {
      throw contradiction(hint, "the statement, which is no read: " + kind);
    }
    if (run.needsPrimary()) {
      throw contradiction(hint, "the call, by which the statement may write");
    }
    // What is in doubt may turn out to be nothing, and the primary's data is fresh enough.
    boolean doubted = transaction.inDoubt() && asked.kind() != Kind.REPORTING;
    if (transaction.pinned() && !doubted) {
      throw contradiction(hint, "the connection, which is pinned to the primary");
    }
    if (transaction.inTransaction() && !transaction.readOnly()) {
      throw contradiction(hint, "the transaction, which is not read-only and so is the primary's");
    }
  }

  private static SQLException contradiction(Hint hint, String what) {
    return new SQLException(
        "the hint " + hint + " contradicts " + what, PSQLState.OBJECT_NOT_IN_STATE.getState());
  }

  /**
   * Decides, and waits before if that was asked for and can help. A report waits for its replica as
   * long as it would for a connection to it: it may just have been started, or come back.
   *
   * @throws SQLException if it is a report and nobody is there to serve it, or if the thread was
   *     interrupted while it waited
   */
  RouteDecision choose(Run run) throws SQLException {
    Freshness asked = run.freshness();
    run.transaction().settle(asked);
    long start = run.startNanos();
    Topology seen = topology.get();
    RouteDecision decision = decide(run, seen, start);
    boolean late = mayWait(decision, run, seen, start);
    boolean sooner =
        asked.kind() == Kind.BOUNDED
            && (late || !decision.reason().isPrimary())
            && bounds.used(asked.bound().toNanos(), start);
    if (sooner
        || decision.reason() == RouteReason.OWN_WRITES
        || decision.reason() == RouteReason.MONOTONIC_READS) {
      demand.run();
    }
    if (shadow) {
      return decision; // The primary runs it, and it waits for nobody.
    }
    Caller caller = run.caller();
    long wait =
        decision.reason() == RouteReason.NO_REPORTING_REPLICA
            ? replicaTimeoutNanos
            : asked.catchUpWait().toNanos();
    if (late && caller != null) {
      wait = Math.max(wait, waitOfSession(caller, decision, start));
    }
    if (late && wait > 0) {
      decision = awaitReplica(decision, wait, run, seen);
    }
    if (caller != null && !decision.reason().isPrimary()) {
      caller.keptNoLonger();
    }
    if (decision.reason() == RouteReason.NO_REPORTING_REPLICA) {
      throw new SQLTransientConnectionException(
          name
              + " - no reporting replica is there to serve a report, and the primary is spared: it"
              + " must have been declared by reportingReplica(..), in a URL weir.reportingReplica,"
              + " in Spring Boot weir.reporting-replicas, and stream",
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

  /** What the router says of servers as they are or might be; changes nothing. */
  RouteDecision decide(Run run, Topology servers, long nowNanos) {
    Node place = run.transaction().place(run.plan());
    if (place != null) {
      RouteReason reason =
          place.equals(servers.primary())
              ? RouteReason.READ_ONLY_TRANSACTION_ON_PRIMARY
              : RouteReason.READ_ONLY_TRANSACTION;
      return router.at(router.primary(reason, servers), place);
    }
    return router.decide(
        run.needs(), run.needsPrimary(), run.freshness(), run.transaction(), servers, nowNanos);
  }

  /** The primary, for a reason of which the router knows nothing. */
  RouteDecision toPrimary(RouteReason reason) {
    return router.primary(reason, topology.get());
  }

  /** Whether a replica may soon serve what goes to the primary now. */
  private boolean mayWait(RouteDecision decision, Run run, Topology servers, long nowNanos) {
    if (decision.reason() == RouteReason.NO_REPORTING_REPLICA) {
      return servers.nodes().stream().anyMatch(state -> state.node().reporting());
    }
    boolean lacking =
        switch (decision.reason()) {
          case OWN_WRITES, PENDING_WRITE, MONOTONIC_READS, BEYOND_BOUND -> true;
          case READ_ONLY_TRANSACTION_ON_PRIMARY ->
              run.transaction().held() == null
                  && run.plan().needs().replicaWillDo()
                  && !run.needsPrimary()
                  && !run.transaction().serializable();
          default -> false;
        };
    return lacking && router.mayCatchUp(servers, nowNanos);
  }

  /** Decides again with each snapshot of the servers, which are sampled as long as it waits. */
  private RouteDecision awaitReplica(RouteDecision first, long wait, Run run, Topology seen)
      throws SQLException {
    RouteDecision decision = first;
    Topology servers = seen;
    long now = run.startNanos();
    long end = now + wait;
    while (now < end && mayWait(decision, run, servers, now)) {
      demand.run();
      Topology newer = await(servers, end - now);
      now = now();
      decision = decide(run, newer, now);
      if (newer.equals(servers)) {
        break; // There is no time left, or nobody any more who looks at the servers.
      }
      servers = newer;
    }
    return decision;
  }

  /**
   * Waits for another snapshot than this.
   *
   * @throws SQLException if the thread was interrupted
   */
  Topology await(Topology seen, long nanos) throws SQLException {
    try {
      return next.after(seen, nanos);
    } catch (InterruptedException e) {
      throw Failures.interrupted(name, "a read waited for a replica to catch up", e);
    }
  }

  /** Whether a read goes to the primary only because no replica serves it, and that is capped. */
  boolean spillsOver(RouteDecision decision, Run run, Topology servers) {
    return !spills.limits().isUnlimited()
        && router.spillsOver(
            decision,
            run.needs(),
            run.needsPrimary(),
            run.freshness(),
            run.transaction(),
            servers,
            now());
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
  Spilled placeFor(RouteDecision decision, Run run, Topology servers, boolean looks)
      throws SQLException {
    SpillOver limits = spills.limits();
    long start = now();
    try {
      if (spills.enter()) {
        return new Spilled(decision, true);
      }
      RouteDecision instead =
          router.insteadOfPrimary(
              run.needs(), run.freshness(), run.transaction(), servers, limits.lag(), start);
      if (instead != null) {
        return new Spilled(instead, false);
      }
      long wait = limits.longestWait().toNanos();
      for (long left = wait; left > 0; left = start + wait - now()) {
        if (spills.enter(Math.min(left, LOOK_NANOS))) {
          return new Spilled(decision, true);
        }
        Topology newest = topology.get();
        RouteDecision now = decide(run, newest, now());
        if (looks && !spillsOver(now, run, newest)) {
          return new Spilled(now, false);
        }
      }
    } catch (InterruptedException e) {
      throw Failures.interrupted(name, "a read waited for its turn on the primary", e);
    }
    throw new SQLTransientConnectionException(
        "%s - no replica serves this read, and %d reads are on the primary because of that: no more may spill over (spillOver %s)"
            .formatted(name, limits.most(), limits),
        TOO_MANY);
  }
}
