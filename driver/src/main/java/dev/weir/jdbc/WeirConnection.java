package dev.weir.jdbc;

import dev.weir.catalog.Catalog;
import dev.weir.consistency.WriteMarks;
import dev.weir.event.Checkout;
import dev.weir.event.SearchPath;
import dev.weir.lease.ConnectionSettings;
import dev.weir.lease.Failures;
import dev.weir.lease.Lease;
import dev.weir.lease.LeaseSet;
import dev.weir.plan.Pin;
import dev.weir.plan.Plan;
import dev.weir.route.RouteExplainer;
import dev.weir.route.RouteExplanation;
import dev.weir.sql.SqlShape;
import dev.weir.topology.Node;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
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
import java.util.Collection;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;
import org.postgresql.fastpath.Fastpath;
import org.postgresql.largeobject.LargeObjectManager;

/**
 * The connection that an application has. It takes physical connections when statements run, at
 * most one for each node, and gives each back as soon as no transaction, open result set or pin
 * holds it. Used by one thread at a time: others wait, as they do on the driver's. Only {@link
 * #abort}, {@link #close} and {@code Statement.cancel} wait for nobody.
 */
final class WeirConnection extends DriverConnection implements RouteExplainer {
  private static final VarHandle CLOSED = closed();

  private final Runnable onClose;

  /** Used by each execution that is not part of another one. */
  private final Run run;

  /** Made when something is set. */
  private @Nullable SearchPath searchPath;

  private volatile boolean closed;

  /** Made when somebody wants to know it. */
  private @Nullable Checkout checkout;

  /** The open statements, newest first; among them some that are closed. */
  private @Nullable WeirStatement statements;

  /** Counts them round and round. */
  private byte opened;

  WeirConnection(ConnectionFactory shared, @Nullable DataSource of, Runnable onClose) {
    super(of);
    this.onClose = onClose;
    this.run = new Run(new Transaction(shared));
  }

  /** The search path of a session of its own, as far as it is known. */
  @Nullable String searchPath(Lease session) {
    PGConnection known = session.driver();
    return SearchPath.of(searchPath, known == null ? SearchPath.driver(session.physical()) : known);
  }

  /** A statement went well. */
  void sent(SqlShape shape) {
    searchPath = SearchPath.after(searchPath, shape);
  }

  @Override
  public void setSchema(@Nullable String schema) throws SQLException {
    super.setSchema(schema);
    searchPath = SearchPath.afterSchema(searchPath, schema);
  }

  private static VarHandle closed() {
    try {
      return MethodHandles.lookup().findVarHandle(WeirConnection.class, "closed", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  ConnectionFactory shared() {
    return transaction().shared();
  }

  @Override
  LeaseSet leases() {
    return transaction().leases();
  }

  @Override
  Transaction transaction() {
    return run.transaction();
  }

  @Override
  public RouteExplanation explain(String sql) throws SQLException {
    return askAlone(
        () -> Explaining.explain(run(plan(sql), false), shared().chooser(), shared().plans()));
  }

  // ---------------------------------------------------------------- what statements ask of it

  /** Whether nobody listens. */
  boolean isSilent() {
    return shared().publisher().isSilent();
  }

  Checkout checkout() {
    if (checkout == null) {
      checkout = shared().checkout();
    }
    return checkout;
  }

  @Override
  void checkOpen() throws SQLException {
    if (closed) {
      throw Failures.closed();
    }
  }

  /** Whether it has been closed. */
  boolean hasBeenClosed() {
    return closed;
  }

  /** The plan of a text in this session, under the newest catalogue. */
  Plan plan(String sql) {
    return shared().plans().of(sql, leases().naming());
  }

  /** The same plan, or that which has taken its place. */
  Plan fresh(Plan plan) {
    return shared().plans().fresh(plan, leases().naming());
  }

  /** The same plan with values of such types bound. */
  Plan binding(Plan plan, Collection<String> types) {
    return shared().plans().binding(plan, types);
  }

  /** The plan of several texts that are sent together. */
  Plan planOfSeveral(String sql) {
    return shared().plans().ofSeveral(sql, leases().naming());
  }

  /**
   * Begins an execution.
   *
   * @param needsPrimary whether the way it is executed says that it writes, whatever its text says
   */
  Run run(Plan plan, boolean needsPrimary) {
    // A listener may use the connection while a statement of it runs.
    Run free = run.isRunning() ? new Run(transaction()) : run;
    return free.begin(plan, needsPrimary);
  }

  /** Marks what a result set writes by statements that the driver makes. */
  void changing(Lease on, Change change) throws SQLException {
    Plan anything = shared().plans().ofAnything();
    WriteMarks pending = transaction().sending(anything, shared().callers().current());
    try {
      change.make();
    } finally {
      transaction().sent(on, anything.catalog(), pending);
    }
  }

  /**
   * Remembers a statement that a physical one has been made for, to close it with the connection.
   * Those that were closed meanwhile, by whatever thread, are forgotten here: the newest at once,
   * the others after a while.
   */
  void opened(WeirStatement statement) {
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

  // ---------------------------------------------------------------- statements

  @Override
  protected Connection delegate() throws SQLException {
    return askAlone(() -> leases().toAny().physical());
  }

  @Override
  protected Connection clientInfoDelegate() throws SQLClientInfoException {
    throw new AssertionError("both overloads are overridden");
  }

  private Statement create(Cursor cursor) throws SQLException {
    checkOpen();
    return new WeirStatement(this, cursor);
  }

  @Override
  public Statement createStatement() throws SQLException {
    return create(Cursor.DEFAULT);
  }

  @Override
  public Statement createStatement(int type, int concurrency) throws SQLException {
    return create(Cursor.of(type, concurrency));
  }

  @Override
  public Statement createStatement(int type, int concurrency, int holdability) throws SQLException {
    return create(Cursor.of(type, concurrency, holdability));
  }

  @Override
  public PreparedStatement prepareStatement(String sql) throws SQLException {
    return prepare(sql, Cursor.DEFAULT);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int type, int concurrency)
      throws SQLException {
    return prepare(sql, Cursor.of(type, concurrency));
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
      throws SQLException {
    return prepare(sql, Cursor.of(type, concurrency, holdability));
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int autoGeneratedKeys) throws SQLException {
    return prepare(sql, Cursor.of(Keys.flag(autoGeneratedKeys)));
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int[] columnIndexes) throws SQLException {
    return prepare(sql, Cursor.of(Keys.columns(columnIndexes)));
  }

  @Override
  public PreparedStatement prepareStatement(String sql, String[] columnNames) throws SQLException {
    return prepare(sql, Cursor.of(Keys.names(columnNames)));
  }

  private PreparedStatement prepare(String sql, Cursor cursor) throws SQLException {
    checkOpen();
    if (!cursor.keys().isSupported()) {
      // The driver's own exception, now and not when it is executed.
      ask(physical -> cursor.prepare(physical, sql)).close();
    }
    return new WeirPreparedStatement(this, cursor, plan(sql));
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
    return askAlone(
        () -> {
          Lease lease = leases().toPrimary();
          lease.hold();
          try {
            return new WeirCallableStatement(this, cursor, plan(sql), lease);
          } catch (SQLException e) {
            leases().settle(lease);
            throw e;
          }
        });
  }

  @Override
  SeenCopy copy(String sql, SeenCopy.Opening opening) throws SQLException {
    return askAlone(() -> Copy.begin(run(plan(sql), true), this, sql, opening));
  }

  @Override
  public CopyManager getCopyAPI() throws SQLException {
    return ask(any -> new Copies(this::copy, any.unwrap(BaseConnection.class)));
  }

  @Override
  public LargeObjectManager getLargeObjectAPI() throws SQLException {
    return askAlone(() -> transaction().largeObjects(this));
  }

  @Override
  @Deprecated
  public Fastpath getFastpathAPI() throws SQLException {
    return ask(any -> new SeenFastpath(this, any.unwrap(BaseConnection.class)));
  }

  /**
   * Calls a function on the primary past all statements.
   *
   * @param anything whether it may do anything
   */
  <T extends @Nullable Object> T calling(boolean anything, Question<T> call) throws SQLException {
    return askAlone(() -> callingAlone(anything, call));
  }

  private <T extends @Nullable Object> T callingAlone(boolean anything, Question<T> call)
      throws SQLException {
    WriteMarks pending = WriteMarks.NONE;
    Catalog told = Catalog.UNREAD;
    if (anything) {
      leases().pin(Pin.other("a fast-path call"));
    }
    Lease lease = leases().toPrimary();
    lease.hold();
    try {
      if (anything) {
        Plan plan = shared().plans().ofAnything();
        told = plan.catalog();
        pending = transaction().sending(plan, shared().callers().current());
      }
      return call.of(lease.physical());
    } finally {
      transaction().sent(lease, told, pending);
      leases().settle(lease);
    }
  }

  @Override
  Connection reached(String cause) throws SQLException {
    return askAlone(
        () -> {
          Connection session = pinned(cause);
          transaction()
              .unseen(shared().callers().current(), shared().plans().ofAnything().writes());
          return session;
        });
  }

  @Override
  Connection pinned(String cause) throws SQLException {
    return askAlone(() -> pinnedAlone(cause));
  }

  private Connection pinnedAlone(String cause) throws SQLException {
    boolean pinned = leases().isPinned(Pin.Kind.LASTING);
    Pin pin = Pin.lasting(cause);
    leases().pin(pin);
    try {
      return leases().toPrimary().physical();
    } catch (SQLException e) {
      if (!pinned) {
        leases().unpin(pin); // There is no session that it could be in.
      }
      throw e;
    }
  }

  // ---------------------------------------------------------------- transactions

  @Override
  public boolean getAutoCommit() throws SQLException {
    checkOpen();
    return transaction().autoCommit();
  }

  @Override
  public void setAutoCommit(boolean value) throws SQLException {
    alone(
        () -> {
          if (value != transaction().autoCommit()) {
            transaction().setAutoCommit(value, this);
          }
        });
  }

  @Override
  public void commit() throws SQLException {
    end(true, Connection::commit);
  }

  @Override
  public void rollback() throws SQLException {
    end(false, Connection::rollback);
  }

  private void end(boolean commit, ConnectionSettings.Setting ending) throws SQLException {
    SearchPath.afterTransaction(searchPath);
    alone(
        () -> {
          if (transaction().autoCommit()) {
            tried(() -> ending.apply(leases().toAny().physical())); // The driver's own exception.
          } else {
            transaction().end(commit, ending, this);
          }
        });
  }

  @Override
  public Savepoint setSavepoint() throws SQLException {
    return askAlone(() -> transaction().savepoint(null, this));
  }

  @Override
  public Savepoint setSavepoint(String name) throws SQLException {
    return askAlone(() -> transaction().savepoint(name, this));
  }

  @Override
  public void rollback(Savepoint savepoint) throws SQLException {
    alone(() -> transaction().rollback(savepoint, this));
  }

  @Override
  public void releaseSavepoint(Savepoint savepoint) throws SQLException {
    alone(() -> transaction().release(savepoint, this));
  }

  /** Where the transaction writes outside of its statements: on the primary, if it may write. */
  Connection transactionToWrite() throws SQLException {
    return askAlone(transaction()::outsideStatements);
  }

  // ---------------------------------------------------------------- the rest

  @Override
  public DatabaseMetaData getMetaData() throws SQLException {
    checkOpen();
    return WeirDatabaseMetaData.of(this);
  }

  @Override
  public Array createArrayOf(String type, Object[] elements) throws SQLException {
    return ask(physical -> TakenArray.typed(physical.createArrayOf(type, elements)));
  }

  /** Who holds nothing is as valid as any server lives, which is known without asking. */
  @Override
  public boolean isValid(int seconds) throws SQLException {
    if (seconds < 0) {
      throw Exceptions.negativeTimeout(seconds);
    }
    LeaseSet leases = leases();
    leases.enter();
    try {
      return !closed && leases.isValid(seconds);
    } finally {
      leases.leave();
    }
  }

  @Override
  public @Nullable SQLWarning getWarnings() throws SQLException {
    checkOpen();
    LeaseSet leases = leases();
    leases.enter();
    try {
      Node held = leases.held();
      if (held != null) {
        leases.takeWarnings(leases.to(held).physical());
      }
      return leases.warnings();
    } finally {
      leases.leave();
    }
  }

  @Override
  public void clearWarnings() throws SQLException {
    alone(
        () -> {
          transaction().resolveDoubts(); // Pools call this when they take a connection back.
          leases().wake();
          leases().clearWarnings();
        });
  }

  /** Also closed is one that holds a lost connection, until it lets go of it. */
  @Override
  public boolean isClosed() throws SQLException {
    return closed || leases().anyClosed();
  }

  @Override
  public void close() throws SQLException {
    if (!shut()) {
      return;
    }
    // Who uses it in another thread is not waited for, but hears of it.
    boolean alone = leases().tryEnter();
    try {
      if (alone) {
        closeStatements();
      }
    } finally {
      try {
        end();
      } finally {
        if (alone) {
          leases().leave();
        }
      }
    }
  }

  /** Only the first call does: from here on everybody hears that the connection is closed. */
  private boolean shut() {
    return CLOSED.compareAndSet(this, false, true);
  }

  /** Gives everything back. A pool rolls back what was left open; listeners hear of it here. */
  private void end() throws SQLException {
    transaction().closing(this);
    try {
      if (!leases().isUsedElsewhere()) {
        transaction().resolveDoubts();
      }
    } catch (SQLException e) {
      // What is in doubt to the end is lent to nobody else.
    }
    try {
      leases().end();
    } finally {
      transaction().closed();
      if (!isSilent()) {
        shared().publisher().returned(checkout(), shared().now());
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

  /** Whoever waits on it, for an answer or for a connection, hears of it at once. */
  @Override
  public void abort(@Nullable Executor executor) throws SQLException {
    if (executor == null) {
      throw Exceptions.abortWithoutExecutor();
    }
    if (shut()) {
      leases().abort(executor);
      end();
    }
  }

  @Override
  public String toString() {
    return shared().name() + " connection " + checkout().id();
  }
}
