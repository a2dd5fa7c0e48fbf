package dev.weir.jdbc;

import dev.weir.event.Call;
import dev.weir.event.Parameters;
import dev.weir.event.Setter;
import dev.weir.plan.Plan;
import dev.weir.sql.StatementKind;
import java.sql.Connection;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;
import org.postgresql.core.BaseConnection;
import org.postgresql.util.PGobject;

/**
 * The prepared statement that an application has: prepared, with its parameters, on the node that
 * is chosen at execution.
 */
class WeirPreparedStatement extends BindingPreparedStatement {
  private final Bindings bindings;
  private Plan plan;

  WeirPreparedStatement(WeirConnection connection, Cursor cursor, Plan plan) {
    super(connection, cursor);
    this.plan = plan;
    this.bindings = new Bindings(plan.shape().parameters());
  }

  final String sql() {
    return plan.sql();
  }

  @Override
  PreparedStatement create(Connection on) throws SQLException {
    return cursor().prepare(on, sql());
  }

  @Override
  protected PreparedStatement delegate() throws SQLException {
    return (PreparedStatement) super.delegate();
  }

  @Override
  void bind(int position, Setter setter, @Nullable Object value) throws SQLException {
    check(position);
    bindings.set(position, setter, value, null);
  }

  @Override
  void take(int position, Setter setter, @Nullable Object value, @Nullable Object... extras)
      throws SQLException {
    checkOpen();
    if (!isParameter(position)) {
      offer(position, setter, value, extras); // The driver's own exception comes first.
    }
    boolean told = !connection.isSilent();
    Object taken = Values.take(setter, value, extras, bindings::zone, told);
    if (taken instanceof Values.Doubtful doubtful) {
      offer(position, setter, value, extras);
      taken = doubtful.value();
    } else if (taken instanceof Values.Large large) {
      taken = write(position, setter, large, extras);
    }
    check(position);
    bindings.set(position, setter, taken, extras.length == 0 ? null : extras);
    String type = typeOf(taken);
    if (type != null) {
      bindings.casts(type);
    }
  }

  /** The type by whose name a value is sent; null if the driver knows it by a number. */
  private static @Nullable String typeOf(@Nullable Object taken) {
    String name =
        taken instanceof PGobject object
            ? object.getType()
            : taken instanceof TakenArray array ? array.getBaseTypeName() : null;
    if (name == null) {
      return null;
    }
    String last = name.substring(name.lastIndexOf('.') + 1);
    return last.indexOf('"') < 0 && last.indexOf('[') < 0
        ? last.toLowerCase(Locale.ROOT)
        : last.replace("\"", "").replace("[]", "");
  }

  /** The plan with what is bound. */
  private Plan bound() throws SQLException {
    plan = connection.fresh(plan);
    Set<String> types = bindings.types();
    return types == null ? plan : connection.binding(plan, types);
  }

  /** The driver writes a large object when it gets it, which it cannot outside of transactions. */
  private Object write(int position, Setter setter, Values.Large large, @Nullable Object[] extras)
      throws SQLException {
    if (!connection.transaction().inTransaction()) {
      offer(position, setter, large.value(), extras);
      return large.value();
    }
    check(position);
    Connection primary = connection.transactionToWrite();
    if (!primary.isWrapperFor(BaseConnection.class)) {
      return large.value(); // A pool that hides its driver: written when it is sent.
    }
    long written = LargeObjects.write(primary, large);
    return new Sent.By(Setter.LONG, written, written);
  }

  private void check(int position) throws SQLException {
    checkOpen();
    if (!isParameter(position)) {
      throw Exceptions.columnIndex(position, plan.shape().parameters());
    }
  }

  private boolean isParameter(int position) {
    return position >= 1
        && (position <= plan.shape().parameters() || plan.shape().kind() == StatementKind.UNKNOWN);
  }

  @Override
  public void clearParameters() throws SQLException {
    checkOpen();
    bindings.clear();
    Statement there = current();
    if (there != null) {
      ((PreparedStatement) there).clearParameters();
    }
  }

  private Object run(Call call, Action action) throws SQLException {
    checkOpen();
    Plan running = bound();
    List<Parameters> seen = connection.isSilent() ? List.of() : List.of(bindings.snapshot());
    try {
      return execute(call, sql(), running, seen, 0, cursor().keys(), action);
    } finally {
      bindings.executed();
    }
  }

  @Override
  void bindTo(Statement target) throws SQLException {
    bindings.bindTo((PreparedStatement) target);
  }

  @Override
  boolean bindsStream() {
    return bindings.bindsStream();
  }

  @Override
  public ResultSet executeQuery() throws SQLException {
    run(Call.QUERY, s -> ((PreparedStatement) s).executeQuery());
    return currentResult();
  }

  @Override
  public int executeUpdate() throws SQLException {
    return (int) run(Call.UPDATE, s -> ((PreparedStatement) s).executeUpdate());
  }

  @Override
  public long executeLargeUpdate() throws SQLException {
    return (long) run(Call.LARGE_UPDATE, s -> ((PreparedStatement) s).executeLargeUpdate());
  }

  @Override
  public boolean execute() throws SQLException {
    return (boolean) run(Call.EXECUTE, s -> ((PreparedStatement) s).execute());
  }

  @Override
  public ResultSet executeQuery(String other) throws SQLException {
    throw Exceptions.textForPrepared();
  }

  @Override
  public int executeUpdate(String other) throws SQLException {
    throw Exceptions.textForPrepared();
  }

  @Override
  public boolean execute(String other) throws SQLException {
    throw Exceptions.textForPrepared();
  }

  @Override
  public void addBatch() throws SQLException {
    checkOpen();
    bindings.addRow();
  }

  @Override
  public void addBatch(String other) throws SQLException {
    delegate().addBatch(other); // The driver's own exception.
  }

  @Override
  public void clearBatch() throws SQLException {
    bindings.clearRows();
  }

  @Override
  public int[] executeBatch() throws SQLException {
    return (int[]) runBatch(Call.BATCH, Statement::executeBatch);
  }

  @Override
  public long[] executeLargeBatch() throws SQLException {
    return (long[]) runBatch(Call.LARGE_BATCH, Statement::executeLargeBatch);
  }

  private Object runBatch(Call call, Action action) throws SQLException {
    checkOpen();
    List<Parameters> rows = bindings.sendRows();
    if (rows == null) {
      return executeNothing(call, action);
    }
    try {
      return execute(call, sql(), bound(), rows, rows.size(), cursor().keys(), action);
    } finally {
      bindings.rowsSent();
    }
  }

  @Override
  public @Nullable ResultSetMetaData getMetaData() throws SQLException {
    return described().getMetaData();
  }

  @Override
  public ParameterMetaData getParameterMetaData() throws SQLException {
    PreparedStatement described = described();
    bindings.bindIfKept(described); // Their types count.
    return described.getParameterMetaData();
  }

  /** Where it has run, else where every object is known first. */
  private PreparedStatement described() throws SQLException {
    checkOpen();
    return connection.askAlone(
        () -> {
          Statement there = current();
          return (PreparedStatement)
              (there != null ? there : materialise(connection.leases().toDescribe()));
        });
  }

  /** As the bare driver shows it; by the statement that has it, if it can be asked. */
  @Override
  public String toString() {
    if (!connection.leases().tryEnter()) {
      return sql();
    }
    try {
      List<Parameters> rows = bindings.rows();
      PreparedStatement shown = rows == null && !bindings.bindsStream() ? shown() : null;
      return shown != null
          ? shown.unwrap(PGStatement.class).toString()
          : rows != null && !isRunning()
              ? connection.shared().texts().of(sql(), rows, true)
              : connection.shared().texts().of(sql(), List.of(bindings.snapshot()), false);
    } catch (SQLException e) {
      return sql();
    } finally {
      connection.leases().leave();
    }
  }

  private @Nullable PreparedStatement shown() throws SQLException {
    PreparedStatement shown = (PreparedStatement) current();
    if (shown != null && !isRunning()) {
      bindings.bindIfKept(shown);
    }
    return shown;
  }
}
