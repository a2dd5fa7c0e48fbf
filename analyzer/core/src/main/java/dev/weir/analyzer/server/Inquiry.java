package dev.weir.analyzer.server;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks questions on a connection, each in a short transaction of its own that can only read. What
 * bounds it is set for that transaction alone, so that nothing of it reaches who gets the session
 * next, also behind PgBouncer; and names are looked up in {@code pg_catalog} first, then in the one
 * schema of an extension that a question needs. For one thread.
 */
final class Inquiry {
  private static final String BOUNDS =
      "SET TRANSACTION READ ONLY; SET LOCAL statement_timeout = '5s'; SET LOCAL lock_timeout ="
          + " '200ms'; SET LOCAL jit = off; SET LOCAL application_name ="
          + " 'weir-doctor'";

  private final Connection connection;

  /**
   * Takes a connection, which stays the caller's to close, and to set back to auto-commit.
   *
   * @throws SQLException if it can begin no transaction
   */
  Inquiry(Connection connection) throws SQLException {
    this.connection = connection;
    connection.setAutoCommit(false);
  }

  /** What is done in one transaction. */
  interface Work {
    void run() throws SQLException;
  }

  /**
   * Asks.
   *
   * @param schema of the extension that the question needs, quoted; {@code pg_catalog} for none
   * @param parameters arrays of names, numbers or nulls
   */
  <T> List<T> ask(Question<T> question, String schema, @Nullable Object... parameters)
      throws SQLException {
    List<T> rows = new ArrayList<>();
    run(
        "; SET LOCAL search_path = pg_catalog, " + schema + ", pg_temp",
        () -> {
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
        });
    return rows;
  }

  /** Does something that looks names up as the session does. */
  void run(Work work) throws SQLException {
    run("", work);
  }

  private void run(String more, Work work) throws SQLException {
    try (Statement bounds = connection.createStatement()) {
      bounds.execute(BOUNDS + more);
      work.run();
      connection.commit();
    } catch (SQLException e) {
      if (!connection.isClosed()) {
        connection.rollback();
      }
      throw e;
    }
  }
}
