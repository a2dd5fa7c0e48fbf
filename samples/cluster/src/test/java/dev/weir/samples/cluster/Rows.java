package dev.weir.samples.cluster;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Statements as a client runs them: through the relay. */
final class Rows {

  private Rows() {}

  static void run(PostgresNode node, String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(node.jdbcUrl());
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  static String value(PostgresNode node, String query) throws SQLException {
    try (Connection connection = DriverManager.getConnection(node.jdbcUrl())) {
      return value(connection, query);
    }
  }

  static String value(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
