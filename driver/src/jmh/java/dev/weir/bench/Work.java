package dev.weir.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * What is measured: a connection is borrowed, one prepared statement is executed on it, its rows
 * are read, and all is closed.
 */
final class Work {
  static final String SELECT_ONE = "select id, name from item where id = ?";
  static final String SELECT_MANY = "select id, name from item where id > ?";
  static final String UPDATE = "update item set name = ? where id = ?";

  private Work() {}

  /** Reads one row, or a thousand: the answer depends on the text. */
  static long read(DataSource dataSource, String sql, long key) throws SQLException {
    long sum = 0;
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, key);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          sum += row.getLong(1) + row.getString(2).length();
        }
      }
    }
    return sum;
  }

  /** Updates one row. */
  static int write(DataSource dataSource, long key) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(UPDATE)) {
      statement.setString(1, "another");
      statement.setLong(2, key);
      return statement.executeUpdate();
    }
  }
}
