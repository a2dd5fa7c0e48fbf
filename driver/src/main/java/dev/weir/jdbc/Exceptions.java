package dev.weir.jdbc;

import java.sql.SQLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/** What the bare driver throws where Weir finds the fault before the driver is asked. */
final class Exceptions {
  private Exceptions() {}

  static SQLException closedConnection() {
    return new PSQLException(
        "This connection has been closed.", PSQLState.CONNECTION_DOES_NOT_EXIST);
  }

  static SQLException closedStatement() {
    return new PSQLException("This statement has been closed.", PSQLState.OBJECT_NOT_IN_STATE);
  }

  static SQLException spentStream() {
    return new PSQLException(
        "A parameter is a stream, which the last execution has read: set it again.",
        PSQLState.OBJECT_NOT_IN_STATE);
  }

  static SQLException columnIndex(int index, int columns) {
    return new PSQLException(
        "The column index is out of range: " + index + ", number of columns: " + columns + ".",
        PSQLState.INVALID_PARAMETER_VALUE);
  }
}
