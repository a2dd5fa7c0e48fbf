package dev.weir.jdbc;

import dev.weir.catalog.Catalog;
import dev.weir.consistency.Caller;
import dev.weir.consistency.Freshness;
import dev.weir.consistency.WriteMarks;
import dev.weir.event.Call;
import dev.weir.event.Execution;
import dev.weir.event.Publisher;
import dev.weir.event.TransactionEnd;
import dev.weir.event.TransactionEnd.Ending;
import dev.weir.event.TransactionStart;
import dev.weir.event.Wishes;
import dev.weir.lease.ConnectionSettings;
import dev.weir.lease.ConnectionSettings.Setting;
import dev.weir.lease.Failures;
import dev.weir.lease.Lease;
import dev.weir.lease.LeaseSet;
import dev.weir.lease.PinSet;
import dev.weir.plan.Pin;
import dev.weir.plan.Plan;
import dev.weir.plan.Refusal;
import dev.weir.route.RouteDecision;
import dev.weir.route.RouteReason;
import dev.weir.route.Session;
import dev.weir.sql.SqlShape;
import dev.weir.sql.StatementKind;
import dev.weir.sql.TransactionCommand;
import dev.weir.topology.Node;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.largeobject.LargeObjectManager;

/**
 * The transaction of one logical connection: how it begins (auto-commit, isolation, read-only), how
 * fresh it is, which servers have a part in it, its savepoints, what it wrote, and how it ends.
 * Without auto-commit there always is one, from the end of the last; with it, each statement is
 * one. Used by one thread at a time.
 */
final class Transaction implements Session {
  private static final String READ_ONLY = "readOnly";

  private final ConnectionFactory shared;
  private final LeaseSet leases;

  /** Made when needed: statements that stand alone leave nothing of it. */
  private @Nullable Lasting lasting;

  /** What outlasts a statement. */
  private static final class Lasting {
    /** What the first statement of a read-only transaction had; null before it. */
    @Nullable Freshness freshness;

    /** Made when something is written in another way than by statements that stand alone. */
    @Nullable Writes writes;

    /** Made when needed. */
    @Nullable Savepoints savepoints;

    /** Made when it is asked for. */
    @Nullable LargeObjectManager largeObjects;

    /** Those that have not ended; made when needed. */
    @Nullable Set<Copy> copies;

    /** What the catalogue did not tell of earlier statements, whatever transaction they were in. */
    @Nullable Doubts doubts;

    /** Whether a statement has been sent in it: else nobody is told of its end. */
    boolean begun;

    /** As it was told; null before. */
    @Nullable TransactionStart start;

    /** Whether it was lost, and counted. */
    boolean lost;

    /** Whether a statement of it has taken a snapshot. */
    boolean asked;

    /** Whether it had failed when a text was sent that may end it: then a commit is none. */
    boolean failed;
  }

  /** None that has begun. */
  Transaction(ConnectionFactory shared) {
    this.shared = shared;
    this.leases = new LeaseSet(shared.lender());
  }

  /** What all connections share. */
  ConnectionFactory shared() {
    return shared;
  }

  /** The servers' connections that it has, or may have. */
  LeaseSet leases() {
    return leases;
  }

  private Lasting lasting() {
    if (lasting == null) {
      lasting = new Lasting();
    }
    return lasting;
  }

  private @Nullable Writes writes() {
    return lasting == null ? null : lasting.writes;
  }

  private Writes lastingWrites() {
    Lasting there = lasting();
    if (there.writes == null) {
      there.writes = new Writes(shared.marking());
    }
    return there.writes;
  }

  // ---------------------------------------------------------------- what routing asks of it

  @Override
  public boolean pinned() {
    return leases.isPinned();
  }

  /** Whether it is only not known yet if something pins. */
  boolean inDoubt() {
    PinSet pins = leases.pins();
    return pins != null && pins.isDoubt();
  }

  @Override
  public boolean inTransaction() {
    return !leases.autoCommit();
  }

  @Override
  public boolean readOnly() {
    return isReadOnly() && shared.lender().heedsReadOnly();
  }

  @Override
  public boolean oneSnapshot() {
    return isolation() >= Connection.TRANSACTION_REPEATABLE_READ;
  }

  @Override
  public boolean serializable() {
    return isolation() == Connection.TRANSACTION_SERIALIZABLE;
  }

  @Override
  public @Nullable Node held() {
    return leases.heldForRouting();
  }

  /**
   * Where a statement of a read-only transaction belongs, whatever it needs: where the transaction
   * has failed; and what ends it, or changes what it is when that is too late, where it is.
   *
   * @return null if that is not settled
   */
  @Nullable Node place(Plan plan) {
    if (autoCommit() || !readOnly()) {
      return null;
    }
    Node failed = leases.failed();
    return failed != null || pinned() || !isOfAll(plan.shape()) ? failed : held();
  }

  private boolean isOfAll(SqlShape shape) {
    return shape.kind() == StatementKind.TRANSACTION
        && (TransactionText.ends(shape)
            || (shape.transaction() == TransactionCommand.SET_TRANSACTION
                && lasting != null
                && lasting.asked));
  }

  // ---------------------------------------------------------------- how it begins

  boolean autoCommit() {
    return leases.autoCommit();
  }

  int isolation() {
    return leases.setting(ConnectionSettings.ISOLATION, shared.lender().isolation());
  }

  boolean isolationIsSet() {
    return leases.isSet(ConnectionSettings.ISOLATION);
  }

  void setIsolation(int level) throws SQLException {
    shared.lender().checkIsolation(level);
    leases.set(ConnectionSettings.ISOLATION, level, c -> c.setTransactionIsolation(level), null);
  }

  /** What the connection says of itself, whether the driver heeds it or not. */
  boolean isReadOnly() {
    Boolean ofPool = shared.lender().readOnly();
    return leases.setting(READ_ONLY, ofPool != null && ofPool);
  }

  boolean readOnlyIsKnown() {
    return leases.isSet(READ_ONLY) || shared.lender().readOnly() != null;
  }

  void setReadOnly(boolean value) throws SQLException {
    leases.set(READ_ONLY, value, c -> c.setReadOnly(value), null);
  }

  /** How fresh all of it is, once its first statement has settled that; null before. */
  @Nullable Freshness freshness() {
    return lasting != null && inTransaction() && readOnly() ? lasting.freshness : null;
  }

  /** A statement of it has this freshness. */
  void settle(Freshness asked) {
    if (inTransaction() && readOnly()) {
      lasting().freshness = asked;
    }
  }

  /** Whether nothing has been executed yet in the transaction of the next statement. */
  boolean isFresh() {
    return autoCommit() || !leases.anyInTransaction();
  }

  // ---------------------------------------------------------------- what it writes

  /**
   * Just before a statement is sent: what it writes is pending from here, or from its commit.
   *
   * @param caller who executes it; null outside of sessions
   * @return what is pending until it is {@link #sent}
   */
  WriteMarks sending(Plan plan, @Nullable Caller caller) {
    if (!autoCommit() && TransactionText.takesSnapshot(plan.shape())) {
      lasting().asked = true;
    }
    if (!autoCommit() && TransactionText.mayEnd(plan.shape())) {
      lasting().failed = leases.failed() != null;
    }
    WriteMarks marks = by(caller, plan.writes());
    if (writes() != null || !Writes.isSimple(plan, marks, autoCommit())) {
      return lastingWrites().sending(plan, marks, autoCommit());
    }
    marks.begin();
    return marks;
  }

  private static WriteMarks by(@Nullable Caller caller, WriteMarks writes) {
    return caller == null ? writes : caller.writing(writes);
  }

  /**
   * The statement returned or threw.
   *
   * @param pending what it has made pending, by what the catalogue {@code told}
   */
  void sent(Lease lease, Catalog told, WriteMarks pending) {
    joins(lease);
    Writes writes = writes();
    shared.marking().straggles(lease, Writes.all(writes, pending));
    if (writes == null) {
      shared.marking().mark(pending, told);
    } else if (autoCommit()) {
      writes.sent(lease, pending);
    } else {
      writes.endedWithin(pending);
    }
  }

  /** From here on the application may write without a statement of Weir's. */
  void unseen(@Nullable Caller caller, WriteMarks everything) {
    lastingWrites().unseen(by(caller, everything));
  }

  /** A statement was lost with its connection: what has become of what it wrote; null if none. */
  @Nullable SQLException outcome(Plan plan, SQLException loss) {
    if (isAlone() ? plan.writes().isEmpty() : readOnly()) {
      return null;
    }
    return lost(Refusal.mayBeSent(loss) && (isAlone() || Writes.mayCommit(plan)));
  }

  /** Whether a statement is its own transaction, as far as is known before it is sent. */
  private boolean isAlone() {
    return autoCommit() && !leases.isPinned(Pin.Kind.TRANSACTION);
  }

  /** What is known of a transaction that was lost with its connection; counted once for each. */
  private SQLException lost(boolean sent) {
    if (lasting == null || !lasting.lost) {
      shared.lender().counters().lost(sent);
      lasting().lost = !isAlone();
    }
    return Failures.outcome(sent);
  }

  /** A session in which the driver does something that is no statement, as part of it. */
  Connection outsideStatements() throws SQLException {
    Lease lease = readOnly() ? leases.toAny() : leases.toPrimary();
    joins(lease);
    return lease.physical();
  }

  /** Something has begun in a session, which has a part in the transaction from here on. */
  void joins(Lease lease) {
    if (!autoCommit()) {
      lease.inTransaction(true);
      lasting().begun = true;
    }
  }

  /** A COPY has begun. */
  void copying(Copy copy) {
    Lasting there = lasting();
    if (there.copies == null) {
      there.copies = new HashSet<>();
    }
    there.copies.add(copy);
  }

  /** It has ended. */
  void copied(Copy copy) {
    if (lasting != null && lasting.copies != null) {
      lasting.copies.remove(copy);
    }
  }

  /** The driver's, on a connection: one for each, as the driver has it. */
  LargeObjectManager largeObjects(BaseConnection on) throws SQLException {
    Lasting there = lasting();
    if (there.largeObjects == null) {
      there.largeObjects = new LargeObjectManager(on);
    }
    return there.largeObjects;
  }

  // ---------------------------------------------------------------- what is not known of it

  /** The statements of which the catalogue does not tell what they left in their session. */
  Doubts doubts() {
    Lasting there = lasting();
    if (there.doubts == null) {
      there.doubts = new Doubts();
    }
    return there.doubts;
  }

  /** What was not known of earlier statements may be known now. */
  void resolveDoubts() throws SQLException {
    if (lasting != null && lasting.doubts != null) {
      lasting.doubts.resolve(shared.plans(), leases);
    }
  }

  // ---------------------------------------------------------------- savepoints

  /** On each server that has a part in it; if none has, on any, which has one from here on. */
  Savepoint savepoint(@Nullable String name, WeirConnection connection) throws SQLException {
    if (autoCommit()) {
      return Savepoints.set(leases.toAny(), name); // The driver's own exception.
    }
    if (!leases.anyInTransaction()) {
      outsideStatements();
    }
    Lasting mine = lasting();
    mine.begun = true;
    Savepoints there = mine.savepoints == null ? new Savepoints(leases) : mine.savepoints;
    mine.savepoints = there;
    return telling(connection).set(() -> there.set(name));
  }

  void rollback(Savepoint savepoint, WeirConnection connection) throws SQLException {
    Savepoints there = at(savepoint);
    if (there == null) {
      leases.toAny().physical().rollback(savepoint); // The driver's own exception.
    } else {
      telling(connection).rollback(savepoint, () -> there.rollback(savepoint));
    }
  }

  void release(Savepoint savepoint, WeirConnection connection) throws SQLException {
    Savepoints there = at(savepoint);
    if (there == null) {
      leases.toAny().physical().releaseSavepoint(savepoint); // The driver's own exception.
    } else {
      telling(connection).release(savepoint, () -> there.release(savepoint));
    }
  }

  private @Nullable Savepoints at(Savepoint savepoint) {
    Savepoints known = lasting == null || autoCommit() ? null : lasting.savepoints;
    return known != null && known.has(savepoint) ? known : null;
  }

  private SavepointStatement telling(WeirConnection connection) {
    return new SavepointStatement(
        telling(
            (call, sql, shape, start) -> {
              Iterator<Lease> on = leases.inTransaction().iterator();
              return on.hasNext() ? toldOf(call, sql, shape, start, on.next(), connection) : null;
            }));
  }

  /** Who is told of what the driver sends there for itself. */
  Afterwards telling(Lease on, WeirConnection connection) {
    return telling((call, sql, shape, start) -> toldOf(call, sql, shape, start, on, connection));
  }

  private Afterwards telling(Afterwards.Description description) {
    return new Afterwards(shared.publisher(), shared.nanoTime(), description);
  }

  private Execution toldOf(
      Call call, String sql, SqlShape shape, long startNanos, Lease on, WeirConnection connection) {
    return new Execution(
        connection.checkout(),
        call,
        sql,
        List.of(),
        shape,
        new RouteDecision(on.node(), autoCommit() ? RouteReason.UTILITY : RouteReason.TRANSACTION),
        List.of(),
        0,
        Wishes.NONE,
        told(connection, startNanos, on.physical()),
        startNanos,
        on.shadow(),
        connection.searchPath(on));
  }

  // ---------------------------------------------------------------- how it ends

  /** Ends each statement's own, from here on, or none. */
  void setAutoCommit(boolean value, WeirConnection connection) throws SQLException {
    if (value) {
      end(true, physical -> physical.setAutoCommit(true), connection);
    }
    leases.setAutoCommit(value);
  }

  /**
   * Commits it, or rolls it back, on every server that has a part in it.
   *
   * @param ending the driver's method
   * @throws SQLException what the driver threw; what is known of the outcome is suppressed on it
   */
  void end(boolean commit, Setting ending, WeirConnection connection) throws SQLException {
    Lease part = leases.part();
    boolean failed = leases.failed() != null; // Then a commit is none.
    Writes writes = writes();
    WriteMarks committing = WriteMarks.NONE;
    if (commit) {
      leases.checkPrimary();
      committing = writes == null ? WriteMarks.NONE : writes.committing();
    } else if (writes != null) {
      writes.rolledBack();
    }
    long start = shared.now();
    Throwable failure = null;
    try {
      leases.endTransaction(commit, ending);
    } catch (SQLException | RuntimeException | Error e) {
      failure = e;
      if (part != null && e instanceof SQLException sql && Refusal.isLoss(sql) && !readOnly()) {
        e.addSuppressed(lost(commit && Refusal.mayBeSent(sql)));
        shared.marking().straggles(part, Writes.all(writes, committing));
      }
      throw e;
    } finally {
      if (writes != null) {
        writes.ended(committing);
        writes.sqlEnded();
      }
      tellEnd(commit ? Ending.COMMIT : Ending.ROLLBACK, start, failure, connection);
      forget();
      leases.transactionOver(commit && !failed && failure == null);
    }
    leases.unpinEnded();
  }

  /** A statement has returned that may have ended it by its text, as {@link #end} would have. */
  void ended(SqlShape shape, Lease on, long startNanos, WeirConnection connection)
      throws SQLException {
    boolean commit = shape.transaction() != TransactionCommand.ROLLBACK;
    if (TransactionText.ends(shape) && shape.kind() == StatementKind.TRANSACTION) {
      tellEnd(commit ? Ending.COMMIT : Ending.ROLLBACK, startNanos, null, connection);
      Writes writes = writes();
      if (writes != null) {
        writes.sqlEnded();
      }
      forget();
    }
    if (!autoCommit()
        && TransactionText.mayEnd(shape)
        && (TransactionText.ends(shape) || on.isOver())) {
      endedBySql(on, commit);
    }
    begunBySql(shape, on);
  }

  /** The same of one that has failed. */
  void failed(SqlShape shape, Lease on) throws SQLException {
    if (!autoCommit() && TransactionText.mayEnd(shape) && on.isOver()) {
      endedBySql(on, false);
    }
    begunBySql(shape, on);
  }

  /** Of several statements the text does not tell whether a transaction is open after them. */
  private void begunBySql(SqlShape shape, Lease on) throws SQLException {
    if (autoCommit() && TransactionText.mayEnd(shape) && on.hasBegun()) {
      leases.pin(Pin.transaction());
    }
  }

  /** What SQL has ended on one server has ended on all that have a part in it. */
  private void endedBySql(Lease on, boolean commit) throws SQLException {
    leases.endParts(on, commit);
    leases.transactionOver(commit && !lasting().failed);
    leases.unpinEnded();
  }

  /**
   * Tells that it has begun, if that has not been told.
   *
   * @param startNanos when its first statement began
   * @return null with auto-commit
   */
  @Nullable TransactionStart told(
      WeirConnection connection, long startNanos, @Nullable Connection physical) {
    if (autoCommit()) {
      return null;
    }
    Lasting mine = lasting();
    if (mine.start == null) {
      int level = isolationIsSet() ? isolation() : Connection.TRANSACTION_NONE;
      mine.start =
          new TransactionStart(
              connection.checkout(), startNanos, level, readOnly(), BackendProcess.of(physical));
      shared.publisher().transactionStarted(mine.start);
    }
    return mine.start;
  }

  private void tellEnd(
      Ending ending, long start, @Nullable Throwable failure, WeirConnection connection) {
    Publisher publisher = shared.publisher();
    if (lasting != null && lasting.begun && !publisher.isSilent()) {
      TransactionStart begun = told(connection, start, null);
      if (begun != null) {
        publisher.transactionEnded(
            new TransactionEnd(begun, ending, start, shared.now() - start, failure));
      }
    }
  }

  private void forget() {
    if (lasting != null) {
      lasting.begun = false;
      lasting.start = null;
      lasting.lost = false;
      lasting.asked = false;
      lasting.freshness = null;
      lasting.savepoints = null;
    }
  }

  /** The connection is about to be closed, which rolls back what is open. */
  void closing(WeirConnection connection) {
    if (!autoCommit()) {
      tellEnd(Ending.CLOSE, shared.now(), null, connection);
      forget();
    }
  }

  /** The connection has been closed. */
  void closed() {
    Writes writes = writes();
    if (writes != null) {
      writes.over();
    }
    if (lasting != null && lasting.copies != null) {
      lasting.copies.forEach(copy -> copy.abandon(shared.marking()));
    }
  }
}
