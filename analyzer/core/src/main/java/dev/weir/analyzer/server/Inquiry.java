package dev.weir.analyzer.server;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks questions on a connection, each in a short transaction of its own that can only read. What
 * bounds it is set for that transaction alone, so that nothing of it reaches who gets the session
 * next, also behind PgBouncer; and names are looked up in {@code pg_catalog} first, then in the one
 * schema of an extension that a question needs. For one thread.
 */
final class Inquiry {
  private static final String BOUNDS =
      "SET TRANSACTION READ ONLY; SET LOCAL statement_timeout = '5s'; SET LOCAL lock_timeout ="
          + " '200ms'; SET LOCAL application_name = 'weir-doctor'; SET LOCAL search_path = ";

  private final Connection connection;

  /**
   * Takes a connection, which stays the caller's to close.
   *
   * @throws SQLException if it can begin no transaction
   */
  Inquiry(Connection connection) throws SQLException {
    this.connection = connection;
    connection.setAutoCommit(false);
  }

  /**
   * Asks.
   *
   * @param schema of the extension that the question needs, quoted; {@code pg_catalog} for none
   * @param parameters arrays of names, numbers or nulls
   */
  <T> List<T> ask(Question<T> question, String schema, Object... parameters) throws SQLException {
    try (Statement bounds = connection.createStatement()) {
      bounds.execute(BOUNDS + "pg_catalog, " + schema + ", pg_temp");
      List<T> rows = new ArrayList<>();
      try (PreparedStatement statement = connection.prepareStatement(question.sql())) {
        for (int i = 0; i < parameters.length; i++) {
          statement.setObject(i + 1, parameters[i]);
        }
        try (ResultSet answer = statement.executeQuery()) {
          Row row = new Row(answer);
          while (answer.next()) {
            rows.add(question.reader().read(row));
          }
        }
      }
      connection.commit();
      return rows;
    } catch (SQLException e) {
      if (!connection.isClosed()) {
        connection.rollback();
      }
      throw e;
    }
  }
}
