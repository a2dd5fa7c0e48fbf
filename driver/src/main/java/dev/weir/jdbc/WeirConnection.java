package dev.weir.jdbc;

import dev.weir.consistency.Caller;
import dev.weir.consistency.Freshness;
import dev.weir.consistency.WriteMarks;
import dev.weir.event.Checkout;
import dev.weir.event.Publisher;
import dev.weir.event.TransactionEnd;
import dev.weir.route.RouteDecision;
import dev.weir.route.RouteExplainer;
import dev.weir.route.RouteExplanation;
import dev.weir.route.Session;
import dev.weir.sql.TransactionCommand;
import dev.weir.topology.Node;
import java.sql.Array;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The connection that an application has. It takes physical connections when statements run, at
 * most one for each node, and gives each back as soon as no transaction, open result set or pin
 * holds it. Used by one thread at a time, like any connection; only {@link #abort} and {@code
 * Statement.cancel} may come from another.
 */
final class WeirConnection extends DriverConnection implements Session, RouteExplainer {
  private final Services services;
  private final Runnable onClose;
  private final Leases leases;
  private final Admission admission;
  private boolean autoCommit;

  /** Whether a statement has run in the open transaction. */
  private boolean ranInTransaction;

  /** Whether the open transaction was lost, and counted. */
  private boolean lostInTransaction;

  private boolean closed;

  /** Made when somebody wants to know it. */
  private @Nullable Checkout checkout;

  /** Made when it writes in another way than by statements that are their own transactions. */
  private @Nullable Writes writes;

  /** What lives in the session on the primary; null if nothing does. */
  private @Nullable Pins pins;

  /** The open statements, newest first; among them some that are closed. */
  private @Nullable WeirStatement statements;

  /** Counts them round and round. */
  private byte opened;

  private WeirConnection(Services services, Runnable onClose) {
    this.services = services;
    this.onClose = onClose;
    this.leases = new Leases(services);
    this.autoCommit = services.autoCommit();
    this.admission = new Admission(services, this, leases);
  }

  /**
   * Hands out a connection.
   *
   * @param services of its DataSource
   * @param onClose is run when it has been closed
   * @throws SQLException if the one node that is observed gives no connection
   */
  static WeirConnection open(Services services, Runnable onClose) throws SQLException {
    WeirConnection connection = new WeirConnection(services, onClose);
    if (services.steady()) {
      Lease lease = connection.leases.to(services.topology().get().primary());
      connection.autoCommit = lease.physical.getAutoCommit();
    }
    if (!services.publisher().isSilent()) {
      services.publisher().checkedOut(connection.checkout());
    }
    return connection;
  }

  /**
   * Explains a statement of a connection that has just been opened.
   *
   * @param services of its DataSource
   */
  static RouteExplanation explain(Services services, String sql) throws SQLException {
    return new WeirConnection(services, () -> {}).explain(sql); // It holds nothing to be closed.
  }

  @Override
  public RouteExplanation explain(String sql) throws SQLException {
    checkOpen();
    return Explaining.explain(services, admission, pins, plan(sql));
  }

  // ---------------------------------------------------------------- what statements ask of it

  Services services() {
    return services;
  }

  Checkout checkout() {
    if (checkout == null) {
      checkout = new Checkout(services.name(), services.checkouts().incrementAndGet());
    }
    return checkout;
  }

  @Override
  void checkOpen() throws SQLException {
    if (closed) {
      throw Exceptions.closedConnection();
    }
  }

  /** The plan of a text in this session, under the newest catalogue. */
  Plan plan(String sql) {
    return services.plans().of(sql, leases.changesNames());
  }

  /** The same plan, or that which has taken its place. */
  Plan fresh(String sql, Plan plan) {
    return services.plans().fresh(sql, plan, leases.changesNames());
  }

  /** The plan of several texts that are sent together. */
  Plan planOfSeveral(String sql) {
    return services.plans().ofSeveral(sql, leases.changesNames());
  }

  /**
   * Takes the connection on which a statement shall run now. The lease is held: the caller lets go
   * of it by {@link #settle}.
   *
   * @param needsPrimary whether the way it is executed says that it writes, whatever its text says
   * @param nowNanos now, where statements are routed
   */
  Lease admit(Plan plan, boolean needsPrimary, long nowNanos) throws SQLException {
    if (services.steady()) {
      pinFor(plan.session());
      return admission.takeOnly();
    }
    admission.enter();
    Freshness freshness = admission.freshness(plan, needsPrimary);
    RouteDecision decision = admission.decide(plan, needsPrimary, freshness, nowNanos);
    SessionEffect session = plan.session();
    pinFor(session);
    Lease lease = admission.take(plan, needsPrimary, freshness, decision, nowNanos);
    StaleReads staleReads = services.staleReads();
    if (staleReads != null) {
      staleReads.check(services, plan, freshness, lease);
    }
    if (!session.settings().isEmpty()) {
      changing(lease, session);
    }
    return lease;
  }

  private void pinFor(SessionEffect session) throws SQLException {
    if (session.pin() != null) {
      pin(session.pin());
    } else if (session.advances()
        && services.plans().asksSequences()
        && !services.transactionPooler()) {
      pin(new Pin(Pin.Kind.SEQUENCE, "a sequence whose value may be asked"));
    }
  }

  private void changing(Lease lease, SessionEffect session) throws SQLException {
    try {
      leases.changing(lease, session.settings(), session.local());
    } catch (SQLException | RuntimeException e) {
      settle(lease);
      throw e;
    }
  }

  /** Takes the primary's connection for a statement that a replica has refused. */
  Lease admitRefused() throws SQLException {
    return admission.takeRefused();
  }

  /**
   * Takes another connection for a read that a replica has failed to run.
   *
   * @param failed where it ran
   * @param refused why it failed
   * @param again whether it has failed for the second time
   * @throws SQLException what the replica threw if it was a report, which no other can serve
   */
  Lease admitElsewhere(Lease failed, Refused refused, boolean again) throws SQLException {
    return admission.takeElsewhere(failed, refused, again);
  }

  /** Whether nothing has been executed yet in the transaction of the next statement. */
  boolean beginsTransaction() {
    return autoCommit || !leases.anyInTransaction();
  }

  /** A statement failed: if with its connection, its server is looked at, and its outcome told. */
  void failed(Plan plan, Lease lease, SQLException failure) {
    if (!Exceptions.isLoss(failure)) {
      return;
    }
    services.primaries().suspect(lease.node());
    if (Exceptions.isLossByInterrupt(failure)) {
      failure.addSuppressed(Exceptions.lostByInterrupt());
    }
    if (!autoCommit) {
      failure.addSuppressed(lost(Writes.mayCommit(plan)));
    } else if (!plan.writes().isEmpty()) {
      failure.addSuppressed(lost(true));
    }
  }

  /** What is known of a transaction that was lost with its connection; counted once for each. */
  private SQLException lost(boolean sent) {
    if (!lostInTransaction) {
      services.tally().lost(sent);
      lostInTransaction = !autoCommit;
    }
    return Exceptions.outcome(sent);
  }

  /**
   * Just before a statement is sent: what it writes is pending from here, or from its commit.
   *
   * @return what is pending until it is {@link #sent}
   */
  WriteMarks sending(Plan plan) {
    if (services.steady()) {
      return WriteMarks.NONE; // No replica is chosen by them.
    }
    WriteMarks marks = by(plan.writes());
    if (writes == null && !Writes.isSimple(plan, marks, autoCommit)) {
      writes = new Writes(services);
    }
    if (writes != null) {
      return writes.sending(plan, marks, autoCommit);
    }
    marks.begin();
    return marks;
  }

  /** What is marked when the caller of this statement makes these writes. */
  private WriteMarks by(WriteMarks writes) {
    Caller caller = admission.caller();
    return caller == null ? writes : caller.writing(writes);
  }

  /** The caller of this statement is told something by it, that it may not unsee. */
  void told(Lease lease) {
    Caller caller = admission.caller();
    if (caller != null) {
      RouteDecision shadow = lease.shadow();
      caller.returned(shadow == null ? lease.node() : shadow.node(), services.now());
    }
  }

  /** Something that is no statement of the application's begins to write. */
  void entering() {
    admission.enter();
  }

  /**
   * The statement returned or threw.
   *
   * @param pending what it has made pending
   */
  void sent(Plan plan, Lease lease, WriteMarks pending) {
    if (!autoCommit) {
      lease.inTransaction(true);
      ranInTransaction = true;
    }
    if (writes == null) {
      Writes.mark(services, pending);
    } else if (autoCommit) {
      writes.sent(plan, pending);
    } else {
      writes.sentInTransaction(pending);
    }
  }

  /**
   * The statement returned: what it took out of its session is not needed any more. One that ended
   * the transaction by its text did what {@link #commit} or {@link #rollback} would have done.
   */
  void ended(Plan plan, Lease lease, long startNanos) throws SQLException {
    TransactionCommand command = autoCommit ? null : plan.shape().transaction();
    if (command == TransactionCommand.COMMIT || command == TransactionCommand.ROLLBACK) {
      publishEnd(command == TransactionCommand.COMMIT, startNanos, null);
    }
    switch (plan.session().ending()) {
      case NOTHING -> {}
      case PINS -> {
        if (pins != null) {
          pins.mayHaveEnded();
        }
      }
      case SETTINGS -> {
        if (autoCommit && pins == null) {
          leases.reset(lease);
        } else {
          pin(Pin.other("RESET ALL, which a rollback may take back"));
        }
      }
      case EVERYTHING -> {
        leases.reset(lease);
        if (pins != null) {
          pins.clear();
        }
      }
    }
    if (autoCommit) {
      unpin(lease);
    }
  }

  private void unpin(Lease lease) throws SQLException {
    if (pins == null) {
      return;
    }
    if (services.transactionPooler()) {
      pins.transactionOver();
    }
    pins.forgetEnded(lease.physical);
    if (pins.isEmpty()) {
      unpinned();
      leases.keepNoLonger();
    }
  }

  private void unpinned() {
    if (pins != null) {
      services.tally().unpinned(services.now() - pins.sinceNanos());
      pins = null;
    }
  }

  /** Lets go of a lease: gives the connection back unless something else holds it. */
  void settle(Lease lease) throws SQLException {
    leases.settle(lease);
  }

  /** Whether the connection stays when so many of what holds it let go. */
  boolean stays(Lease lease, int holds) {
    return leases.stays(lease, holds);
  }

  /**
   * A connection for questions that any node answers. Not held: it goes back with the next
   * statement that ends, or at the latest when the connection is closed.
   */
  Lease anyLease() throws SQLException {
    checkOpen();
    return leases.toAny();
  }

  /**
   * A connection to describe a statement on: the transaction's, else the primary's. Not held
   * either.
   */
  Lease describingLease() throws SQLException {
    checkOpen();
    return autoCommit ? leases.to(services.topology().get().primary()) : leases.toAny();
  }

  /**
   * Remembers it, to close it with the connection. Those that were closed meanwhile, by whatever
   * thread, are forgotten here: the newest at once, the others after a while.
   */
  private void opened(WeirStatement statement) {
    statement.next = firstOpen(statements);
    statements = statement;
    if (++opened == 0) {
      for (WeirStatement s = statement; s != null; s = s.next) {
        s.next = firstOpen(s.next);
      }
    }
  }

  /** The first that is open, from one on. */
  private static @Nullable WeirStatement firstOpen(@Nullable WeirStatement from) {
    WeirStatement first = from;
    while (first != null && first.isClosed()) {
      first = first.next;
    }
    return first;
  }

  @Override
  Leases leases() {
    return leases;
  }

  private void pin(Pin pin) throws SQLException {
    if (services.transactionPooler()) {
      TransactionPooler.check(services.name(), pin, autoCommit);
    }
    if (pins == null) {
      pins = new Pins(services.now());
      services.tally().pinned();
      leases.keep();
    }
    pins.add(pin);
  }

  // ---------------------------------------------------------------- what routing asks of it

  @Override
  public boolean pinned() {
    return pins != null;
  }

  @Override
  public boolean inTransaction() {
    return !autoCommit;
  }

  @Override
  public @Nullable Node held() {
    return leases.heldForRouting();
  }

  // ---------------------------------------------------------------- statements

  @Override
  Connection delegate() throws SQLException {
    return anyLease().physical;
  }

  @Override
  Connection clientInfoDelegate() throws SQLClientInfoException {
    throw new AssertionError("both overloads are overridden");
  }

  private <S extends WeirStatement> S open(S statement) throws SQLException {
    checkOpen();
    opened(statement);
    return statement;
  }

  @Override
  public Statement createStatement() throws SQLException {
    return open(new WeirStatement(this, Cursor.DEFAULT));
  }

  @Override
  public Statement createStatement(int type, int concurrency) throws SQLException {
    return open(new WeirStatement(this, Cursor.of(type, concurrency)));
  }

  @Override
  public Statement createStatement(int type, int concurrency, int holdability) throws SQLException {
    return open(new WeirStatement(this, Cursor.of(type, concurrency, holdability)));
  }

  @Override
  public PreparedStatement prepareStatement(String sql) throws SQLException {
    return prepare(sql, Cursor.DEFAULT, Keys.NONE);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int type, int concurrency)
      throws SQLException {
    return prepare(sql, Cursor.of(type, concurrency), Keys.NONE);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
      throws SQLException {
    return prepare(sql, Cursor.of(type, concurrency, holdability), Keys.NONE);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int autoGeneratedKeys) throws SQLException {
    return prepare(sql, Cursor.DEFAULT, Keys.flag(autoGeneratedKeys));
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int[] columnIndexes) throws SQLException {
    return prepare(sql, Cursor.DEFAULT, Keys.columns(columnIndexes));
  }

  @Override
  public PreparedStatement prepareStatement(String sql, String[] columnNames) throws SQLException {
    return prepare(sql, Cursor.DEFAULT, Keys.names(columnNames));
  }

  private PreparedStatement prepare(String sql, Cursor cursor, Keys keys) throws SQLException {
    checkOpen();
    if (!keys.isSupported()) {
      // The driver's own exception, now and not when it is executed.
      ask(physical -> cursor.prepare(physical, sql, keys)).close();
    }
    return open(new WeirPreparedStatement(this, cursor, sql, keys));
  }

  @Override
  public CallableStatement prepareCall(String sql) throws SQLException {
    return call(sql, Cursor.DEFAULT);
  }

  @Override
  public CallableStatement prepareCall(String sql, int type, int concurrency) throws SQLException {
    return call(sql, Cursor.of(type, concurrency));
  }

  @Override
  public CallableStatement prepareCall(String sql, int type, int concurrency, int holdability)
      throws SQLException {
    return call(sql, Cursor.of(type, concurrency, holdability));
  }

  /** It is on the primary from the start: what its parameters are, only the driver knows. */
  private CallableStatement call(String sql, Cursor cursor) throws SQLException {
    checkOpen();
    Lease lease = leases.to(services.topology().get().primary());
    lease.hold();
    try {
      return open(new WeirCallableStatement(this, cursor, sql, lease));
    } catch (SQLException e) {
      settle(lease);
      throw e;
    }
  }

  private Lease pinnedLease(String cause) throws SQLException {
    checkOpen();
    pin(Pin.other(cause));
    return leases.to(services.topology().get().primary());
  }

  @Override
  Connection reached(String cause) throws SQLException {
    Connection session = pinned(cause);
    admission.enter();
    if (writes == null) {
      writes = new Writes(services);
    }
    writes.unseen(by(services.plans().ofAnything().writes()));
    return session;
  }

  @Override
  Connection pinned(String cause) throws SQLException {
    return pinnedLease(cause).physical;
  }

  // ---------------------------------------------------------------- transactions

  @Override
  public boolean getAutoCommit() throws SQLException {
    checkOpen();
    return autoCommit;
  }

  @Override
  public void setAutoCommit(boolean value) throws SQLException {
    checkOpen();
    if (value == autoCommit) {
      return;
    }
    if (value) {
      end(true, physical -> physical.setAutoCommit(true));
    }
    autoCommit = value;
    leases.setAutoCommit(value);
  }

  @Override
  public void commit() throws SQLException {
    checkOpen();
    if (autoCommit) {
      ask(
          physical -> {
            physical.commit(); // The driver's own exception.
            return true;
          });
      return;
    }
    end(true, Connection::commit);
  }

  @Override
  public void rollback() throws SQLException {
    checkOpen();
    if (autoCommit) {
      ask(
          physical -> {
            physical.rollback(); // The driver's own exception.
            return true;
          });
      return;
    }
    end(false, Connection::rollback);
  }

  private void end(boolean commit, ConnectionSettings.Setting ending) throws SQLException {
    boolean any = leases.anyInTransaction();
    WriteMarks committing = WriteMarks.NONE;
    if (commit) {
      leases.checkPrimary();
      committing = writes == null ? WriteMarks.NONE : writes.committing();
    } else if (writes != null) {
      writes.rolledBack();
    }
    long start = services.now();
    Throwable failure = null;
    try {
      leases.endTransaction(commit, ending);
    } catch (SQLException e) {
      failure = e;
      if (any && Exceptions.isLoss(e)) {
        e.addSuppressed(lost(commit));
      }
      throw e;
    } catch (RuntimeException | Error e) {
      failure = e;
      throw e;
    } finally {
      if (writes != null) {
        writes.mark(committing);
      }
      publishEnd(commit, start, failure);
      leases.transactionOver(commit);
      admission.transactionOver();
    }
    if (pins != null) {
      unpin(leases.to(services.topology().get().primary()));
    }
  }

  /** Once for each transaction in which a statement ran. */
  private void publishEnd(boolean commit, long start, @Nullable Throwable failure) {
    boolean any = ranInTransaction;
    ranInTransaction = false;
    lostInTransaction = false;
    Publisher publisher = services.publisher();
    if (any && !publisher.isSilent()) {
      publisher.transactionEnded(
          new TransactionEnd(checkout(), commit, services.now() - start, failure));
    }
  }

  @Override
  public Savepoint setSavepoint() throws SQLException {
    return transactionConnection().setSavepoint();
  }

  @Override
  public Savepoint setSavepoint(String name) throws SQLException {
    return transactionConnection().setSavepoint(name);
  }

  @Override
  public void rollback(Savepoint savepoint) throws SQLException {
    transactionConnection().rollback(savepoint);
  }

  @Override
  public void releaseSavepoint(Savepoint savepoint) throws SQLException {
    transactionConnection().releaseSavepoint(savepoint);
  }

  /** A savepoint makes the transaction one of the connection it is on. */
  private Connection transactionConnection() throws SQLException {
    Lease lease = anyLease();
    if (!autoCommit) {
      lease.inTransaction(true);
    }
    return lease.physical;
  }

  // ---------------------------------------------------------------- the rest

  @Override
  public DatabaseMetaData getMetaData() throws SQLException {
    checkOpen();
    return new WeirDatabaseMetaData(this);
  }

  @Override
  public Array createArrayOf(String type, Object[] elements) throws SQLException {
    return ask(physical -> physical.createArrayOf(type, elements));
  }

  @Override
  public boolean isValid(int seconds) throws SQLException {
    return !closed && ask(physical -> physical.isValid(seconds));
  }

  @Override
  public @Nullable SQLWarning getWarnings() throws SQLException {
    checkOpen();
    Node held = leases.held();
    return held == null ? null : leases.to(held).physical.getWarnings();
  }

  @Override
  public void clearWarnings() throws SQLException {
    checkOpen();
    leases.each(Connection::clearWarnings);
  }

  /** Also closed is one that holds a lost connection, until it lets go of it. */
  @Override
  public boolean isClosed() throws SQLException {
    return closed || leases.anyClosed();
  }

  @Override
  public void close() throws SQLException {
    if (closed) {
      return;
    }
    try {
      closeStatements();
    } finally {
      closed = true;
      end();
    }
  }

  /** Gives everything back. A pool rolls back what was left open; listeners hear of it here. */
  private void end() throws SQLException {
    if (!autoCommit) {
      publishEnd(false, services.now(), null);
    }
    try {
      leases.end(pins != null && pins.soil());
    } finally {
      unpinned();
      if (writes != null) {
        writes.over();
      }
      if (!services.publisher().isSilent()) {
        services.publisher().returned(checkout());
      }
      onClose.run();
    }
  }

  private void closeStatements() throws SQLException {
    for (WeirStatement s = statements; s != null; s = s.next) {
      s.close();
    }
    statements = null;
  }

  @Override
  public void abort(@Nullable Executor executor) throws SQLException {
    if (executor == null) {
      throw Exceptions.abortWithoutExecutor();
    }
    leases.each(physical -> physical.abort(executor));
    try {
      close();
    } catch (SQLException e) {
      // What could not be given back has been aborted.
    }
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    checkOpen();
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    if (!isWrapperFor(type)) {
      throw Exceptions.notWrapped(type);
    }
    return reached("unwrap(" + type.getName() + ")").unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    checkOpen();
    return type.isInstance(this) || super.isWrapperFor(type);
  }

  @Override
  public String toString() {
    return services.name() + " connection " + checkout().id();
  }
}
