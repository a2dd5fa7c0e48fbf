package dev.weir.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * The kind of result sets that a statement makes: the overloads of {@code createStatement} and
 * {@code prepareStatement} in one value.
 *
 * @param type such as {@link ResultSet#TYPE_FORWARD_ONLY}; null for the driver's default
 * @param concurrency such as {@link ResultSet#CONCUR_READ_ONLY}; null for the driver's default
 * @param holdability null for the connection's
 * @param keys the generated keys that are wanted, which no overload has beside the others
 */
record Cursor(
    @Nullable Integer type,
    @Nullable Integer concurrency,
    @Nullable Integer holdability,
    Keys keys) {
  static final Cursor DEFAULT = new Cursor(null, null, null, Keys.NONE);

  /** The default kind, with generated keys. */
  static Cursor of(Keys keys) {
    return new Cursor(null, null, null, keys);
  }

  /** Of these values, if the driver knows them; else its own exception. */
  static Cursor of(int type, int concurrency) throws SQLException {
    check("type", isType(type));
    check("concurrency", isConcurrency(concurrency));
    return new Cursor(type, concurrency, null, Keys.NONE);
  }

  /** The same with a holdability. */
  static Cursor of(int type, int concurrency, int holdability) throws SQLException {
    check("type", isType(type));
    check("concurrency", isConcurrency(concurrency));
    check("holdability", isHoldability(holdability));
    return new Cursor(type, concurrency, holdability, Keys.NONE);
  }

  private static boolean isType(int value) {
    return value == ResultSet.TYPE_FORWARD_ONLY
        || value == ResultSet.TYPE_SCROLL_INSENSITIVE
        || value == ResultSet.TYPE_SCROLL_SENSITIVE;
  }

  private static boolean isConcurrency(int value) {
    return value == ResultSet.CONCUR_READ_ONLY || value == ResultSet.CONCUR_UPDATABLE;
  }

  private static boolean isHoldability(int value) {
    return value == ResultSet.HOLD_CURSORS_OVER_COMMIT
        || value == ResultSet.CLOSE_CURSORS_AT_COMMIT;
  }

  private static void check(String what, boolean known) throws SQLException {
    if (!known) {
      throw Exceptions.unknownResultSet(what);
    }
  }

  /**
   * Whether rows can be changed through the result set, for which the driver makes statements of
   * its own.
   */
  boolean updatable() {
    return concurrency != null && concurrency == ResultSet.CONCUR_UPDATABLE;
  }

  Statement create(Connection connection) throws SQLException {
    if (type == null || concurrency == null) {
      return connection.createStatement();
    }
    return holdability == null
        ? connection.createStatement(type, concurrency)
        : connection.createStatement(type, concurrency, holdability);
  }

  PreparedStatement prepare(Connection connection, String sql) throws SQLException {
    if (type == null || concurrency == null) {
      return keys.prepare(connection, sql);
    }
    return holdability == null
        ? connection.prepareStatement(sql, type, concurrency)
        : connection.prepareStatement(sql, type, concurrency, holdability);
  }
}
