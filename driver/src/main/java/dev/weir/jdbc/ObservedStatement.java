package dev.weir.jdbc;

import dev.weir.event.Call;
import dev.weir.event.ChangedColumns;
import dev.weir.event.Execution;
import dev.weir.event.Outcome;
import dev.weir.event.Parameters;
import dev.weir.event.Wishes;
import dev.weir.forward.ForwardingStatement;
import dev.weir.jdbc.ConfiguredConnection.Change;
import dev.weir.sql.SeveralTexts;
import dev.weir.sql.SqlShape;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/**
 * The statement that an application has of a DataSource that is observed: the driver's own, with a
 * look at what is executed. Where nobody listens an execution is counted, and that is all.
 */
class ObservedStatement extends ForwardingStatement implements PGStatement {
  final ObservedConnection connection;
  private final Statement delegate;

  /** The newest rows and keys that were handed out: asked for again, they are the same objects. */
  private @Nullable ObservedResultSet newest;

  private @Nullable ObservedResultSet keys;

  /** Who is told of the rows of the newest execution; null if nobody. */
  private @Nullable ResultsRead read;

  /** The newest execution, if its rows can be changed and somebody is told of it. */
  private @Nullable Execution changing;

  /** What has been added to the batch. */
  private @Nullable List<String> texts;

  ObservedStatement(ObservedConnection connection, Statement delegate) {
    this.connection = connection;
    this.delegate = delegate;
  }

  @Override
  protected Statement delegate() {
    return delegate;
  }

  /** The application's form of the driver's rows. */
  final ResultSet rows(ResultSet rows) {
    ObservedResultSet known = newest;
    if (known == null || !known.isOf(rows)) {
      ResultsRead told = read;
      known =
          new ObservedResultSet(
              told == null ? rows : told.observed(rows),
              this,
              changing == null ? null : new ChangedColumns(changing));
      newest = known;
    }
    return known;
  }

  // ---------------------------------------------------------------- what is told

  /** Calls the driver. */
  @FunctionalInterface
  interface Action {
    Object run() throws SQLException;
  }

  /** Something is about to be executed: counts it. Whether nobody is to be told of it. */
  final boolean isUnheard() {
    connection.source().count();
    changing = null;
    ResultsRead before = read;
    if (before != null) {
      read = null;
      before.repeating();
    }
    return connection.source().publisher().isSilent();
  }

  /** Executes a text, and tells it. */
  private Object tell(Call call, @Nullable String sql, Action action) throws SQLException {
    return tell(call, sql, Keys.NONE, action);
  }

  private Object tell(Call call, @Nullable String sql, Keys wanted, Action action)
      throws SQLException {
    if (sql == null) {
      return action.run(); // The driver's own exception, or it is a statement with a text already.
    }
    SqlShape shape = connection.source().shape(sql);
    return tell(new Told(call, sql, List.of(), shape, List.of(), 0, wanted), action);
  }

  /**
   * What is executed.
   *
   * @param texts of a batch of several
   * @param parameters of each row
   * @param batchSize 0 unless it is a batch
   * @param keys which generated keys were asked for
   */
  record Told(
      Call call,
      String sql,
      List<String> texts,
      SqlShape shape,
      List<Parameters> parameters,
      int batchSize,
      Keys keys) {}

  /** Executes, and tells it before and afterwards. */
  final Object tell(Told told, Action action) throws SQLException {
    ObservedDataSource source = connection.source();
    long begun = source.now();
    Execution execution =
        new Execution(
            connection.checkout(),
            told.call(),
            told.sql(),
            told.texts(),
            told.shape(),
            source.decision(),
            told.parameters(),
            told.batchSize(),
            Wishes.of(delegate, told.keys().told()),
            connection.begin(begun),
            begun,
            null,
            connection.searchPath());
    source.publisher().before(execution, this);
    long start = source.now();
    Throwable failure = null;
    Object answer = null;
    try {
      answer = action.run();
      read = ResultsRead.of(execution, answer, source.publisher(), source.nanoTime());
      changing = execution.wishes().concurrency() == ResultSet.CONCUR_UPDATABLE ? execution : null;
      if (answer instanceof ResultSet rows) {
        answer = rows(rows);
      }
      connection.ended(told.shape().transaction(), execution.startNanos());
      connection.sent(told.shape());
      return answer;
    } catch (SQLException | RuntimeException | Error e) {
      failure = e;
      throw e;
    } finally {
      long elapsed = source.now() - start;
      long rows = failure == null ? affected(answer) : -1;
      source.publisher().after(execution, new Outcome(elapsed, rows, failure), this, answer);
    }
  }

  /** Makes a change to a row of an execution, and tells it. */
  final void tell(RowStatement row, Execution query, Change change) throws SQLException {
    ObservedDataSource source = connection.source();
    long start = source.now();
    Execution told = row.of(query, source.shape(row.sql()), connection.begin(start), start);
    RowStatement.tell(told, source.publisher(), source.nanoTime(), this, change);
  }

  private long affected(@Nullable Object answer) {
    try {
      return Answers.rows(answer, delegate);
    } catch (SQLException e) {
      return -1; // A pool's statement may have been closed meanwhile.
    }
  }

  // ---------------------------------------------------------------- executions

  @Override
  public ResultSet executeQuery(String sql) throws SQLException {
    return isUnheard()
        ? rows(delegate.executeQuery(sql))
        : (ResultSet) tell(Call.QUERY, sql, () -> delegate.executeQuery(sql));
  }

  @Override
  public boolean execute(String sql) throws SQLException {
    return isUnheard()
        ? delegate.execute(sql)
        : (boolean) tell(Call.EXECUTE, sql, () -> delegate.execute(sql));
  }

  @Override
  public boolean execute(String sql, int autoGeneratedKeys) throws SQLException {
    return isUnheard()
        ? delegate.execute(sql, autoGeneratedKeys)
        : (boolean)
            tell(
                Call.EXECUTE,
                sql,
                Keys.flag(autoGeneratedKeys),
                () -> delegate.execute(sql, autoGeneratedKeys));
  }

  @Override
  public boolean execute(String sql, int[] columnIndexes) throws SQLException {
    return isUnheard()
        ? delegate.execute(sql, columnIndexes)
        : (boolean)
            tell(
                Call.EXECUTE,
                sql,
                Keys.columns(columnIndexes),
                () -> delegate.execute(sql, columnIndexes));
  }

  @Override
  public boolean execute(String sql, String[] columnNames) throws SQLException {
    return isUnheard()
        ? delegate.execute(sql, columnNames)
        : (boolean)
            tell(
                Call.EXECUTE,
                sql,
                Keys.names(columnNames),
                () -> delegate.execute(sql, columnNames));
  }

  @Override
  public int executeUpdate(String sql) throws SQLException {
    return isUnheard()
        ? delegate.executeUpdate(sql)
        : (int) tell(Call.UPDATE, sql, () -> delegate.executeUpdate(sql));
  }

  @Override
  public int executeUpdate(String sql, int autoGeneratedKeys) throws SQLException {
    return isUnheard()
        ? delegate.executeUpdate(sql, autoGeneratedKeys)
        : (int)
            tell(
                Call.UPDATE,
                sql,
                Keys.flag(autoGeneratedKeys),
                () -> delegate.executeUpdate(sql, autoGeneratedKeys));
  }

  @Override
  public int executeUpdate(String sql, int[] columnIndexes) throws SQLException {
    return isUnheard()
        ? delegate.executeUpdate(sql, columnIndexes)
        : (int)
            tell(
                Call.UPDATE,
                sql,
                Keys.columns(columnIndexes),
                () -> delegate.executeUpdate(sql, columnIndexes));
  }

  @Override
  public int executeUpdate(String sql, String[] columnNames) throws SQLException {
    return isUnheard()
        ? delegate.executeUpdate(sql, columnNames)
        : (int)
            tell(
                Call.UPDATE,
                sql,
                Keys.names(columnNames),
                () -> delegate.executeUpdate(sql, columnNames));
  }

  @Override
  public long executeLargeUpdate(String sql) throws SQLException {
    return isUnheard()
        ? delegate.executeLargeUpdate(sql)
        : (long) tell(Call.LARGE_UPDATE, sql, () -> delegate.executeLargeUpdate(sql));
  }

  @Override
  public long executeLargeUpdate(String sql, int autoGeneratedKeys) throws SQLException {
    return isUnheard()
        ? delegate.executeLargeUpdate(sql, autoGeneratedKeys)
        : (long)
            tell(
                Call.LARGE_UPDATE,
                sql,
                Keys.flag(autoGeneratedKeys),
                () -> delegate.executeLargeUpdate(sql, autoGeneratedKeys));
  }

  @Override
  public long executeLargeUpdate(String sql, int[] columnIndexes) throws SQLException {
    return isUnheard()
        ? delegate.executeLargeUpdate(sql, columnIndexes)
        : (long)
            tell(
                Call.LARGE_UPDATE,
                sql,
                Keys.columns(columnIndexes),
                () -> delegate.executeLargeUpdate(sql, columnIndexes));
  }

  @Override
  public long executeLargeUpdate(String sql, String[] columnNames) throws SQLException {
    return isUnheard()
        ? delegate.executeLargeUpdate(sql, columnNames)
        : (long)
            tell(
                Call.LARGE_UPDATE,
                sql,
                Keys.names(columnNames),
                () -> delegate.executeLargeUpdate(sql, columnNames));
  }

  // ---------------------------------------------------------------- batches

  @Override
  public void addBatch(String sql) throws SQLException {
    delegate.addBatch(sql);
    if (texts == null) {
      texts = new ArrayList<>();
    }
    texts.add(sql);
  }

  @Override
  public void clearBatch() throws SQLException {
    delegate.clearBatch();
    texts = null;
  }

  @Override
  public int[] executeBatch() throws SQLException {
    Told batch = takeBatch(Call.BATCH);
    return batch == null ? delegate.executeBatch() : (int[]) tell(batch, delegate::executeBatch);
  }

  @Override
  public long[] executeLargeBatch() throws SQLException {
    Told batch = takeBatch(Call.LARGE_BATCH);
    return batch == null
        ? delegate.executeLargeBatch()
        : (long[]) tell(batch, delegate::executeLargeBatch);
  }

  /**
   * The batch is about to be sent, and is empty afterwards.
   *
   * @return what is to be told of it; null if nobody listens, or nothing is in it
   */
  @Nullable Told takeBatch(Call call) {
    List<String> taken = texts;
    texts = null;
    if (taken == null || isUnheard()) {
      return null;
    }
    String sql = SeveralTexts.joined(taken);
    SqlShape shape =
        taken.size() == 1 ? connection.source().shape(sql) : ObservedDataSource.shapeOfSeveral(sql);
    return new Told(call, sql, List.copyOf(taken), shape, List.of(), taken.size(), Keys.NONE);
  }

  // ---------------------------------------------------------------- what leads back

  @Override
  public void close() throws SQLException {
    ResultsRead told = read; // Another thread may close it too.
    if (told != null) {
      told.closing();
    }
    try {
      delegate.close();
    } finally {
      if (told != null) {
        told.closed();
      }
    }
  }

  @Override
  public Connection getConnection() throws SQLException {
    delegate.getConnection(); // It throws where the statement is closed.
    return connection;
  }

  @Override
  public @Nullable ResultSet getResultSet() throws SQLException {
    ResultSet rows = delegate.getResultSet();
    return rows == null ? null : rows(rows);
  }

  @Override
  public boolean getMoreResults() throws SQLException {
    leaving(CLOSE_ALL_RESULTS);
    return wentOn(delegate.getMoreResults());
  }

  @Override
  public boolean getMoreResults(int current) throws SQLException {
    leaving(current);
    return wentOn(delegate.getMoreResults(current));
  }

  private void leaving(int current) throws SQLException {
    if (read != null && current != KEEP_CURRENT_RESULT) {
      read.leaving(delegate.getResultSet());
    }
  }

  private boolean wentOn(boolean toRows) {
    if (read != null) {
      read.wentOn();
    }
    return toRows;
  }

  @Override
  public @Nullable ResultSet getGeneratedKeys() throws SQLException {
    ResultSet rows = delegate.getGeneratedKeys();
    if (rows != null && (keys == null || !keys.isOf(rows))) {
      keys = new ObservedResultSet(rows, this, null);
    }
    return rows == null ? null : keys;
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return type.isInstance(this) ? type.cast(this) : delegate.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return type.isInstance(this) || delegate.isWrapperFor(type);
  }

  /** The driver's: that of a prepared statement shows its values. */
  @Override
  public String toString() {
    return delegate.toString();
  }

  // ---------------------------------------------------------------- PGStatement

  private PGStatement postgres() throws SQLException {
    return delegate instanceof PGStatement driver ? driver : delegate.unwrap(PGStatement.class);
  }

  /** The same, for the methods whose interface lets them throw nothing checked. */
  private PGStatement known() {
    try {
      return postgres();
    } catch (SQLException e) {
      throw new IllegalStateException("PostgreSQL's driver cannot be asked: " + e.getMessage(), e);
    }
  }

  @Override
  public long getLastOID() throws SQLException {
    return postgres().getLastOID();
  }

  @Override
  @Deprecated
  @SuppressWarnings("InlineMeSuggester") // It is PostgreSQL's interface that names it.
  public void setUseServerPrepare(boolean use) throws SQLException {
    postgres().setUseServerPrepare(use);
  }

  @Override
  public boolean isUseServerPrepare() {
    return known().isUseServerPrepare();
  }

  @Override
  public void setPrepareThreshold(int threshold) throws SQLException {
    postgres().setPrepareThreshold(threshold);
  }

  @Override
  public int getPrepareThreshold() {
    return known().getPrepareThreshold();
  }

  @Override
  public void setAdaptiveFetch(boolean adaptive) {
    known().setAdaptiveFetch(adaptive);
  }

  @Override
  public boolean getAdaptiveFetch() {
    return known().getAdaptiveFetch();
  }
}
