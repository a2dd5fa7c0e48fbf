package dev.weir.compat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** One run of a scenario: its connections, and what is recorded on them. */
final class Run implements AutoCloseable {
  private final Recorder recorder = new Recorder();
  private final DataSource dataSource;
  private final boolean inTransaction;
  private final List<Connection> opened = new ArrayList<>();

  /**
   * Opens nothing yet.
   *
   * @param inTransaction whether its connections are not in auto-commit mode
   */
  Run(DataSource dataSource, boolean inTransaction) {
    this.dataSource = dataSource;
    this.inTransaction = inTransaction;
  }

  /** Something that may fail: how it does is written down. */
  @FunctionalInterface
  interface Attempt {
    void run() throws Exception;
  }

  /** Calls what may fail, and goes on. */
  static void attempt(Attempt attempt) {
    try {
      attempt.run();
    } catch (Exception | LinkageError e) {
      // It is in the transcript.
    }
  }

  /** A new connection that is recorded, to be closed with the run. */
  Connection open() throws SQLException {
    return recorder.record(Connection.class, another());
  }

  /** A new connection that is not recorded. */
  Connection another() throws SQLException {
    Connection connection = dataSource.getConnection();
    opened.add(connection);
    if (inTransaction) {
      connection.setAutoCommit(false);
    }
    return connection;
  }

  boolean inTransaction() {
    return inTransaction;
  }

  /** A step is over: ends what a failure may have left of its transaction. */
  void over(Connection connection) {
    if (inTransaction) {
      attempt(((Connection) Recorder.real(connection))::rollback);
    }
    recorder.forget();
  }

  /** From here on what is called is closed. */
  void closed() {
    recorder.transcript().closed(true);
  }

  /** From here on what is called is open again. */
  void openAgain() {
    recorder.transcript().closed(false);
  }

  /** Writes down something that no call of JDBC says. */
  void note(String what, @Nullable Object value) {
    recorder.transcript().add(new Transcript.Line(what, what, Rendering.value(value)));
  }

  /** More would take long, and say no more. */
  private static final int ROWS = 20;

  /** Reads the first rows, with what their metadata says. */
  void rows(@Nullable ResultSet rows) throws SQLException {
    if (rows == null) {
      return;
    }
    ResultSetMetaData columns = rows.getMetaData();
    int count = columns.getColumnCount();
    for (int i = 1; i <= count; i++) {
      columns.getColumnLabel(i);
      columns.getColumnTypeName(i);
      columns.getColumnClassName(i);
    }
    for (int row = 0; row < ROWS && rows.next(); row++) {
      for (int i = 1; i <= count; i++) {
        int column = i;
        attempt(() -> rows.getObject(column));
        attempt(() -> rows.getString(column));
      }
    }
  }

  Transcript transcript() {
    return recorder.transcript();
  }

  @Override
  public void close() throws SQLException {
    for (Connection connection : opened) {
      attempt(connection::rollback);
      connection.close();
    }
  }
}
