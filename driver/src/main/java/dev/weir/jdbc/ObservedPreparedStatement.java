package dev.weir.jdbc;

import dev.weir.event.Call;
import dev.weir.event.Parameters;
import dev.weir.sql.SqlShape;
import dev.weir.sql.StatementKind;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The prepared statement that an application has of a DataSource that is observed. Its parameters
 * are noted where somebody listens when it is prepared, or when they are cleared; who listens later
 * is told that they are unknown, for some may have been set before.
 */
class ObservedPreparedStatement extends NotingPreparedStatement {
  private final String sql;

  private final Keys keys;

  /** Looked up when somebody wants to know it. */
  private @Nullable SqlShape shape;

  private int batchSize;

  /** The parameters of each row of the batch; too few if somebody listens since later. */
  private @Nullable List<Parameters> batch;

  ObservedPreparedStatement(
      ObservedConnection connection, PreparedStatement delegate, String sql, Keys keys) {
    super(connection, delegate);
    this.sql = sql;
    this.keys = keys;
  }

  private Object tell(Call call, Action action) throws SQLException {
    return tell(new Told(call, sql, List.of(), shape(), List.of(parameters()), 0, keys), action);
  }

  private SqlShape shape() {
    if (shape == null) {
      shape = connection.source().shape(sql);
    }
    return shape;
  }

  private Parameters parameters() {
    Parameters known = noted();
    return known != null ? known : hasParameters() ? Parameters.UNKNOWN : Parameters.NONE;
  }

  private boolean hasParameters() {
    return shape().parameters() > 0 || shape().kind() == StatementKind.UNKNOWN;
  }

  // ---------------------------------------------------------------- executions

  @Override
  public ResultSet executeQuery() throws SQLException {
    return isUnheard()
        ? rows(prepared.executeQuery())
        : (ResultSet) tell(Call.QUERY, prepared::executeQuery);
  }

  @Override
  public int executeUpdate() throws SQLException {
    return isUnheard()
        ? prepared.executeUpdate()
        : (int) tell(Call.UPDATE, prepared::executeUpdate);
  }

  @Override
  public long executeLargeUpdate() throws SQLException {
    return isUnheard()
        ? prepared.executeLargeUpdate()
        : (long) tell(Call.LARGE_UPDATE, prepared::executeLargeUpdate);
  }

  @Override
  public boolean execute() throws SQLException {
    return isUnheard() ? prepared.execute() : (boolean) tell(Call.EXECUTE, prepared::execute);
  }

  // ---------------------------------------------------------------- batches

  @Override
  public void addBatch() throws SQLException {
    prepared.addBatch();
    batchSize++;
    Parameters row = noted();
    if (row != null) {
      if (batch == null) {
        batch = new ArrayList<>();
      }
      batch.add(row);
    }
  }

  @Override
  public void clearBatch() throws SQLException {
    super.clearBatch();
    batch = null;
    batchSize = 0;
  }

  @Override
  @Nullable Told takeBatch(Call call) {
    int size = batchSize;
    List<Parameters> rows = batch;
    batchSize = 0;
    batch = null;
    if (size == 0) {
      return super.takeBatch(call);
    }
    if (isUnheard()) {
      return null;
    }
    List<Parameters> known =
        rows != null && rows.size() == size
            ? Collections.unmodifiableList(rows)
            : Collections.nCopies(size, hasParameters() ? Parameters.UNKNOWN : Parameters.NONE);
    return new Told(call, sql, List.of(), shape(), known, size, keys);
  }

  // ---------------------------------------------------------------- descriptions

  @Override
  public @Nullable ResultSetMetaData getMetaData() throws SQLException {
    return prepared.getMetaData();
  }

  @Override
  public ParameterMetaData getParameterMetaData() throws SQLException {
    return prepared.getParameterMetaData();
  }
}
