package dev.weir.jdbc;

import dev.weir.forward.ForwardingCallableStatement;
import dev.weir.lease.Lease;
import dev.weir.plan.Plan;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * The callable statement that an application has: always on the primary, to which it has pinned its
 * connection.
 */
final class WeirCallableStatement extends WeirPreparedStatement
    implements ForwardingCallableStatement {
  private final Lease lease;

  /** Takes over a hold of the lease, which ends when it is closed. */
  WeirCallableStatement(WeirConnection connection, Cursor cursor, Plan plan, Lease lease)
      throws SQLException {
    super(connection, cursor, plan);
    this.lease = lease;
    materialise(lease);
  }

  @Override
  public void close() throws SQLException {
    connection.leases().enter();
    try {
      boolean open = !isClosed();
      super.close();
      if (open) {
        connection.leases().settle(lease);
      }
    } finally {
      connection.leases().leave();
    }
  }

  @Override
  CallableStatement create(Connection on) throws SQLException {
    String sql = sql();
    Cursor cursor = cursor();
    Integer type = cursor.type();
    Integer concurrency = cursor.concurrency();
    Integer holdability = cursor.holdability();
    if (type == null || concurrency == null) {
      return on.prepareCall(sql);
    }
    return holdability == null
        ? on.prepareCall(sql, type, concurrency)
        : on.prepareCall(sql, type, concurrency, holdability);
  }

  @Override
  public CallableStatement callable() throws SQLException {
    return (CallableStatement) delegate();
  }
}
