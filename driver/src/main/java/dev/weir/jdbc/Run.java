package dev.weir.jdbc;

import dev.weir.consistency.Caller;
import dev.weir.consistency.Freshness;
import dev.weir.consistency.WriteMarks;
import dev.weir.event.Execution;
import dev.weir.event.Outcome;
import dev.weir.event.Publisher;
import dev.weir.jdbc.TextStatement.Action;
import dev.weir.lease.Failures;
import dev.weir.lease.Lease;
import dev.weir.lease.LeaseSet;
import dev.weir.plan.Pin;
import dev.weir.plan.Plan;
import dev.weir.plan.Refusal;
import dev.weir.plan.RefusalMemory;
import dev.weir.plan.Refused;
import dev.weir.plan.SessionEffect;
import dev.weir.route.Needs;
import dev.weir.route.RouteDecision;
import dev.weir.sql.SqlShape;
import dev.weir.sql.StatementKind;
import dev.weir.sql.Trait;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One execution, from choice to outcome:
 *
 * <ol>
 *   <li><b>Choose</b>: who executes, how fresh it must be, which node.
 *   <li><b>Take</b>: pins the session for what the statement will leave there, and takes the lease,
 *       which is held from here on.
 *   <li><b>Send</b>: makes the physical statement there and binds; what it writes is pending; the
 *       driver runs it; what it wrote is marked, or belongs to the transaction.
 *   <li><b>Again</b>, once in all, if it is a read that stood alone: on the primary, if a replica
 *       refused it; elsewhere, within the time that is left, if its server was lost, or gave it up
 *       in favour of replay. Never after what the application did itself, and never after a kill.
 *   <li><b>Settle</b>: the statement takes over what it needs of the answer; pins that ended, and
 *       those that a failed statement was to leave, are forgotten; the lease is let go of.
 * </ol>
 *
 * <p>A connection has one, which it uses again and again. Used by one thread at a time.
 */
final class Run {
  private final Transaction transaction;

  private @Nullable Plan plan;
  private @Nullable Caller caller;
  private @Nullable Freshness freshness;
  private boolean needsPrimary;
  private long startNanos;

  /** What it holds; null before it has, and after it has let go. */
  private @Nullable Lease lease;

  /** By which it has that. */
  private @Nullable RouteDecision decision;

  Run(Transaction transaction) {
    this.transaction = transaction;
  }

  private ConnectionFactory shared() {
    return transaction.shared();
  }

  // ---------------------------------------------------------------- what choosing asks of it

  Plan plan() {
    return Objects.requireNonNull(plan);
  }

  Transaction transaction() {
    return transaction;
  }

  LeaseSet leases() {
    return transaction.leases();
  }

  /** Who executes it; null outside of sessions. */
  @Nullable Caller caller() {
    return caller;
  }

  /** Whether its transaction tells where it runs, whatever it needs. */
  boolean isPlaced() {
    return transaction.place(plan()) != null;
  }

  /** How fresh its data must be, should it turn out to be a read. */
  Freshness freshness() {
    return Objects.requireNonNull(freshness);
  }

  /** Whether the way it is executed says that it writes, whatever its text says. */
  boolean needsPrimary() {
    return needsPrimary;
  }

  /** When it began. */
  long startNanos() {
    return startNanos;
  }

  /** What it needs, of its caller. */
  Needs needs() {
    Needs needs = plan().needs();
    return caller == null ? needs : needs.with(caller.reading(needs.reads()));
  }

  /** Whether it is under way. */
  boolean isRunning() {
    return lease != null;
  }

  /** Where it runs. */
  Lease lease() {
    return Objects.requireNonNull(lease);
  }

  /**
   * Begins with a statement, or with something that is none.
   *
   * @param by whether the way it is executed says that it writes
   */
  Run begin(Plan begun, boolean by) {
    plan = begun;
    needsPrimary = by;
    caller = shared().callers().current();
    startNanos = shared().now();
    return this;
  }

  /** By which it runs there. */
  RouteDecision decision() {
    return Objects.requireNonNull(decision);
  }

  void admitted(RouteDecision by) {
    decision = by;
  }

  void freshness(Freshness asked) {
    freshness = asked;
  }

  // ---------------------------------------------------------------- choose and take

  /** What listeners are told of an execution, once it is known where it runs. */
  @FunctionalInterface
  interface Description {
    Execution of(Run run, Statement target);
  }

  /**
   * Executes.
   *
   * @param description null if nobody listens
   * @param keep whether the connection must stay after it, for generated keys
   */
  Object execute(
      WeirStatement statement, @Nullable Description description, boolean keep, Action action)
      throws SQLException {
    Plan running = plan();
    transaction.resolveDoubts();
    freshness = shared().chooser().freshness(this);
    RouteDecision chosen = shared().chooser().choose(this);
    SessionEffect effect = running.session();
    Pin pin = pin(effect);
    boolean fresh = transaction.isFresh();
    boolean sent = false;
    try {
      lease = shared().admission().take(this, chosen);
      StaleReadDetector staleReads = shared().staleReads();
      if (staleReads != null) {
        staleReads.check(running, freshness(), decision(), lease);
      }
      entering(lease, effect);
      if (effect.advances() && !keep && mayBeAskedFor(running)) {
        lease.mayBeAsked();
      }
      Statement target = statement.materialise(lease);
      sent = true;
      Object answer =
          description == null
              ? sendSilently(statement, target, fresh, action)
              : sendObserved(statement, target, fresh, action, description);
      told(answer);
      left(running);
      statement.answered(this, answer, keep);
      ended(effect);
      transaction.ended(running.shape(), lease(), startNanos, statement.connection);
      if (!leases().stays(lease(), 1)) {
        statement.leaving(answer);
      }
      return answer;
    } catch (SQLException | RuntimeException | Error e) {
      failed(running, pin, sent, e);
      if (sent) {
        failed(running, e);
      }
      throw e;
    } finally {
      letGo();
    }
  }

  /** Whether lastval or currval may come next: not where the statement itself tells the keys. */
  private static boolean mayBeAskedFor(Plan ran) {
    SqlShape shape = ran.shape();
    return shape.kind() != StatementKind.UPDATE
        && shape.kind() != StatementKind.DELETE
        && !shape.has(Trait.RETURNING);
  }

  /** It has run: notes what it may have left in its session. */
  void left(Plan ran) throws SQLException {
    if (isInDoubt(ran.session())) {
      transaction.doubts().add(ran);
      if (ran.shape().has(Trait.TEMPORARY)) {
        leases().pin(Pin.temporary()); // What is done to it from now on is no doubt.
      }
    }
  }

  /** What is temporary is never in the catalogue, and keeps its session anyway. */
  private boolean isInDoubt(SessionEffect effect) {
    return effect.isInDoubt() && !leases().mayHideNames();
  }

  /** What the statement will leave in its session; null if nothing that is not there already. */
  @Nullable Pin pin(SessionEffect effect) throws SQLException {
    Pin pin = isInDoubt(effect) || !effect.isInDoubt() ? effect.pin() : null;
    if (pin == null
        && effect.advances()
        && shared().plans().asksSequences()
        && !shared().lender().isTransactionPooler()) {
      pin = new Pin(Pin.Kind.SEQUENCE, "a sequence whose value may be asked");
    }
    if (pin == null) {
      return null;
    }
    boolean there = leases().isPinned(pin.kind());
    if (effect.asks()) {
      leases().pinAsking(pin);
    } else {
      leases().pin(pin);
    }
    return there ? null : pin;
  }

  /** Says of a statement what it will do to its session, just before it is sent there. */
  void entering(Lease on, SessionEffect effect) throws SQLException {
    if (!effect.settings().isEmpty()) {
      leases().changing(on, effect.settings(), effect.local());
    }
    if (effect.advances()) {
      boolean asked = shared().plans().asksSequences() || effect.isInDoubt();
      leases().drawing(on, effect.asks(), asked);
    } else if (effect.asks()) {
      leases().asking(on);
    }
  }

  // ---------------------------------------------------------------- send

  private Object sendSilently(
      WeirStatement statement, Statement target, boolean fresh, Action action) throws SQLException {
    Lease on = lease();
    Object answer = send(statement, target, fresh, action);
    // One in eight reads: the clock costs more than all the rest of it.
    if ((startNanos & 0x700) == 0) {
      answered(on, shared().now());
    }
    return answer;
  }

  private Object sendObserved(
      WeirStatement statement,
      Statement target,
      boolean fresh,
      Action action,
      Description description)
      throws SQLException {
    Publisher publisher = shared().publisher();
    Lease on = lease();
    Execution told = description.of(this, target);
    publisher.before(told, statement);
    long start = shared().now();
    Throwable failure = null;
    Object answer = null;
    try {
      answer = statement.observed(send(statement, target, fresh, action), told, publisher);
      return answer;
    } catch (SQLException | RuntimeException | Error e) {
      failure = e;
      throw e;
    } finally {
      long end = shared().now();
      if (failure == null) {
        answered(on, end);
      }
      Lease served = lease;
      long rows = answer == null ? -1 : Answers.rows(answer, statement.physical());
      publisher.after(
          served == null || served == on ? told : told.servedBy(decision()),
          new Outcome(end - start, start - startNanos, rows, failure),
          statement,
          answer);
    }
  }

  /** A read tells how quickly its replica is, unless another one had to answer it. */
  private void answered(Lease on, long nowNanos) {
    if (lease == on && !decision().reason().isPrimary()) {
      on.answered(startNanos, nowNanos);
    }
  }

  /** Sends it, once or twice. Nothing of its answer has been delivered when it fails here. */
  private Object send(WeirStatement statement, Statement target, boolean fresh, Action action)
      throws SQLException {
    Lease on = lease();
    try {
      return sendTo(on, statement, target, plan(), action);
    } catch (SQLException e) {
      Refusal refusal = refusal(on, e);
      if (refusal == null) {
        throw e;
      }
      Refused refused = new Refused(plan(), refusal, e, startNanos);
      if (!refusal.isOfThisReplica()) {
        return repeatOnPrimary(statement, refused, action);
      }
      if (!fresh || plan().opaque() || statement.bindsStream()) {
        throw Exceptions.explained(refused, on.node());
      }
      return repeatElsewhere(on, statement, refused, false, action);
    }
  }

  /** Why it failed, if it may run elsewhere; null if it has failed for good. */
  private @Nullable Refusal refusal(Lease on, SQLException e) {
    boolean onPrimary = decision().reason().isPrimary();
    Refusal refusal = Refusal.of(e);
    if (refusal == null
        || leases().isShut()
        || shared().lender().isClosed()
        || Failures.isOfApplication(e)) {
      return null;
    }
    if (refusal == Refusal.CONFLICT && !onPrimary) {
      shared().lender().counters().conflict(on.node());
    }
    if (refusal == Refusal.LOST) {
      boolean alone = (transaction.autoCommit() || !onPrimary) && !leases().isPinned();
      return alone && plan().needs().replicaWillDo() && !needsPrimary ? refusal : null;
    }
    if (onPrimary) {
      return null;
    }
    // A refusal says something of what is meant to be read-only: nobody else is asked then.
    return refusal.isOfThisReplica() || !transaction.readOnly() ? refusal : null;
  }

  private Object sendTo(
      Lease on, WeirStatement statement, Statement target, Plan sent, Action action)
      throws SQLException {
    WriteMarks pending = transaction.sending(sent, caller);
    try {
      statement.bindTo(target);
      on.busy(true);
      return action.run(target);
    } catch (SQLException e) {
      if (Refusal.isLoss(e)) {
        lost(sent, on, e);
      }
      throw e;
    } finally {
      on.busy(false);
      transaction.sent(on, sent.catalog(), pending);
    }
  }

  /** The connection is gone: its server is looked at, and the outcome told. */
  private void lost(Plan sent, Lease on, SQLException e) {
    if (!leases().isShut()) {
      shared().lender().suspect(on.node());
    }
    if (Failures.isLossByInterrupt(e)) {
      e.addSuppressed(Failures.lostByInterrupt());
    }
    SQLException outcome = transaction.outcome(sent, e);
    if (outcome != null) {
      e.addSuppressed(outcome);
    }
  }

  // ---------------------------------------------------------------- again

  private Object repeatOnPrimary(WeirStatement statement, Refused refused, Action action)
      throws SQLException {
    RefusalMemory refusals = shared().plans().refusals();
    if (!refusals.mayRepeat(refused, statement.bindsStream())) {
      throw refused.error();
    }
    letGo();
    SQLException failure = null;
    try {
      Lease primary = shared().admission().takeRefused(this);
      lease = primary;
      Plan again = shared().plans().repeated(refused);
      return sendTo(primary, statement, statement.materialise(primary), again, action);
    } catch (SQLException e) {
      failure = e;
      e.addSuppressed(refused.error());
      throw e;
    } finally {
      refusals.repeated(refused, failure);
    }
  }

  /**
   * Runs it on another server. One that gave way to replay there as well, the primary runs; whose
   * server was lost again, is not tried a third time.
   *
   * @param toPrimary whether no replica shall run it
   */
  private Object repeatElsewhere(
      Lease failed, WeirStatement statement, Refused refused, boolean toPrimary, Action action)
      throws SQLException {
    SQLException first = refused.error();
    if (refused.isKill() && shared().lender().survived(failed.node())) {
      throw first; // Whoever killed it, with its server alive and well, meant it.
    }
    int seconds = statement.remainingSeconds(shared().now() - startNanos);
    if (seconds < 0) {
      throw first;
    }
    lease = null;
    try {
      Lease next = shared().admission().takeElsewhere(this, failed, refused, toPrimary);
      lease = next;
      Statement target = statement.materialise(next);
      int given = target.getQueryTimeout();
      if (given > 0) {
        target.setQueryTimeout(seconds);
      }
      try {
        return sendTo(next, statement, target, plan(), action);
      } finally {
        if (given > 0 && !target.isClosed()) {
          target.setQueryTimeout(given);
        }
      }
    } catch (SQLException second) {
      Failures.after(first, second);
      Lease there = lease;
      if (there != null
          && !toPrimary
          && refused.kind() == Refusal.CONFLICT
          && refusal(there, second) == Refusal.CONFLICT) {
        Refused again = new Refused(plan(), Refusal.CONFLICT, second, startNanos);
        return repeatElsewhere(there, statement, again, true, action);
      }
      throw second;
    }
  }

  // ---------------------------------------------------------------- settle

  /** The caller is told something by it, that it may not unsee. */
  private void told(Object answer) {
    if (caller != null
        && (answer instanceof ResultSet
            || Boolean.TRUE.equals(answer)
            || plan().shape().kind() == StatementKind.CALL)) {
      RouteDecision would = lease().shadow();
      caller.returned(would == null ? lease().node() : would.node(), shared().now());
    }
  }

  /** The statement returned: what it took out of its session is not needed any more. */
  private void ended(SessionEffect effect) throws SQLException {
    switch (effect.ending()) {
      case NOTHING -> {}
      case PINS -> leases().pinsMayHaveEnded();
      case SETTINGS -> {
        if (transaction.autoCommit() && !leases().isPinned()) {
          leases().reset(lease());
        } else {
          leases().pin(Pin.other("RESET ALL, which a rollback may take back"));
        }
      }
      case EVERYTHING -> {
        leases().discard(lease());
        leases().unpinAll();
      }
    }
    if (transaction.autoCommit()) {
      leases().unpinEnded();
    }
  }

  /**
   * The statement failed that was to leave something: what it did was rolled back, unless it was
   * part of a transaction, which is not over yet. Locks stay, and so may a seed, what a routine did
   * before it committed, or a text that was not understood. All of it stays where only what came
   * afterwards failed: its answer, which was not what was asked for, or a later part of a batch.
   *
   * @param pin what it was to leave; null if nothing that was not there before
   */
  void failed(Plan ran, @Nullable Pin pin, boolean sent, Throwable failure) {
    try {
      if (sent && Refusal.isAfterwards(failure)) {
        left(ran);
      } else if (!sent || (Refusal.isSyntax(failure) && !ran.shape().text().contains(";"))) {
        if (pin != null) {
          leases().unpin(pin);
        }
      } else if (isInDoubt(ran.session()) && ran.catalog().isUnread()) {
        transaction.doubts().addFailed(ran);
      } else if (pin != null && transaction.autoCommit() && !mayHaveCommitted(ran, pin)) {
        leases().unpinFailed(pin);
      }
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * The driver sends many statements in parts as well, and tells nobody; procedures commit. What
   * the server can be asked for needs no such doubt.
   */
  private static boolean mayHaveCommitted(Plan ran, Pin pin) {
    SqlShape shape = ran.shape();
    boolean several = shape.kind() == StatementKind.SEVERAL;
    return (several || shape.kind() == StatementKind.CALL) && !pin.kind().isTold();
  }

  /** The statement failed, and may have ended its transaction all the same. */
  private void failed(Plan ran, Throwable failure) {
    Lease on = lease;
    try {
      if (on != null) {
        transaction.failed(ran.shape(), on);
      }
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }

  private void letGo() throws SQLException {
    Lease on = lease;
    lease = null;
    if (on != null) {
      leases().settle(on);
    }
  }
}
