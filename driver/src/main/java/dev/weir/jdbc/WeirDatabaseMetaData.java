package dev.weir.jdbc;

import dev.weir.forward.ForwardingDatabaseMetaData;
import dev.weir.forward.ForwardingDatabaseMetaData.Question;
import dev.weir.lease.Lease;
import dev.weir.lease.LeaseSet;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Facts about the database, asked on a connection that is taken for each question and pins nothing.
 */
final class WeirDatabaseMetaData implements ForwardingDatabaseMetaData.Delegate {
  private final WeirConnection connection;

  private WeirDatabaseMetaData(WeirConnection connection) {
    this.connection = connection;
  }

  static DatabaseMetaData of(WeirConnection connection) {
    return ForwardingDatabaseMetaData.of(connection, new WeirDatabaseMetaData(connection));
  }

  /** Rows stay readable until they are closed. */
  @Override
  public @Nullable Object answer(Question question) throws SQLException {
    connection.checkOpen();
    LeaseSet leases = connection.leases();
    leases.enter();
    try {
      Lease lease = leases.toAny();
      lease.hold();
      try {
        Object answer = question.ask(lease.physical().getMetaData());
        return answer instanceof ResultSet rows
            ? new WeirResultSet(rows, new WeirStatement(connection, Cursor.DEFAULT), lease)
            : answer;
      } finally {
        leases.settle(lease);
      }
    } finally {
      leases.leave();
    }
  }
}
