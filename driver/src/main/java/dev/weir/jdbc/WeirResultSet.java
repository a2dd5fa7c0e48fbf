package dev.weir.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The rows that an application reads. They hold their connection until they are closed. */
final class WeirResultSet extends ForwardingResultSet {
  private final WeirStatement statement;
  private final Lease lease;
  private boolean closed;

  /** Holds the lease until it is closed. */
  WeirResultSet(ResultSet delegate, WeirStatement statement, Lease lease) {
    super(delegate);
    this.statement = statement;
    this.lease = lease;
    lease.hold();
  }

  @Override
  public Statement getStatement() throws SQLException {
    delegate.getStatement(); // Throws if the rows are closed.
    return statement;
  }

  @Override
  public void insertRow() throws SQLException {
    statement.changeRow(lease, delegate::insertRow);
  }

  @Override
  public void updateRow() throws SQLException {
    statement.changeRow(lease, delegate::updateRow);
  }

  @Override
  public void deleteRow() throws SQLException {
    statement.changeRow(lease, delegate::deleteRow);
  }

  @Override
  public void close() throws SQLException {
    if (!closed) {
      closed = true;
      try {
        delegate.close();
      } finally {
        statement.resultClosed(lease);
      }
    }
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
