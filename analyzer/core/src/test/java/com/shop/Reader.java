package com.shop;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Code of an application that reads, well or not. */
public final class Reader {
  private final Connection connection;

  /** Creates it. */
  public Reader(Connection connection) {
    this.connection = connection;
  }

  /** Reads one column of all rows, of a fetch size. */
  public long sum(String sql, int type, int fetchSize) throws SQLException {
    long sum = 0;
    try (Statement statement = connection.createStatement(type, ResultSet.CONCUR_READ_ONLY)) {
      statement.setFetchSize(fetchSize);
      try (ResultSet rows = statement.executeQuery(sql)) {
        while (rows.next()) {
          sum += rows.getLong(1);
        }
      }
    }
    return sum;
  }

  /** Reads one column of all results of a text. */
  public long sumOfResults(String sql) throws SQLException {
    long sum = 0;
    try (Statement statement = connection.createStatement()) {
      boolean rows = statement.execute(sql);
      while (rows || statement.getUpdateCount() >= 0) {
        if (rows) {
          try (ResultSet result = statement.getResultSet()) {
            while (result.next()) {
              sum += result.getInt(1);
            }
          }
        }
        rows = statement.getMoreResults();
      }
    }
    return sum;
  }

  /** Reads the first rows, and no more. */
  public long first(String sql, int wanted) throws SQLException {
    long sum = 0;
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      for (int i = 0; i < wanted && rows.next(); i++) {
        sum += rows.getLong("id");
      }
    }
    return sum;
  }

  /** Counts rows by hand. */
  public int count(String sql) throws SQLException {
    int count = 0;
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        count++;
      }
    }
    return count;
  }

  /** Reads one thing again and again. */
  public void again(int times, String sql, int key) throws SQLException {
    for (int i = 0; i < times; i++) {
      one(sql, key);
    }
  }

  /** Reads one thing. */
  public void one(String sql, Object value) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setObject(1, value);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          rows.getLong(1);
        }
      }
    }
  }

  /** Reads what it has just written. */
  public void inTurns(int times) throws SQLException {
    for (int i = 0; i < times; i++) {
      try (Statement statement = connection.createStatement()) {
        statement.executeUpdate("update item set n = n + 1 where id = 7");
      }
      one("select n from item where id = ?", 7);
    }
  }

  /** Reads what a list of so many parameters names. */
  public void listed(String table, int values) throws SQLException {
    String list = "?, ".repeat(values - 1) + "?";
    try (PreparedStatement statement =
        connection.prepareStatement("select id from " + table + " where id in (" + list + ")")) {
      for (int i = 1; i <= values; i++) {
        statement.setInt(i, i);
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          rows.getLong(1);
        }
      }
    }
  }

  /** Writes rows in batches of so many. */
  public void batches(int batches, int rows, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      send(statement, batches, rows);
    }
  }

  /** Writes rows in a batch, and wants the keys of all columns, or of some. */
  public void keyed(int rows, String sql, String... columns) throws SQLException {
    try (PreparedStatement statement =
        columns.length == 0
            ? connection.prepareStatement(sql, Statement.RETURN_GENERATED_KEYS)
            : connection.prepareStatement(sql, columns)) {
      send(statement, 1, rows);
    }
  }

  private static void send(PreparedStatement statement, int batches, int rows) throws SQLException {
    for (int batch = 0; batch < batches; batch++) {
      for (int row = 0; row < rows; row++) {
        statement.setInt(1, batch * rows + row + 1);
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  /** Writes rows, each in a transaction of its own. */
  public void committed(int times, String sql) throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 1; i <= times; i++) {
        statement.setInt(1, i);
        statement.executeUpdate();
        connection.commit();
      }
    }
    connection.setAutoCommit(true);
  }
}
