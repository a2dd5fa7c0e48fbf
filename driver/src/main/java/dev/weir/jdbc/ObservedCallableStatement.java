package dev.weir.jdbc;

import dev.weir.forward.ForwardingCallableStatement;
import java.sql.CallableStatement;
import java.sql.SQLException;

/** The callable statement that an application has of a DataSource that is observed. */
final class ObservedCallableStatement extends ObservedPreparedStatement
    implements ForwardingCallableStatement {
  private final CallableStatement callable;

  ObservedCallableStatement(ObservedConnection connection, CallableStatement delegate, String sql) {
    super(connection, delegate, sql, Keys.NONE);
    this.callable = delegate;
  }

  @Override
  public CallableStatement callable() {
    return callable;
  }

  @Override
  public Object getObject(int index) throws SQLException {
    return connection.value(callable.getObject(index));
  }

  @Override
  public Object getObject(String name) throws SQLException {
    return connection.value(callable.getObject(name));
  }
}
