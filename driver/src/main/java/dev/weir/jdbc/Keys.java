package dev.weir.jdbc;

import dev.weir.event.Wishes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * Which generated keys the application asked for: the overloads of {@code execute} and {@code
 * prepareStatement} in one value.
 *
 * @param flag {@link Statement#RETURN_GENERATED_KEYS} or the other, if that overload was called
 * @param columns positions, if that overload was called
 * @param names column names, if that overload was called
 */
// ArrayRecordComponent: never compared.
@SuppressWarnings("ArrayRecordComponent")
record Keys(@Nullable Integer flag, int @Nullable [] columns, String @Nullable [] names) {
  static final Keys NONE = new Keys(null, null, null);

  static Keys flag(int flag) {
    return new Keys(flag, null, null);
  }

  static Keys columns(int[] columns) {
    return new Keys(null, columns, null);
  }

  static Keys names(String[] names) {
    return new Keys(null, null, names);
  }

  /** Whether keys can be fetched after the execution, so that its connection must stay. */
  boolean wanted() {
    return columns != null
        || names != null
        || (flag != null && flag != Statement.NO_GENERATED_KEYS);
  }

  /** What is told of it. */
  Wishes.Keys told() {
    return !wanted() ? Wishes.Keys.NONE : flag == null ? Wishes.Keys.NAMED : Wishes.Keys.ALL;
  }

  /** Whether PostgreSQL's driver takes it: it knows columns by their names only. */
  boolean isSupported() {
    return columns == null || columns.length == 0;
  }

  /** Refuses a flag that JDBC does not have, before it does anything to the last results. */
  void checkFlag() throws SQLException {
    if (flag != null
        && flag != Statement.RETURN_GENERATED_KEYS
        && flag != Statement.NO_GENERATED_KEYS) {
      throw Exceptions.keysFlag(flag);
    }
  }

  PreparedStatement prepare(Connection connection, String sql) throws SQLException {
    if (flag != null) {
      return connection.prepareStatement(sql, flag);
    }
    if (columns != null) {
      return connection.prepareStatement(sql, columns);
    }
    return names != null
        ? connection.prepareStatement(sql, names)
        : connection.prepareStatement(sql);
  }

  boolean execute(Statement statement, String sql) throws SQLException {
    if (flag != null) {
      return statement.execute(sql, flag);
    }
    if (columns != null) {
      return statement.execute(sql, columns);
    }
    return names != null ? statement.execute(sql, names) : statement.execute(sql);
  }

  int update(Statement statement, String sql) throws SQLException {
    if (flag != null) {
      return statement.executeUpdate(sql, flag);
    }
    if (columns != null) {
      return statement.executeUpdate(sql, columns);
    }
    return names != null ? statement.executeUpdate(sql, names) : statement.executeUpdate(sql);
  }

  long largeUpdate(Statement statement, String sql) throws SQLException {
    if (flag != null) {
      return statement.executeLargeUpdate(sql, flag);
    }
    if (columns != null) {
      return statement.executeLargeUpdate(sql, columns);
    }
    return names != null
        ? statement.executeLargeUpdate(sql, names)
        : statement.executeLargeUpdate(sql);
  }
}
