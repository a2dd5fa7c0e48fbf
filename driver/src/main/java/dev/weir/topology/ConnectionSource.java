package dev.weir.topology;

import java.sql.Connection;
import java.sql.SQLException;

/** Opens a connection to one server that its caller keeps, and closes when done. */
@FunctionalInterface
public interface ConnectionSource {
  /**
   * Opens a connection.
   *
   * @throws SQLException if the server cannot be reached
   */
  Connection open() throws SQLException;

  /**
   * Opens a new connection to find out whether its server answers: past a pool, which would try old
   * ones first and make its caller wait, where that is possible.
   *
   * @throws SQLException if the server cannot be reached
   */
  default Connection openAnother() throws SQLException {
    return open();
  }

  /**
   * Ends a connection that may lead to another server than the next one that is opened: where it
   * comes from a pool, it is not lent again if the pool can be told so.
   *
   * @param connection that it has opened
   * @throws SQLException if that fails
   */
  default void end(Connection connection) throws SQLException {
    connection.close();
  }
}
