package dev.weir.jdbc;

import dev.weir.event.Call;
import dev.weir.event.Execution;
import dev.weir.event.Parameters;
import dev.weir.event.Publisher;
import dev.weir.event.Wishes;
import dev.weir.jdbc.ConfiguredConnection.Change;
import dev.weir.lease.Lease;
import dev.weir.lease.LeaseSet;
import dev.weir.plan.Plan;
import dev.weir.sql.SeveralTexts;
import dev.weir.sql.StatementKind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The statement that an application has. It remembers its settings and becomes a physical statement
 * on the node that is chosen when it is executed; it keeps that one as long as its connection
 * stays, and makes another when the next execution goes elsewhere.
 */
class WeirStatement extends TextStatement {
  final WeirConnection connection;

  /** The next one in the connection's list of open statements. */
  @Nullable WeirStatement next;

  private @Nullable Lease lease;

  /** Read by {@link #cancel}, which comes from another thread. */
  private volatile @Nullable Statement physical;

  /**
   * Of the newest execution: its rows, or how many rows it changed where its connection has gone
   * back; else null.
   */
  private @Nullable Object answer;

  /** Whether the lease is held beyond the execution: for generated keys, or further results. */
  private boolean holds;

  /** Whether further results may follow the current one. */
  private boolean severalResults;

  /** Whether an execution is under way. */
  private boolean running;

  private boolean closed;

  WeirStatement(WeirConnection connection, Cursor cursor) {
    super(cursor);
    this.connection = connection;
  }

  // ---------------------------------------------------------------- execution

  /** Makes the physical statement. */
  Statement create(Connection on) throws SQLException {
    return cursor().create(on);
  }

  /**
   * Binds what is to be bound before an execution: nothing, unless the statement is a prepared one.
   */
  void bindTo(Statement target) throws SQLException {}

  /** Whether what is bound can be sent only once. */
  boolean bindsStream() {
    return false;
  }

  /** Executes. */
  final Object execute(
      Call call,
      String sql,
      Plan plan,
      List<Parameters> parameters,
      int batchSize,
      Keys keys,
      Action action)
      throws SQLException {
    LeaseSet leases = connection.leases();
    leases.enter();
    try {
      return executeAlone(call, sql, plan, parameters, batchSize, keys, action);
    } finally {
      leases.leave();
    }
  }

  private Object executeAlone(
      Call call,
      String sql,
      Plan plan,
      List<Parameters> parameters,
      int batchSize,
      Keys keys,
      Action action)
      throws SQLException {
    forgetResults();
    boolean keep = keys.wanted();
    boolean needsPrimary =
        (call != Call.QUERY && call != Call.EXECUTE) || keep || cursor().updatable();
    Run run = connection.run(plan, needsPrimary);
    Run.Description description =
        connection.isSilent()
            ? null
            : (on, target) ->
                new Execution(
                    connection.checkout(),
                    call,
                    sql,
                    batchSize == 0 ? List.of() : batchTexts(),
                    plan.shape(),
                    on.decision(),
                    parameters,
                    batchSize,
                    Wishes.of(target, keys.told()),
                    connection
                        .transaction()
                        .told(connection, on.startNanos(), on.lease().physical()),
                    on.startNanos(),
                    on.lease().shadow(),
                    connection.searchPath(on.lease()));
    running = true;
    try {
      Object answer = run.execute(this, description, keep, action);
      connection.sent(plan.shape());
      return answer;
    } finally {
      running = false;
    }
  }

  /** The answer with its rows observed, if somebody wants that: now, or when they are asked for. */
  final Object observed(Object answer, Execution told, Publisher publisher) {
    ResultsRead read = ResultsRead.of(told, answer, publisher, connection.shared().nanoTime());
    if (cursor().updatable()) {
      settings().changing = told;
    }
    if (read != null && answer instanceof ResultSet rows) {
      return read.observed(rows);
    }
    if (read != null) {
      settings().read = read;
    }
    return answer;
  }

  /** Whether an execution is under way. */
  final boolean isRunning() {
    return running;
  }

  /** The physical statement, which is there during an execution. */
  final Statement physical() {
    return Objects.requireNonNull(physical);
  }

  /** Of the time that the application gives it, in seconds; 0 if unlimited, negative if none. */
  final int remainingSeconds(long elapsedNanos) throws SQLException {
    int given = physical().getQueryTimeout();
    if (given == 0) {
      return 0;
    }
    long left = TimeUnit.SECONDS.toNanos(given) - elapsedNanos;
    return left <= 0 ? -1 : (int) (1 + TimeUnit.NANOSECONDS.toSeconds(left - 1));
  }

  /**
   * Keeps the connection for what is still to be fetched from it; else what can be asked later is
   * taken over now.
   *
   * @param keep whether the connection must stay for generated keys
   */
  final void answered(Run run, Object answer, boolean keep) throws SQLException {
    Lease on = run.lease();
    if (answer instanceof ResultSet rows) {
      this.answer = new WeirResultSet(rows, this, on);
      return;
    }
    StatementKind kind = run.plan().shape().kind();
    severalResults = kind == StatementKind.SEVERAL || kind == StatementKind.CALL;
    if (keep || severalResults || Boolean.TRUE.equals(answer)) {
      holds = true;
      on.hold();
    }
  }

  /** Its connection goes back: what can be asked later is taken over now. */
  final void leaving(Object returned) throws SQLException {
    Statement target = physical();
    if (returned instanceof Number count) {
      answer = count;
    } else if (Boolean.FALSE.equals(returned)) {
      answer = target.getUpdateCount();
    }
    SQLWarning warnings = target.getWarnings();
    if (warnings != null) {
      settings().warnings = warnings;
    }
  }

  /** The physical statement on a connection: the one that is there, or a new one. */
  final Statement materialise(Lease on) throws SQLException {
    Statement there = physical;
    if (there != null && lease == on) {
      return there;
    }
    Statement made = create(on.physical());
    configure(made);
    if (isCloseOnCompletion()) {
      made.closeOnCompletion();
    }
    if (lease == null) {
      connection.opened(this);
    }
    lease = on;
    physical = made;
    return made;
  }

  /** The physical statement, if its connection is still ours. */
  @Override
  final @Nullable Statement current() {
    Lease on = lease;
    return on == null || on.isEnded() ? null : physical;
  }

  @Override
  protected Statement delegate() throws SQLException {
    checkOpen();
    Statement there = current();
    if (there != null) {
      return there;
    }
    return connection.askAlone(() -> materialise(connection.leases().toAny()));
  }

  @Override
  final <T extends @Nullable Object> T ask(Question<T> question) throws SQLException {
    Statement there = closed ? null : current();
    if (there != null) {
      return question.of(there);
    }
    return connection.ask(
        on -> {
          try (Statement passing = create(on)) {
            configure(passing);
            return question.of(passing);
          }
        });
  }

  @Override
  final void checkOpen() throws SQLException {
    connection.checkOpen();
    if (closed) {
      throw Exceptions.closedStatement();
    }
  }

  private void forgetResults() throws SQLException {
    checkOpen();
    forgetCount();
    StatementSettings rare = rarities();
    boolean completes = rare != null && rare.closeOnCompletion;
    if (rare == null) {
      closeResult();
    } else {
      rare.warnings = null;
      rare.changing = null;
      // Closing the last execution's rows does not complete the statement: there is a next one.
      rare.closeOnCompletion = false;
      closeResults();
      rare.closeKeys();
      rare.closeOnCompletion = completes;
    }
    release();
    if (completes && isCompleted()) {
      physical = null; // The next execution makes another.
    }
    severalResults = false;
  }

  /** Of the newest execution, if they are known. */
  private @Nullable WeirResultSet rows() {
    return answer instanceof WeirResultSet rows ? rows : null;
  }

  /** How many rows the newest execution changed, where its connection has gone back; else null. */
  private @Nullable Number count() {
    return answer instanceof Number count ? count : null;
  }

  private void forgetCount() {
    if (answer instanceof Number) {
      answer = null;
    }
  }

  private void closeResults() throws SQLException {
    closeKept();
    closeResult();
  }

  private void closeResult() throws SQLException {
    WeirResultSet open = rows();
    if (open != null) {
      answer = null;
      open.close();
    }
  }

  private void release() throws SQLException {
    if (holds) {
      holds = false;
      Lease on = lease;
      if (on != null) {
        connection.leases().settle(on);
      }
    }
  }

  /** Marks what a result set writes by statements that the driver makes. */
  final void changeRow(Lease on, Change change) throws SQLException {
    connection.alone(() -> connection.changing(on, change));
  }

  /** A result set of this statement was closed. */
  void resultClosed(Lease on) throws SQLException {
    LeaseSet leases = connection.leases();
    leases.enter();
    try {
      boolean completed = isCloseOnCompletion() && isCompleted();
      leases.settle(on); // A pool closes the statements of what comes back.
      if (completed) {
        close();
      }
    } finally {
      leases.leave();
    }
  }

  /** Whether all results have been closed, and with them the statement: only the driver knows. */
  private boolean isCompleted() throws SQLException {
    return physical != null && physical.isClosed();
  }

  @Override
  public ResultSet executeQuery(String sql) throws SQLException {
    execute(Call.QUERY, sql, Keys.NONE, s -> s.executeQuery(sql));
    return currentResult();
  }

  @Override
  final Object execute(Call call, String sql, Keys keys, Action action) throws SQLException {
    if (!keys.isSupported()) {
      throw Exceptions.keysByIndex();
    }
    checkOpen();
    keys.checkFlag();
    return execute(call, sql, connection.plan(sql), List.of(), 0, keys, action);
  }

  /** An empty batch ends the last execution, and that is all. */
  @Override
  final Object executeNothing(Call call, Action action) throws SQLException {
    return connection.askAlone(
        () -> {
          forgetResults();
          Statement there = current();
          return there == null ? Answers.ofNothing(call) : action.run(there);
        });
  }

  @Override
  final Object executeTexts(Call call, List<String> texts, Action action) throws SQLException {
    String sql = SeveralTexts.joined(texts);
    Plan plan = texts.size() == 1 ? connection.plan(sql) : connection.planOfSeveral(sql);
    return execute(call, sql, plan, List.of(), texts.size(), Keys.NONE, action);
  }

  // ---------------------------------------------------------------- results

  final ResultSet currentResult() {
    // An execution that answered rows has just set it.
    return Objects.requireNonNull(rows());
  }

  @Override
  public @Nullable ResultSet getResultSet() throws SQLException {
    connection.alone(this::takeRows);
    return rows();
  }

  private void takeRows() throws SQLException {
    checkOpen();
    Statement there = current();
    Lease on = lease;
    if (rows() != null || there == null || on == null) {
      return;
    }
    ResultSet rows = there.getResultSet();
    if (rows != null) {
      ResultsRead read = rarities() == null ? null : rarities().read;
      answer = new WeirResultSet(read == null ? rows : read.observed(rows), this, on);
      if (!severalResults) {
        release();
      }
    }
  }

  @Override
  public int getUpdateCount() throws SQLException {
    checkOpen();
    Number count = count();
    Statement there = count == null ? current() : null;
    return there != null ? there.getUpdateCount() : count == null ? -1 : count.intValue();
  }

  @Override
  public long getLargeUpdateCount() throws SQLException {
    checkOpen();
    Number count = count();
    Statement there = count == null ? current() : null;
    return there != null ? there.getLargeUpdateCount() : count == null ? -1 : count.longValue();
  }

  @Override
  public boolean getMoreResults() throws SQLException {
    return getMoreResults(CLOSE_ALL_RESULTS); // As the driver has it.
  }

  @Override
  public boolean getMoreResults(int which) throws SQLException {
    checkOpen();
    return connection.askAlone(() -> moreResults(which));
  }

  private boolean moreResults(int which) throws SQLException {
    Statement there = current();
    WeirResultSet rows = rows();
    if (there != null && rows != null && which != KEEP_CURRENT_RESULT) {
      rows.leaving();
    }
    boolean more = there != null && there.getMoreResults(which);
    boolean completed = isCloseOnCompletion() && there != null && there.isClosed();
    if (rarities() != null && rarities().read != null) {
      rarities().read.wentOn();
    }
    answer = null;
    if (rows != null && !rows.letGoIfClosed()) {
      keep(rows);
    }
    letGoOfClosed();
    if (completed) {
      close();
    }
    return more;
  }

  @Override
  public @Nullable ResultSet getGeneratedKeys() throws SQLException {
    if (rarities() == null || rarities().keys == null) {
      checkOpen();
      connection.alone(this::takeKeys);
    }
    return rarities() == null ? null : rarities().keys;
  }

  private void takeKeys() throws SQLException {
    ResultSet rows = delegate().getGeneratedKeys();
    Lease on = lease;
    if (rows != null && on != null) {
      settings().keys = new WeirResultSet(rows, this, on);
    }
  }

  @Override
  public @Nullable SQLWarning getWarnings() throws SQLException {
    checkOpen();
    SQLWarning warnings = rarities() == null ? null : rarities().warnings;
    Statement there = current();
    return warnings == null && there != null ? there.getWarnings() : warnings;
  }

  @Override
  public void clearWarnings() throws SQLException {
    if (rarities() != null) {
      rarities().warnings = null;
    }
    Statement there = current();
    if (there != null) {
      there.clearWarnings();
    }
  }

  // ---------------------------------------------------------------- the rest

  @Override
  public void closeOnCompletion() throws SQLException {
    settings().closeOnCompletion = true;
    Statement there = current();
    if (there != null) {
      there.closeOnCompletion();
    }
  }

  @Override
  public boolean isCloseOnCompletion() {
    StatementSettings rare = rarities();
    return rare != null && rare.closeOnCompletion;
  }

  @Override
  public void cancel() throws SQLException {
    Statement running = physical;
    if (running != null) {
      running.cancel();
    }
  }

  @Override
  public Connection getConnection() throws SQLException {
    return connection;
  }

  @Override
  public boolean isClosed() {
    return closed || connection.hasBeenClosed();
  }

  @Override
  public void close() throws SQLException {
    if (closed) {
      return;
    }
    closed = true;
    Lease on = lease;
    Statement there = current();
    if (on == null || there == null) {
      return;
    }
    LeaseSet leases = connection.leases();
    if (running && leases.isUsedElsewhere()) {
      there.close(); // Which cancels it: who executes it lets go of the connection.
      return;
    }
    leases.enter();
    try {
      closeAlone(on, there);
    } finally {
      leases.leave();
    }
  }

  private void closeAlone(Lease on, Statement there) throws SQLException {
    on.hold();
    try {
      closeResults();
      if (rarities() != null) {
        rarities().closeKeys();
      }
      there.close();
    } finally {
      release();
      connection.leases().settle(on);
    }
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    if (!isWrapperFor(type)) {
      throw Exceptions.notWrapped(type);
    }
    checkOpen();
    connection.reached("unwrap(" + type.getName() + ")");
    return super.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return type.isInstance(this) || ask(physical -> physical.isWrapperFor(type));
  }
}
