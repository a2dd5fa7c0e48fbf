package dev.weir.analyzer.server;

import dev.weir.sql.TableName;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The present row of an answer, by the names of its columns. */
final class Row {
  private final ResultSet row;

  Row(ResultSet row) {
    this.row = row;
  }

  /** The driver's own. */
  ResultSet rows() {
    return row;
  }

  String text(String column) throws SQLException {
    String text = row.getString(column);
    return text == null ? "" : text;
  }

  @Nullable String maybeText(String column) throws SQLException {
    return row.getString(column);
  }

  boolean is(String column) throws SQLException {
    return row.getBoolean(column);
  }

  @Nullable Boolean maybe(String column) throws SQLException {
    boolean value = row.getBoolean(column);
    return row.wasNull() ? null : (Boolean) value;
  }

  int small(String column) throws SQLException {
    return row.getInt(column);
  }

  /** A count; 0 if it is null. */
  long count(String column) throws SQLException {
    BigDecimal value = row.getBigDecimal(column);
    return value == null ? 0 : value.longValue();
  }

  /** A number that may be missing; -1 if it is null. */
  long orMinusOne(String column) throws SQLException {
    double value = row.getDouble(column);
    return row.wasNull() ? -1 : (long) value;
  }

  @Nullable Long maybeWhole(String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : (Long) value;
  }

  double number(String column) throws SQLException {
    double value = row.getDouble(column);
    return row.wasNull() ? Double.NaN : value;
  }

  @Nullable Instant instant(String column) throws SQLException {
    Timestamp timestamp = row.getTimestamp(column);
    return timestamp == null ? null : timestamp.toInstant();
  }

  TableName table(String schema, String name) throws SQLException {
    return new TableName(row.getString(schema), text(name));
  }

  @Nullable TableName maybeTable(String schema, String name) throws SQLException {
    return row.getString(name) == null ? null : table(schema, name);
  }

  List<String> texts(String column) throws SQLException {
    Array array = row.getArray(column);
    return array == null ? List.of() : List.of((String[]) array.getArray());
  }

  List<Long> counts(String column) throws SQLException {
    Array array = row.getArray(column);
    return array == null ? List.of() : Arrays.asList((Long[]) array.getArray());
  }

  List<Double> numbers(String column) throws SQLException {
    Array array = row.getArray(column);
    return array == null ? List.of() : Arrays.asList((Double[]) array.getArray());
  }

  List<Integer> smalls(String column) throws SQLException {
    Array array = row.getArray(column);
    return array == null ? List.of() : Arrays.asList((Integer[]) array.getArray());
  }
}
