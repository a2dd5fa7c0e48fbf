package dev.weir.jdbc;

import dev.weir.event.ChangedColumns;
import dev.weir.event.Execution;
import dev.weir.forward.ChangeableRows;
import dev.weir.forward.ObservedRows;
import dev.weir.jdbc.ConfiguredConnection.Change;
import dev.weir.lease.Lease;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGRefCursorResultSet;
import org.postgresql.jdbc.PgBlob;
import org.postgresql.jdbc.PgClob;

/**
 * The rows that an application reads. They hold their connection until they are closed. Large
 * objects, which outlive them, are those of the logical connection, wherever its session is then;
 * arrays know their types, so that they can be set again.
 */
final class WeirResultSet extends ChangeableRows implements PGRefCursorResultSet {
  private final WeirStatement statement;

  /** Null when it has been closed. */
  private @Nullable Lease lease;

  /** Holds the lease until it is closed. */
  WeirResultSet(ResultSet delegate, WeirStatement statement, Lease lease) {
    super(delegate, statement.changes());
    this.statement = statement;
    this.lease = lease;
    lease.hold();
  }

  @Override
  public Statement getStatement() throws SQLException {
    if (delegate.isClosed()) {
      throw Exceptions.closedRows(); // A pool's statement would not tell.
    }
    return statement;
  }

  /** Of rows that a function's cursor gave; else null. */
  @Override
  @Deprecated
  public @Nullable String getRefCursor() {
    try {
      return delegate.unwrap(PGRefCursorResultSet.class).getRefCursor();
    } catch (SQLException e) {
      return null;
    }
  }

  @Override
  public void insertRow() throws SQLException {
    change(RowStatement.Kind.INSERT, delegate::insertRow);
  }

  @Override
  public void updateRow() throws SQLException {
    change(RowStatement.Kind.UPDATE, delegate::updateRow);
  }

  @Override
  public void deleteRow() throws SQLException {
    change(RowStatement.Kind.DELETE, delegate::deleteRow);
  }

  @Override
  public @Nullable Blob getBlob(int column) throws SQLException {
    Blob there = delegate.getBlob(column);
    return there == null ? null : blob(column);
  }

  @Override
  public @Nullable Blob getBlob(String column) throws SQLException {
    return getBlob(delegate.findColumn(column));
  }

  @Override
  public @Nullable Clob getClob(int column) throws SQLException {
    Clob there = delegate.getClob(column);
    return there == null ? null : clob(column);
  }

  @Override
  public @Nullable Clob getClob(String column) throws SQLException {
    return getClob(delegate.findColumn(column));
  }

  private Blob blob(int column) throws SQLException {
    return new PgBlob(statement.connection, bare().getLong(column));
  }

  private Clob clob(int column) throws SQLException {
    return new PgClob(statement.connection, bare().getLong(column));
  }

  @Override
  public @Nullable Array getArray(int column) throws SQLException {
    return TakenArray.typedIfArray(delegate.getArray(column));
  }

  @Override
  public @Nullable Array getArray(String column) throws SQLException {
    return TakenArray.typedIfArray(delegate.getArray(column));
  }

  @Override
  public @Nullable Object getObject(int column) throws SQLException {
    return TakenArray.typedIfArray(delegate.getObject(column));
  }

  @Override
  public @Nullable Object getObject(String column) throws SQLException {
    return TakenArray.typedIfArray(delegate.getObject(column));
  }

  @Override
  public <T> @Nullable T getObject(int column, Class<T> type) throws SQLException {
    T there = TakenArray.typedIfArray(delegate.getObject(column, type));
    if (there instanceof PgBlob) {
      return type.cast(blob(column));
    }
    return there instanceof PgClob ? type.cast(clob(column)) : there;
  }

  @Override
  public <T> @Nullable T getObject(String column, Class<T> type) throws SQLException {
    return getObject(delegate.findColumn(column), type);
  }

  private void change(RowStatement.Kind kind, Change change) throws SQLException {
    Lease on = lease;
    if (on == null) {
      change.make(); // The driver's own exception.
      return;
    }
    ChangedColumns set = changed;
    RowStatement told = RowStatement.of(kind, bare(), set);
    if (set == null || told == null) {
      statement.changeRow(on, change);
    } else {
      statement.changeRow(on, () -> tell(told, set.query(), on, change));
      set.forget();
    }
  }

  private void tell(RowStatement row, Execution query, Lease on, Change change)
      throws SQLException {
    WeirConnection connection = statement.connection;
    ConnectionFactory shared = connection.shared();
    long start = shared.now();
    Execution told =
        row.of(
            query,
            connection.plan(row.sql()).shape(),
            connection.transaction().told(connection, start, on.physical()),
            start);
    RowStatement.tell(told, shared.publisher(), shared.nanoTime(), statement, change);
  }

  @Override
  public void close() throws SQLException {
    Lease held = lease;
    if (held != null) {
      lease = null;
      try {
        delegate.close();
      } finally {
        statement.resultClosed(held);
      }
    }
  }

  /** The statement is about to go on to further results, and to close it. */
  void leaving() {
    if (delegate instanceof ObservedRows observed) {
      observed.leaving();
    }
  }

  /** Whether the driver has closed it, on the way to further results: nothing is held for it. */
  boolean letGoIfClosed() throws SQLException {
    Lease held = lease;
    if (held != null && delegate.isClosed()) {
      lease = null;
      if (delegate instanceof ObservedRows observed) {
        observed.left();
      }
      statement.resultClosed(held);
    }
    return lease == null;
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return type.isInstance(this) ? type.cast(this) : delegate.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return type.isInstance(this) || delegate.isWrapperFor(type);
  }
}
