package dev.weir.samples.bloat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;

/** A queue of jobs in a table, as many applications have one: workers take the oldest. */
final class Queue {
  private static final String OLDEST =
      "SELECT id FROM job WHERE status = 'pending' ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED";

  private final DataSource dataSource;
  private final LongAdder done = new LongAdder();
  private final AtomicBoolean open = new AtomicBoolean(true);

  Queue(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  void create() throws SQLException {
    run("CREATE TABLE job (id bigserial PRIMARY KEY, status text NOT NULL, payload text NOT NULL)");
    run(
        "INSERT INTO job (status, payload) SELECT 'pending', repeat('x', 40) FROM"
            + " generate_series(1, 2000)");
    run("VACUUM ANALYZE job");
  }

  /** Works until the queue is closed. */
  void work() {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      while (open.get()) {
        next(connection);
        done.increment();
      }
    } catch (SQLException e) {
      throw new IllegalStateException("a worker failed", e);
    }
  }

  private static void next(Connection connection) throws SQLException {
    long id;
    try (Statement statement = connection.createStatement();
        ResultSet job = statement.executeQuery(OLDEST)) {
      if (!job.next()) {
        connection.commit();
        return;
      }
      id = job.getLong(1);
    }
    try (PreparedStatement finish = connection.prepareStatement("DELETE FROM job WHERE id = ?");
        PreparedStatement add =
            connection.prepareStatement(
                "INSERT INTO job (status, payload) VALUES ('pending', ?)")) {
      finish.setLong(1, id);
      finish.executeUpdate();
      add.setString(1, "x".repeat(40));
      add.executeUpdate();
    }
    connection.commit();
  }

  long done() {
    return done.sum();
  }

  void close() {
    open.set(false);
  }

  private void run(String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
