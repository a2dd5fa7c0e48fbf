package dev.weir.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLWarning;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A statement, prepared or not, with one result set for all its executions. */
abstract class InstantStatement implements PreparedStatement {
  private static final Supplier<InstantStatement> NEW = Completion.of(InstantStatement.class);

  private @Nullable InstantConnection connection;
  private InstantResultSet rows = InstantResultSet.of(Rows.of("", true));
  private long bound;
  private int batched;
  private int[] counts = {};

  static InstantStatement of(InstantConnection connection, String sql) {
    InstantStatement made = NEW.get();
    made.connection = connection;
    made.rows = InstantResultSet.of(Rows.of(sql, connection.isPrimary()));
    return made;
  }

  /** What was bound last, so that binding is not for nothing. */
  long bound() {
    return bound;
  }

  @Override
  public void setLong(int position, long value) {
    bound = value;
  }

  @Override
  public void setString(int position, String value) {}

  @Override
  public void setBoolean(int position, boolean value) {}

  @Override
  public ResultSet executeQuery() {
    rows.rewind();
    return rows;
  }

  @Override
  public ResultSet executeQuery(String sql) {
    return InstantResultSet.of(Rows.of(sql, connection == null || connection.isPrimary()));
  }

  @Override
  public boolean execute() {
    return true;
  }

  @Override
  public ResultSet getResultSet() {
    return executeQuery();
  }

  @Override
  public int executeUpdate() {
    return 1;
  }

  @Override
  public void addBatch() {
    batched++;
  }

  @Override
  public void clearBatch() {
    batched = 0;
  }

  /** The same array each time, if as many are executed: nothing here is to be allocated. */
  @Override
  public int[] executeBatch() {
    if (counts.length != batched) {
      counts = new int[batched];
      Arrays.fill(counts, 1);
    }
    batched = 0;
    return counts;
  }

  @Override
  public boolean execute(String sql) {
    return false;
  }

  @Override
  public int getUpdateCount() {
    return 1;
  }

  @Override
  public int getFetchSize() {
    return 0;
  }

  @Override
  public int getMaxRows() {
    return 0;
  }

  @Override
  public int getResultSetType() {
    return ResultSet.TYPE_FORWARD_ONLY;
  }

  @Override
  public int getResultSetConcurrency() {
    return ResultSet.CONCUR_READ_ONLY;
  }

  @Override
  public void setQueryTimeout(int seconds) {}

  @Override
  public @Nullable SQLWarning getWarnings() {
    return null;
  }

  @Override
  public @Nullable Connection getConnection() {
    return connection;
  }

  @Override
  public boolean isClosed() {
    return false;
  }

  @Override
  public void close() {}
}
