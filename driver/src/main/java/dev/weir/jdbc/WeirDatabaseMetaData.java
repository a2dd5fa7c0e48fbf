package dev.weir.jdbc;

import dev.weir.forward.ForwardingDatabaseMetaData;
import dev.weir.lease.Lease;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Facts about the database, asked on a connection that is taken for each question and pins nothing.
 */
final class WeirDatabaseMetaData extends ForwardingDatabaseMetaData {
  private final WeirConnection connection;

  WeirDatabaseMetaData(WeirConnection connection) {
    this.connection = connection;
  }

  @Override
  protected <T> T call(Question<T> question) throws SQLException {
    Lease lease = connection.leases().toAny();
    lease.hold();
    try {
      return question.ask(lease.physical().getMetaData());
    } finally {
      connection.leases().settle(lease);
    }
  }

  @Override
  protected ResultSet rows(Question<ResultSet> question) throws SQLException {
    Lease lease = connection.leases().toAny();
    lease.hold();
    try {
      ResultSet rows = question.ask(lease.physical().getMetaData());
      WeirStatement owner = new WeirStatement(connection, Cursor.DEFAULT);
      return new WeirResultSet(rows, owner, lease);
    } finally {
      connection.leases().settle(lease);
    }
  }

  @Override
  public Connection getConnection() {
    return connection;
  }

  @Override
  public int getDriverMajorVersion() {
    return version(DatabaseMetaData::getDriverMajorVersion);
  }

  @Override
  public int getDriverMinorVersion() {
    return version(DatabaseMetaData::getDriverMinorVersion);
  }

  /** The interface lets these two throw nothing; without a connection the answer is not known. */
  private int version(Question<Integer> question) {
    try {
      return call(question);
    } catch (SQLException e) {
      throw new IllegalStateException("The driver's version is not known without a connection", e);
    }
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return type.isInstance(this) ? type.cast(this) : super.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return type.isInstance(this) || super.isWrapperFor(type);
  }
}
