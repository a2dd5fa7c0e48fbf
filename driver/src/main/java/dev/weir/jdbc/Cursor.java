package dev.weir.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * The kind of result sets that a statement makes: the overloads of {@code createStatement} in one
 * value.
 *
 * @param type such as {@link ResultSet#TYPE_FORWARD_ONLY}; null for the driver's default
 * @param concurrency such as {@link ResultSet#CONCUR_READ_ONLY}; null for the driver's default
 * @param holdability null for the connection's
 */
record Cursor(
    @Nullable Integer type, @Nullable Integer concurrency, @Nullable Integer holdability) {
  static final Cursor DEFAULT = new Cursor(null, null, null);

  /**
   * Whether rows can be changed through the result set, for which the driver makes statements of
   * its own.
   */
  boolean updatable() {
    return concurrency != null && concurrency == ResultSet.CONCUR_UPDATABLE;
  }

  Statement create(Connection connection) throws SQLException {
    if (type == null || concurrency == null) {
      return connection.createStatement();
    }
    return holdability == null
        ? connection.createStatement(type, concurrency)
        : connection.createStatement(type, concurrency, holdability);
  }

  PreparedStatement prepare(Connection connection, String sql, Keys keys) throws SQLException {
    if (type == null || concurrency == null) {
      return keys.prepare(connection, sql);
    }
    return holdability == null
        ? connection.prepareStatement(sql, type, concurrency)
        : connection.prepareStatement(sql, type, concurrency, holdability);
  }
}
