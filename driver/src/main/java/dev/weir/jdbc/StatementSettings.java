package dev.weir.jdbc;

import dev.weir.event.Execution;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/**
 * What an application set on its statement: kept until there is a physical one, and applied there.
 * And what else few statements have.
 */
final class StatementSettings {
  /** The setters of {@link Statement}. */
  // The setters capture nothing.
  @SuppressWarnings("ImmutableEnumChecker")
  enum Name {
    FETCH_SIZE((s, v) -> s.setFetchSize((int) v)),
    FETCH_DIRECTION((s, v) -> s.setFetchDirection((int) v)),
    MAX_ROWS((s, v) -> s.setMaxRows((int) v)),
    LARGE_MAX_ROWS((s, v) -> s.setLargeMaxRows((long) v)),
    MAX_FIELD_SIZE((s, v) -> s.setMaxFieldSize((int) v)),
    QUERY_TIMEOUT((s, v) -> s.setQueryTimeout((int) v)),
    ESCAPE_PROCESSING((s, v) -> s.setEscapeProcessing((boolean) v)),
    POOLABLE((s, v) -> s.setPoolable((boolean) v)),
    CURSOR_NAME((s, v) -> s.setCursorName((String) v)),
    PREPARE_THRESHOLD((s, v) -> s.unwrap(PGStatement.class).setPrepareThreshold((int) v)),
    ADAPTIVE_FETCH((s, v) -> s.unwrap(PGStatement.class).setAdaptiveFetch((boolean) v));

    private final Setter setter;

    Name(Setter setter) {
      this.setter = setter;
    }

    /** Calls one setter. */
    @FunctionalInterface
    private interface Setter {
      void set(Statement statement, Object value) throws SQLException;
    }

    /** Whether the driver has to say at once that it does not take a value. */
    boolean mayBeRefused(Object value) {
      return value instanceof Number number
          && (number.longValue() < 0 || this == FETCH_DIRECTION || this == LARGE_MAX_ROWS);
    }

    void apply(Statement statement, Object value) throws SQLException {
      setter.set(statement, value);
    }
  }

  private static final Map<Name, Object> NOTHING = Map.of();
  private static final StatementSettings NONE = new StatementSettings(Cursor.DEFAULT, NOTHING);

  private final Cursor cursor;

  /** Takes nothing if these are of statements on which nothing is set, which share them. */
  private final Map<Name, Object> values;

  /** Rows that the application kept when it went on to further results; null if it kept none. */
  private @Nullable List<WeirResultSet> kept;

  /** Of the newest execution; null if nobody has asked for them, or there are none. */
  @Nullable WeirResultSet keys;

  /** Of the newest execution, where its connection has gone back; else null. */
  @Nullable SQLWarning warnings;

  /** Who is told of the rows of the newest execution, which are still to be taken. */
  @Nullable ResultsRead read;

  /** The newest execution, if its rows can be changed and somebody is told of it. */
  @Nullable Execution changing;

  /** The texts of a batch; null if there is none. */
  @Nullable List<String> batch;

  /** Whether the statement closes itself when its rows have been closed. */
  boolean closeOnCompletion;

  /** None yet. */
  StatementSettings(Cursor cursor) {
    this(cursor, new EnumMap<>(Name.class));
  }

  private StatementSettings(Cursor cursor, Map<Name, Object> values) {
    this.cursor = cursor;
    this.values = values;
  }

  /** Those of statements on which nothing has been set. */
  static StatementSettings none(Cursor cursor) {
    return cursor.equals(Cursor.DEFAULT) ? NONE : new StatementSettings(cursor, NOTHING);
  }

  boolean isNone() {
    return values == NOTHING;
  }

  /** The kind of result sets that the statement makes. */
  Cursor cursor() {
    return cursor;
  }

  void keep(WeirResultSet rows) {
    if (kept == null) {
      kept = new ArrayList<>();
    }
    kept.add(rows);
  }

  /** Closes the keys of the newest execution, of which no more rows are taken. */
  void closeKeys() throws SQLException {
    ResultsRead told = read;
    if (told != null) {
      read = null;
      told.closed();
    }
    WeirResultSet open = keys;
    if (open != null) {
      keys = null;
      open.close();
    }
  }

  /** Closes what was kept. */
  void closeKept() throws SQLException {
    for (WeirResultSet rows : takeKept()) {
      rows.close();
    }
  }

  /** Lets go of what the driver has closed of it. */
  void letGoOfClosed() throws SQLException {
    for (WeirResultSet rows : takeKept()) {
      if (!rows.letGoIfClosed()) {
        keep(rows);
      }
    }
  }

  private List<WeirResultSet> takeKept() {
    List<WeirResultSet> rows = kept;
    kept = null;
    return rows == null ? List.of() : rows;
  }

  void put(Name name, Object value) {
    values.put(name, value);
  }

  @Nullable Object get(Name name) {
    return values.get(name);
  }

  void apply(Statement statement) throws SQLException {
    for (Map.Entry<Name, Object> setting : values.entrySet()) {
      setting.getKey().apply(statement, setting.getValue());
    }
  }
}
