package dev.weir.jdbc;

import dev.weir.event.Call;
import dev.weir.event.Checkout;
import dev.weir.event.Execution;
import dev.weir.event.SearchPath;
import dev.weir.event.TransactionEnd;
import dev.weir.event.TransactionStart;
import dev.weir.event.Wishes;
import dev.weir.lease.Failures;
import dev.weir.route.RouteExplainer;
import dev.weir.route.RouteExplanation;
import dev.weir.sql.SqlShape;
import dev.weir.sql.TransactionCommand;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.QueryExecutor;

/**
 * The connection that an application has of a DataSource that is observed: that DataSource's own,
 * with a look at how its transactions end. What it answers is the driver's answer.
 */
final class ObservedConnection extends ForwardingPostgresConnection implements RouteExplainer {
  /** The application has it. */
  private static final int BORROWED = 1;

  /** Somebody was told of a statement in the transaction that is open. */
  private static final int IN_TRANSACTION = 2;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(ObservedConnection.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final ObservedDataSource source;
  private final DataSource of;
  private final Connection delegate;
  private final Runnable onClose;

  /** Made when something is set. */
  private @Nullable SearchPath searchPath;

  /** Changed by whoever uses it, and whoever aborts it. */
  @SuppressWarnings("UnusedVariable") // By its handle.
  private volatile int state = BORROWED;

  /** Made when somebody wants to know it. */
  private @Nullable Checkout checkout;

  /** That somebody was told of; the newest one. */
  private volatile @Nullable TransactionStart transaction;

  /** As the application has set it; to ask would be a round trip. */
  private int isolation = TRANSACTION_NONE;

  ObservedConnection(
      ObservedDataSource source, DataSource of, Connection delegate, Runnable onClose) {
    this.source = source;
    this.of = of;
    this.delegate = delegate;
    this.onClose = onClose;
  }

  @Override
  protected Connection delegate() {
    return delegate;
  }

  @Override
  protected Connection clientInfoDelegate() {
    return delegate;
  }

  ObservedDataSource source() {
    return source;
  }

  /** The search path of its session, as far as it is known. */
  @Nullable String searchPath() {
    return SearchPath.of(searchPath, SearchPath.driver(delegate));
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

  Checkout checkout() {
    if (checkout == null) {
      checkout = source.checkout();
    }
    return checkout;
  }

  /**
   * Something is about to be executed of which somebody is told.
   *
   * @param startNanos when it began
   * @return the transaction that it is part of; null if it is its own
   */
  @Nullable TransactionStart begin(long startNanos) {
    boolean readOnly;
    try {
      if (delegate.getAutoCommit()) {
        return null;
      }
      readOnly = delegate.isReadOnly();
    } catch (SQLException e) {
      return null; // It is closed, which whoever executes hears from the driver.
    }
    boolean first = ((int) STATE.getAndBitwiseOr(this, IN_TRANSACTION) & IN_TRANSACTION) == 0;
    TransactionStart start = transaction;
    if (first || start == null) {
      int process = BackendProcess.of(delegate);
      start = new TransactionStart(checkout(), startNanos, isolation, readOnly, process);
      transaction = start;
      source.publisher().transactionStarted(start);
    }
    return start;
  }

  /** Whether it was in this state, in which it is no more. */
  private boolean leave(int which) {
    return ((int) STATE.getAndBitwiseAnd(this, ~which) & which) != 0;
  }

  // ---------------------------------------------------------------- ends

  /** Ends a transaction. */
  @FunctionalInterface
  private interface Ending {
    void run(Connection delegate) throws SQLException;
  }

  /** Does what ends the open transaction, and tells it if there is one that somebody knows of. */
  private void end(TransactionEnd.Ending how, Ending ending) throws SQLException {
    SearchPath.afterTransaction(searchPath);
    if (!leave(IN_TRANSACTION)) {
      ending.run(delegate);
      return;
    }
    long start = source.now();
    Throwable failure = null;
    try {
      ending.run(delegate);
    } catch (SQLException | RuntimeException | Error e) {
      failure = e;
      throw e;
    } finally {
      tellEnd(how, start, failure);
    }
  }

  private void tellEnd(TransactionEnd.Ending how, long start, @Nullable Throwable failure) {
    TransactionStart ended = transaction;
    if (ended != null) {
      source
          .publisher()
          .transactionEnded(new TransactionEnd(ended, how, start, source.now() - start, failure));
    }
  }

  /** A statement may have ended the open transaction by its text. */
  void ended(@Nullable TransactionCommand command, long startNanos) {
    boolean commit = command == TransactionCommand.COMMIT;
    if ((commit || command == TransactionCommand.ROLLBACK) && leave(IN_TRANSACTION)) {
      tellEnd(
          commit ? TransactionEnd.Ending.COMMIT : TransactionEnd.Ending.ROLLBACK, startNanos, null);
    }
  }

  @Override
  public void setAutoCommit(boolean value) throws SQLException {
    if (value) {
      end(TransactionEnd.Ending.COMMIT, c -> c.setAutoCommit(true));
    } else {
      delegate.setAutoCommit(false);
    }
  }

  @Override
  public void setTransactionIsolation(int level) throws SQLException {
    delegate.setTransactionIsolation(level);
    isolation = level;
  }

  @Override
  public void commit() throws SQLException {
    end(TransactionEnd.Ending.COMMIT, Connection::commit);
  }

  @Override
  public void rollback() throws SQLException {
    end(TransactionEnd.Ending.ROLLBACK, Connection::rollback);
  }

  // ---------------------------------------------------------------- savepoints

  @Override
  public Savepoint setSavepoint() throws SQLException {
    return telling().set(delegate::setSavepoint);
  }

  @Override
  public Savepoint setSavepoint(String name) throws SQLException {
    return telling().set(() -> delegate.setSavepoint(name));
  }

  @Override
  public void rollback(Savepoint savepoint) throws SQLException {
    telling().rollback(savepoint, () -> delegate.rollback(savepoint));
  }

  @Override
  public void releaseSavepoint(Savepoint savepoint) throws SQLException {
    telling().release(savepoint, () -> delegate.releaseSavepoint(savepoint));
  }

  private SavepointStatement telling() {
    return new SavepointStatement(
        afterwards(
            (call, sql, shape, startNanos) -> {
              TransactionStart of = begin(startNanos);
              return of == null
                  ? null // Nothing was sent.
                  : toldOf(call, sql, shape, startNanos, of);
            }));
  }

  private Afterwards afterwards(Afterwards.Description description) {
    return new Afterwards(source.publisher(), source.nanoTime(), description);
  }

  private Execution toldOf(
      Call call, String sql, SqlShape shape, long startNanos, @Nullable TransactionStart of) {
    return new Execution(
        checkout(),
        call,
        sql,
        List.of(),
        shape,
        source.decision(),
        List.of(),
        0,
        Wishes.NONE,
        of,
        startNanos,
        null,
        searchPath());
  }

  // ---------------------------------------------------------------- COPY

  private SeenCopy copy(String sql, SeenCopy.Opening opening) throws SQLException {
    Afterwards telling =
        afterwards(
            (call, text, shape, startNanos) ->
                toldOf(call, text, shape, startNanos, begin(startNanos)));
    return ToldCopy.begin(telling, sql, source.shape(sql), delegate, opening);
  }

  @Override
  public CopyManager getCopyAPI() throws SQLException {
    CopyManager driver = super.getCopyAPI();
    return source.publisher().isSilent() ? driver : new Copies(this::copy, postgres());
  }

  @Override
  public QueryExecutor getQueryExecutor() {
    QueryExecutor driver = super.getQueryExecutor();
    return source.publisher().isSilent() ? driver : SeenExecutor.of(this::copy, () -> driver);
  }

  // ---------------------------------------------------------------- its end

  @Override
  public void close() throws SQLException {
    try {
      end(TransactionEnd.Ending.CLOSE, Connection::close);
    } finally {
      returned();
    }
  }

  @Override
  public void abort(Executor executor) throws SQLException {
    delegate.abort(executor);
    end(TransactionEnd.Ending.CLOSE, aborted -> {});
    returned();
  }

  /** Only the first time. */
  private void returned() {
    if (leave(BORROWED)) {
      source.returned();
      if (!source.publisher().isSilent()) {
        source.publisher().returned(checkout(), source.now());
      }
      onClose.run();
    }
  }

  // ---------------------------------------------------------------- what leads back to it

  @Override
  public Statement createStatement() throws SQLException {
    return new ObservedStatement(this, delegate.createStatement());
  }

  @Override
  public Statement createStatement(int type, int concurrency) throws SQLException {
    return new ObservedStatement(this, delegate.createStatement(type, concurrency));
  }

  @Override
  public Statement createStatement(int type, int concurrency, int holdability) throws SQLException {
    return new ObservedStatement(this, delegate.createStatement(type, concurrency, holdability));
  }

  @Override
  public PreparedStatement prepareStatement(String sql) throws SQLException {
    return new ObservedPreparedStatement(this, delegate.prepareStatement(sql), sql, Keys.NONE);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int type, int concurrency)
      throws SQLException {
    return new ObservedPreparedStatement(
        this, delegate.prepareStatement(sql, type, concurrency), sql, Keys.NONE);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
      throws SQLException {
    return new ObservedPreparedStatement(
        this, delegate.prepareStatement(sql, type, concurrency, holdability), sql, Keys.NONE);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int autoGeneratedKeys) throws SQLException {
    return new ObservedPreparedStatement(
        this, delegate.prepareStatement(sql, autoGeneratedKeys), sql, Keys.flag(autoGeneratedKeys));
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int[] columnIndexes) throws SQLException {
    return new ObservedPreparedStatement(
        this, delegate.prepareStatement(sql, columnIndexes), sql, Keys.columns(columnIndexes));
  }

  @Override
  public PreparedStatement prepareStatement(String sql, String[] columnNames) throws SQLException {
    return new ObservedPreparedStatement(
        this, delegate.prepareStatement(sql, columnNames), sql, Keys.names(columnNames));
  }

  @Override
  public CallableStatement prepareCall(String sql) throws SQLException {
    return new ObservedCallableStatement(this, delegate.prepareCall(sql), sql);
  }

  @Override
  public CallableStatement prepareCall(String sql, int type, int concurrency) throws SQLException {
    return new ObservedCallableStatement(this, delegate.prepareCall(sql, type, concurrency), sql);
  }

  @Override
  public CallableStatement prepareCall(String sql, int type, int concurrency, int holdability)
      throws SQLException {
    return new ObservedCallableStatement(
        this, delegate.prepareCall(sql, type, concurrency, holdability), sql);
  }

  @Override
  public DatabaseMetaData getMetaData() throws SQLException {
    return ObservedMetaData.of(this, delegate.getMetaData());
  }

  @Override
  public ResultSet execSQLQuery(String sql) throws SQLException {
    return rows(super.execSQLQuery(sql));
  }

  @Override
  public ResultSet execSQLQuery(String sql, int type, int concurrency) throws SQLException {
    return rows(super.execSQLQuery(sql, type, concurrency));
  }

  /** Rows of a statement that the driver has made for itself. */
  ResultSet rows(ResultSet rows) throws SQLException {
    Statement of = rows.getStatement();
    ObservedStatement statement =
        of instanceof PreparedStatement prepared
            ? new ObservedPreparedStatement(this, prepared, prepared.toString(), Keys.NONE)
            : new ObservedStatement(this, of);
    return statement.rows(rows);
  }

  /** A value that the driver has read: its rows, if it is the name of a cursor. */
  Object value(Object value) throws SQLException {
    return value instanceof ResultSet rows ? rows(rows) : value;
  }

  // ---------------------------------------------------------------- the rest

  @Override
  public RouteExplanation explain(String sql) throws SQLException {
    if (delegate.isClosed()) {
      throw Failures.closed();
    }
    return source.explainer().explain(sql);
  }

  /** Also to what a pool has lent, by which it may be told to evict the connection. */
  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    boolean wraps = delegate.isWrapperFor(type); // It throws where the connection is closed.
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    if (type == of.getClass()) {
      return type.cast(of);
    }
    return !wraps && type.isInstance(delegate) ? type.cast(delegate) : delegate.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return delegate.isWrapperFor(type)
        || type.isInstance(this)
        || type == of.getClass()
        || type.isInstance(delegate);
  }

  @Override
  public String toString() {
    return delegate.toString();
  }
}
