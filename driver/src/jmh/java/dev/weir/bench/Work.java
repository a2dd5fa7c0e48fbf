package dev.weir.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.openjdk.jmh.annotations.CompilerControl;

/**
 * What is measured: a connection is borrowed, prepared statements are executed on it, their rows
 * are read, and all is closed.
 */
final class Work {
  static final String SELECT_ONE = "select id, name from item where id = ?";
  static final String SELECT_MANY = "select id, name from item where id > ?";
  static final String UPDATE = "update item set name = ? where id = ?";

  private static final int BATCH = 100;

  private Work() {}

  /** Reads one row. */
  static long readOne(DataSource dataSource, long key) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(SELECT_ONE)) {
      return read(statement, key);
    }
  }

  /** Reads a thousand rows. */
  static long readThousand(DataSource dataSource, long key) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(SELECT_MANY)) {
      statement.setLong(1, key);
      try (ResultSet rows = statement.executeQuery()) {
        return sum(rows);
      }
    }
  }

  /** Updates one row. */
  static int write(DataSource dataSource, long key) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(UPDATE)) {
      return write(statement, key);
    }
  }

  /** Updates a hundred rows in one batch. */
  static int batch(DataSource dataSource, long key) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(UPDATE)) {
      for (int i = 0; i < BATCH; i++) {
        bind(statement, key + i);
        statement.addBatch();
      }
      return statement.executeBatch().length;
    }
  }

  /** Reads, writes, reads, writes and reads one row each, in one transaction. */
  static long transaction(DataSource dataSource, long key) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      long sum = 0;
      try (PreparedStatement select = connection.prepareStatement(SELECT_ONE);
          PreparedStatement update = connection.prepareStatement(UPDATE)) {
        sum += read(select, key);
        sum += write(update, key);
        sum += read(select, key + 1);
        sum += write(update, key + 1);
        sum += read(select, key);
      }
      connection.commit();
      connection.setAutoCommit(true);
      return sum;
    }
  }

  private static long read(PreparedStatement select, long key) throws SQLException {
    long sum = 0;
    select.setLong(1, key);
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        sum += row.getLong(1) + row.getString(2).length();
      }
    }
    return sum;
  }

  /**
   * Apart from the execution, as mappers read: the compiler does not give up on the loop because of
   * all that it has taken in before it.
   */
  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  private static long sum(ResultSet rows) throws SQLException {
    long sum = 0;
    while (rows.next()) {
      sum += rows.getLong(1) + rows.getString(2).length();
    }
    return sum;
  }

  private static int write(PreparedStatement update, long key) throws SQLException {
    bind(update, key);
    return update.executeUpdate();
  }

  private static void bind(PreparedStatement update, long key) throws SQLException {
    update.setString(1, "another");
    update.setLong(2, key);
  }
}
