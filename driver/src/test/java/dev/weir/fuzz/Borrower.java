package dev.weir.fuzz;

import java.io.Reader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who borrows connections on one side, one at a time, and what is open on it. */
final class Borrower {
  private final Side side;
  private @Nullable Connection connection;
  private @Nullable Fault fault;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();
  private final Map<String, Rows> cursors = new HashMap<>();
  private final Map<String, Savepoint> savepoints = new HashMap<>();
  private final Map<String, Object> objects = new HashMap<>();
  private @Nullable Reader shared;

  /** What was done to the connection, after which not all answers need be the same. */
  enum Fault {
    /** The application ended it. */
    ENDED,
    /** Its network timeout ended a statement, and with it what that ran on. */
    TIMED_OUT,
    /** It was lost with its server. */
    LOST
  }

  /** Rows that are open. */
  record Rows(Statement statement, ResultSet rows) {}

  /** There is nothing to call, on either side: the step means nothing here. */
  static final class Nothing extends Exception {
    private static final long serialVersionUID = 1L;

    Nothing(String what) {
      super(what);
    }
  }

  Borrower(Side side) {
    this.side = side;
  }

  Side side() {
    return side;
  }

  Connection connection() throws Nothing {
    return present(connection, "no connection");
  }

  boolean isConnected() {
    return connection != null;
  }

  void connected(Connection opened) {
    connection = opened;
    fault = null;
    prepared.clear();
    cursors.clear();
    savepoints.clear();
    objects.clear();
    shared = null;
  }

  void close() throws SQLException {
    Connection closing = connection;
    connection = null;
    fault = null;
    if (closing != null) {
      closing.close();
    }
  }

  @Nullable Fault fault() {
    return fault;
  }

  void suffered(Fault what) {
    if (connection != null && fault == null) {
      fault = what;
    }
  }

  PreparedStatement prepared(String name) throws Nothing {
    return present(prepared.get(name), "no statement");
  }

  void prepared(String name, PreparedStatement statement) throws SQLException {
    PreparedStatement before = prepared.put(name, statement);
    if (before != null) {
      before.close();
    }
  }

  Rows cursor(String name) throws Nothing {
    return present(cursors.get(name), "no cursor");
  }

  void cursor(String name, Rows rows) throws SQLException {
    Rows before = cursors.put(name, rows);
    if (before != null) {
      before.statement().close();
    }
  }

  Savepoint savepoint(String name) throws Nothing {
    return present(savepoints.get(name), "no savepoint");
  }

  void savepoint(String name, Savepoint savepoint) {
    savepoints.put(name, savepoint);
  }

  /** Objects that are set as parameters again and again, by kind. */
  Map<String, Object> objects() {
    return objects;
  }

  @Nullable Reader shared() {
    return shared;
  }

  void shared(Reader reader) {
    shared = reader;
  }

  private static <T> T present(@Nullable T value, String otherwise) throws Nothing {
    if (value == null) {
      throw new Nothing(otherwise);
    }
    return value;
  }
}
