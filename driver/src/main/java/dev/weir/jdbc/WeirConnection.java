package dev.weir.jdbc;

import dev.weir.consistency.WriteMarks;
import dev.weir.event.Checkout;
import dev.weir.event.Publisher;
import dev.weir.event.TransactionEnd;
import dev.weir.route.RouteDecision;
import dev.weir.route.RouteReason;
import dev.weir.route.Session;
import dev.weir.sql.StatementKind;
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
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The connection that an application has. It takes physical connections when statements run, at
 * most one for each node, and gives each back as soon as no transaction, open result set or pin
 * holds it. Used by one thread at a time, like any connection; only {@link #abort} and {@code
 * Statement.cancel} may come from another.
 */
final class WeirConnection extends ForwardingConnection implements Session {
  private static final String READ_ONLY = "readOnly";
  private static final String ISOLATION = "isolation";
  private static final String SCHEMA = "schema";

  private final Services services;
  private final Runnable onClose;
  private final Checkout checkout;
  private final @Nullable Lease[] leases;
  private @Nullable ConnectionSettings settings;
  private boolean autoCommit = true;
  private boolean closed;

  /** Why the session on the primary is needed until the connection is closed; null if it is not. */
  private @Nullable String pin;

  /** What the open transaction has written. */
  private WriteMarks uncommitted = WriteMarks.NONE;

  /**
   * What a transaction that was begun by SQL has written: pending since, because its commit cannot
   * be seen coming.
   */
  private WriteMarks pending = WriteMarks.NONE;

  /** Whether SQL may have begun a transaction that the driver's auto-commit mode does not show. */
  private boolean transactionOfSql;

  private boolean changedCatalog;

  /** The open statements, newest first. */
  private @Nullable WeirStatement statements;

  private WeirConnection(Services services, Runnable onClose) {
    this.services = services;
    this.onClose = onClose;
    this.checkout = new Checkout(services.name(), services.checkouts().incrementAndGet());
    this.leases = new @Nullable Lease[services.pools().size()];
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
      Lease lease = connection.lease(services.topology().get().primary());
      connection.autoCommit = lease.physical.getAutoCommit();
    }
    if (!services.publisher().isSilent()) {
      services.publisher().checkedOut(connection.checkout);
    }
    return connection;
  }

  // ---------------------------------------------------------------- what statements ask of it

  Services services() {
    return services;
  }

  Checkout checkout() {
    return checkout;
  }

  void checkOpen() throws SQLException {
    if (closed) {
      throw Exceptions.closedConnection();
    }
  }

  /** The plan of a text, under the newest catalogue. */
  Plan plan(String sql) {
    return services.plans().of(sql);
  }

  /**
   * Takes the connection on which a statement shall run now. The lease is held: the caller lets go
   * of it by {@link #settle}.
   *
   * @param needsPrimary whether the way it is executed says that it writes, whatever its text says
   */
  Ticket admit(Plan plan, boolean needsPrimary, long nowNanos) throws SQLException {
    RouteDecision decision =
        services
            .router()
            .decide(plan.needs(), needsPrimary, this, services.topology().get(), nowNanos);
    RouteReason reason = decision.reason();
    if (reason == RouteReason.OWN_WRITES) {
      services.demand().run();
    }
    if (plan.pin() != null) {
      transactionOfSql |= mayBeginTransaction(plan);
      if (pin == null) {
        pin(plan.pin());
      }
    }
    if (reason.isPrimary()) {
      return ticket(decision, lease(decision.node()));
    }
    return onReplica(plan, decision);
  }

  private Ticket onReplica(Plan plan, RouteDecision decision) throws SQLException {
    Node replica = decision.node();
    Lease lease;
    try {
      lease = lease(replica);
    } catch (SQLException unreachable) {
      // The monitor will find out within a second; until then the primary serves what this replica
      // cannot.
      return ticket(toPrimary(RouteReason.NO_REPLICA), unreachable);
    }
    if (plan.needs().reads().isGuarded()
        && !lease.openedBefore(services.topology().get().state(replica).sampledNanos())) {
      // Opened after the newest sample: the server may have restarted since, and come back in the
      // past.
      giveBackIdle();
      services.demand().run();
      return ticket(toPrimary(RouteReason.OWN_WRITES), lease(services.topology().get().primary()));
    }
    return ticket(decision, lease);
  }

  private RouteDecision toPrimary(RouteReason reason) {
    return services.router().primary(reason, services.topology().get());
  }

  private Ticket ticket(RouteDecision decision, SQLException replicaFailure) throws SQLException {
    try {
      return ticket(decision, lease(decision.node()));
    } catch (SQLException e) {
      e.addSuppressed(replicaFailure);
      throw e;
    }
  }

  private Ticket ticket(RouteDecision decision, Lease lease) {
    services.counters().count(decision);
    lease.hold();
    return new Ticket(decision, lease);
  }

  /**
   * Just before a statement is sent: what it marks is pending from here, or when its transaction
   * commits.
   */
  void sending(Plan plan) {
    WriteMarks writes = plan.writes();
    if (writes.isEmpty()) {
      return;
    }
    changedCatalog |= changesCatalog(plan);
    if (!autoCommit) {
      uncommitted = uncommitted.and(writes);
    } else {
      writes.begin();
    }
  }

  /** The statement returned or threw. */
  void sent(Plan plan, Lease lease) {
    if (!autoCommit) {
      lease.inTransaction(true);
      return;
    }
    if (endsTransactionOfSql(plan)) {
      ended(pending);
      pending = WriteMarks.NONE;
      transactionOfSql = false;
    }
    if (plan.writes().isEmpty()) {
      return;
    }
    if (!transactionOfSql) {
      ended(plan.writes());
    } else {
      // Perhaps inside a transaction that SQL began: it stays pending until that ends, at the
      // latest when the connection is closed.
      pending = keepPending(plan.writes());
    }
  }

  private WriteMarks keepPending(WriteMarks writes) {
    WriteMarks both = pending.and(writes);
    both.begin();
    long now = services.now();
    pending.end(now);
    writes.end(now);
    return both;
  }

  private void ended(WriteMarks writes) {
    if (!writes.isEmpty()) {
      writes.end(services.now());
      services.demand().run();
    }
    if (changedCatalog) {
      changedCatalog = false;
      services.catalogChanged().run();
    }
  }

  private static boolean changesCatalog(Plan plan) {
    return plan.shape().kind() == StatementKind.DDL
        || plan.shape().parts().contains(StatementKind.DDL);
  }

  private static boolean mayBeginTransaction(Plan plan) {
    return switch (plan.shape().kind()) {
      case TRANSACTION, SEVERAL, CALL, UNKNOWN -> true;
      default -> false;
    };
  }

  private static boolean endsTransactionOfSql(Plan plan) {
    TransactionCommand command = plan.shape().transaction();
    return command == TransactionCommand.COMMIT
        || command == TransactionCommand.ROLLBACK
        || command == TransactionCommand.PREPARE_TRANSACTION;
  }

  /** Lets go of a lease: gives the connection back unless something else holds it. */
  void settle(Lease lease) throws SQLException {
    lease.unhold();
    giveBackIfIdle(lease);
  }

  /** Whether the connection stays when what holds it now lets go. */
  boolean keeps(Lease lease, int holds) {
    return services.steady() || pin != null || lease.isHeldBeyond(holds);
  }

  private void giveBackIfIdle(Lease lease) throws SQLException {
    if (!keeps(lease, 0) && !lease.isEnded()) {
      leases[lease.node.index()] = null;
      lease.end(false);
    }
  }

  private void giveBackIdle() throws SQLException {
    for (Lease lease : leases) {
      if (lease != null) {
        giveBackIfIdle(lease);
      }
    }
  }

  /**
   * The physical connection to a node: the one that is there, or a new one. No idle one is kept
   * while waiting for it.
   */
  private Lease lease(Node node) throws SQLException {
    Lease there = leases[node.index()];
    if (there != null) {
      return there;
    }
    giveBackIdle();
    Lease lease = services.pool(node).borrow();
    try {
      if (!services.steady() && lease.physical.getAutoCommit() != autoCommit) {
        lease.physical.setAutoCommit(autoCommit);
      }
      if (settings != null) {
        settings.apply(lease.physical);
      }
    } catch (SQLException e) {
      lease.end(true);
      throw e;
    }
    leases[node.index()] = lease;
    return lease;
  }

  /**
   * A connection for questions that any node answers. Not held: it goes back with the next
   * statement that ends, or at the latest when the connection is closed.
   */
  Lease anyLease() throws SQLException {
    checkOpen();
    Node held = held();
    return lease(held != null ? held : services.topology().get().primary());
  }

  void opened(WeirStatement statement) {
    statement.next = statements;
    if (statements != null) {
      statements.previous = statement;
    }
    statements = statement;
  }

  void closed(WeirStatement statement) {
    if (statement.previous != null) {
      statement.previous.next = statement.next;
    } else if (statements == statement) {
      statements = statement.next;
    }
    if (statement.next != null) {
      statement.next.previous = statement.previous;
    }
    statement.next = null;
    statement.previous = null;
  }

  private void pin(String cause) throws SQLException {
    giveBackIdle();
    pin = cause;
  }

  // ---------------------------------------------------------------- what routing asks of it

  @Override
  public boolean pinned() {
    return pin != null;
  }

  @Override
  public boolean inTransaction() {
    return !autoCommit;
  }

  @Override
  public boolean readOnly() {
    return settings != null && settings.get(READ_ONLY, false);
  }

  @Override
  public boolean oneSnapshot() {
    return isolation() >= TRANSACTION_REPEATABLE_READ;
  }

  @Override
  public boolean serializable() {
    return isolation() == TRANSACTION_SERIALIZABLE;
  }

  private int isolation() {
    return settings == null ? TRANSACTION_NONE : settings.get(ISOLATION, TRANSACTION_NONE);
  }

  @Override
  public @Nullable Node held() {
    Node primary = services.topology().get().primary();
    Node held = null;
    for (Lease lease : leases) {
      if (lease != null && (lease.isHeld() || services.steady())) {
        held = lease.node;
        if (held.equals(primary)) {
          return held;
        }
      }
    }
    return held;
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
    return open(new WeirStatement(this, new Cursor(type, concurrency, null)));
  }

  @Override
  public Statement createStatement(int type, int concurrency, int holdability) throws SQLException {
    return open(new WeirStatement(this, new Cursor(type, concurrency, holdability)));
  }

  @Override
  public PreparedStatement prepareStatement(String sql) throws SQLException {
    return prepare(sql, Cursor.DEFAULT, Keys.NONE);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int type, int concurrency)
      throws SQLException {
    return prepare(sql, new Cursor(type, concurrency, null), Keys.NONE);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
      throws SQLException {
    return prepare(sql, new Cursor(type, concurrency, holdability), Keys.NONE);
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
    return open(new WeirPreparedStatement(this, cursor, sql, keys));
  }

  @Override
  public CallableStatement prepareCall(String sql) throws SQLException {
    return call(sql, Cursor.DEFAULT);
  }

  @Override
  public CallableStatement prepareCall(String sql, int type, int concurrency) throws SQLException {
    return call(sql, new Cursor(type, concurrency, null));
  }

  @Override
  public CallableStatement prepareCall(String sql, int type, int concurrency, int holdability)
      throws SQLException {
    return call(sql, new Cursor(type, concurrency, holdability));
  }

  /**
   * What a routine does cannot be told before: it runs on the primary, and so does all that follows
   * on this connection.
   */
  private CallableStatement call(String sql, Cursor cursor) throws SQLException {
    Lease lease = pinned("a callable statement");
    return open(new WeirCallableStatement(this, cursor, sql, lease));
  }

  private Lease pinned(String cause) throws SQLException {
    checkOpen();
    if (pin == null) {
      pin(cause);
    }
    return lease(services.topology().get().primary());
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
    for (Lease lease : leases) {
      if (lease != null && lease.physical.getAutoCommit() != value) {
        lease.physical.setAutoCommit(value);
      }
    }
  }

  @Override
  public void commit() throws SQLException {
    checkOpen();
    if (autoCommit) {
      delegate().commit(); // The driver's own exception.
      return;
    }
    end(true, Connection::commit);
  }

  @Override
  public void rollback() throws SQLException {
    checkOpen();
    if (autoCommit) {
      delegate().rollback(); // The driver's own exception.
      return;
    }
    end(false, Connection::rollback);
  }

  /**
   * Ends the transaction on each connection that has a part in it: one, or in a read-only one a
   * replica's and the primary's.
   */
  private void end(boolean commit, ConnectionSettings.Setting ending) throws SQLException {
    WriteMarks writes = commit ? uncommitted : WriteMarks.NONE;
    uncommitted = WriteMarks.NONE;
    changedCatalog &= commit;
    boolean any = services.steady() || anyInTransaction();
    long start = services.now();
    SQLException failure = null;
    writes.begin();
    try {
      for (Lease lease : leases) {
        if (lease != null && (lease.isInTransaction() || services.steady())) {
          lease.inTransaction(false);
          ending.apply(lease.physical);
        }
      }
    } catch (SQLException e) {
      failure = e;
      throw e;
    } finally {
      ended(writes);
      publishEnd(any, commit, start, failure);
      giveBackIdle();
    }
  }

  private boolean anyInTransaction() {
    for (Lease lease : leases) {
      if (lease != null && lease.isInTransaction()) {
        return true;
      }
    }
    return false;
  }

  private void publishEnd(boolean any, boolean commit, long start, @Nullable SQLException failure) {
    Publisher publisher = services.publisher();
    if (any && !publisher.isSilent()) {
      publisher.transactionEnded(
          new TransactionEnd(checkout, commit, services.now() - start, failure));
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

  // ---------------------------------------------------------------- settings

  private void set(String name, Object value, ConnectionSettings.Setting setting)
      throws SQLException {
    checkOpen();
    for (Lease lease : leases) {
      if (lease != null) {
        setting.apply(lease.physical);
      }
    }
    if (settings == null) {
      settings = new ConnectionSettings();
    }
    settings.put(name, value, setting);
  }

  private boolean isSet(String name) throws SQLException {
    checkOpen();
    return settings != null && settings.has(name);
  }

  @Override
  public void setReadOnly(boolean value) throws SQLException {
    set(READ_ONLY, value, c -> c.setReadOnly(value));
  }

  @Override
  public boolean isReadOnly() throws SQLException {
    return isSet(READ_ONLY) ? readOnly() : services.steady() && super.isReadOnly();
  }

  @Override
  public void setTransactionIsolation(int level) throws SQLException {
    set(ISOLATION, level, c -> c.setTransactionIsolation(level));
  }

  @Override
  public int getTransactionIsolation() throws SQLException {
    return isSet(ISOLATION) ? isolation() : super.getTransactionIsolation();
  }

  @Override
  public void setSchema(String schema) throws SQLException {
    checkOpen();
    pin("a schema set by setSchema");
    set(SCHEMA, schema, c -> c.setSchema(schema));
  }

  @Override
  public void setCatalog(String catalog) throws SQLException {
    set("catalog", catalog, c -> c.setCatalog(catalog));
  }

  @Override
  public void setHoldability(int holdability) throws SQLException {
    set("holdability", holdability, c -> c.setHoldability(holdability));
  }

  @Override
  public void setTypeMap(Map<String, Class<?>> map) throws SQLException {
    set("typeMap", map, c -> c.setTypeMap(map));
  }

  @Override
  public void setNetworkTimeout(Executor executor, int millis) throws SQLException {
    set("networkTimeout", millis, c -> c.setNetworkTimeout(executor, millis));
  }

  @Override
  public void setClientInfo(String name, String value) throws SQLClientInfoException {
    setClientInfo("clientInfo." + name, String.valueOf(value), c -> c.setClientInfo(name, value));
  }

  @Override
  public void setClientInfo(Properties properties) throws SQLClientInfoException {
    setClientInfo("clientInfo", properties, c -> c.setClientInfo(properties));
  }

  private void setClientInfo(String key, Object value, ConnectionSettings.Setting setting)
      throws SQLClientInfoException {
    try {
      set(key, value, setting);
    } catch (SQLClientInfoException e) {
      throw e;
    } catch (SQLException e) {
      throw new SQLClientInfoException(
          e.getMessage(), e.getSQLState(), e.getErrorCode(), Map.of(), e);
    }
  }

  // ---------------------------------------------------------------- the rest

  @Override
  public DatabaseMetaData getMetaData() throws SQLException {
    checkOpen();
    return new WeirDatabaseMetaData(this);
  }

  @Override
  public Array createArrayOf(String type, Object[] elements) throws SQLException {
    Lease lease = anyLease();
    lease.hold();
    try {
      return lease.physical.createArrayOf(type, elements);
    } finally {
      settle(lease);
    }
  }

  @Override
  public boolean isValid(int seconds) throws SQLException {
    if (closed) {
      return false;
    }
    Lease lease = anyLease();
    lease.hold();
    try {
      return lease.physical.isValid(seconds);
    } finally {
      settle(lease);
    }
  }

  @Override
  public @Nullable SQLWarning getWarnings() throws SQLException {
    checkOpen();
    for (Lease lease : leases) {
      if (lease != null && lease.physical.getWarnings() != null) {
        return lease.physical.getWarnings();
      }
    }
    return null;
  }

  @Override
  public void clearWarnings() throws SQLException {
    checkOpen();
    for (Lease lease : leases) {
      if (lease != null) {
        lease.physical.clearWarnings();
      }
    }
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public void close() throws SQLException {
    if (closed) {
      return;
    }
    closed = true;
    SQLException failure = null;
    try {
      closeStatements();
      rollBackOpenTransaction();
    } catch (SQLException e) {
      failure = e;
    }
    boolean soiled = pin != null && !services.steady();
    for (int i = 0; i < leases.length; i++) {
      Lease lease = leases[i];
      leases[i] = null;
      if (lease != null) {
        failure = end(lease, soiled, failure);
      }
    }
    ended(pending);
    if (!services.publisher().isSilent()) {
      services.publisher().returned(checkout);
    }
    onClose.run();
    if (failure != null) {
      throw failure;
    }
  }

  private void closeStatements() throws SQLException {
    for (WeirStatement s = statements; s != null; s = statements) {
      s.close();
    }
  }

  /**
   * A pool rolls back what was left open, when it gets its connection back; the listeners hear of
   * it here.
   */
  private void rollBackOpenTransaction() {
    if (!autoCommit && anyInTransaction()) {
      publishEnd(true, false, services.now(), null);
    }
    uncommitted = WriteMarks.NONE;
  }

  private static @Nullable SQLException end(
      Lease lease, boolean soiled, @Nullable SQLException earlier) {
    try {
      lease.end(soiled);
      return earlier;
    } catch (SQLException e) {
      if (earlier != null) {
        earlier.addSuppressed(e);
        return earlier;
      }
      return e;
    }
  }

  @Override
  public void abort(Executor executor) throws SQLException {
    for (Lease lease : leases) {
      if (lease != null) {
        lease.physical.abort(executor);
      }
    }
    close();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return type.isInstance(this)
        ? type.cast(this)
        : pinned("unwrap(" + type.getName() + ")").physical.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return type.isInstance(this) || super.isWrapperFor(type);
  }

  @Override
  public String toString() {
    return services.name() + " connection " + checkout.id();
  }
}
