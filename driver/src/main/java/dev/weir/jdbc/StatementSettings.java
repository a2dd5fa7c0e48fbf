package dev.weir.jdbc;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/**
 * What an application set on its statement: kept until there is a physical one, and applied there.
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

    void apply(Statement statement, Object value) throws SQLException {
      setter.set(statement, value);
    }
  }

  private final Map<Name, Object> values = new EnumMap<>(Name.class);

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
