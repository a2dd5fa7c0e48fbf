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
}
