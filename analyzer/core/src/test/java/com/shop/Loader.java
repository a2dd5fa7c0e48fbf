package com.shop;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Code of an application on a real database. */
public final class Loader {
  private final Connection connection;

  /** Creates it. */
  public Loader(Connection connection) {
    this.connection = connection;
  }

  /** Runs a statement for many keys. */
  public void each(String sql, Object... keys) throws SQLException {
    for (Object key : keys) {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        statement.setObject(1, key);
        statement.execute();
      }
    }
  }

  /** Runs a statement that returns rows for many keys, and reads them all. */
  public void eachReturning(String sql, Object... keys) throws SQLException {
    for (Object key : keys) {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        statement.setObject(1, key);
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            rows.getInt(1);
          }
        }
      }
    }
  }

  /** Calls a routine for many keys. */
  public void call(String sql, Object... keys) throws SQLException {
    for (Object key : keys) {
      try (PreparedStatement statement = connection.prepareCall(sql)) {
        statement.setObject(1, key);
        statement.execute();
      }
    }
  }

  /** Reads lists of so many keys, bound as an SQL array. */
  public void arrays(int times, String sql, int keys) throws SQLException {
    for (int list = 0; list < times; list++) {
      Object[] ids = new Object[keys];
      for (int i = 0; i < keys; i++) {
        ids[i] = list * keys + i;
      }
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        statement.setArray(1, connection.createArrayOf("int4", ids));
        statement.executeQuery().close();
      }
    }
  }

  /** Reads lists of so many keys, bound as an array of Java. */
  public void objects(int times, String sql, int keys) throws SQLException {
    for (int list = 0; list < times; list++) {
      int[] ids = new int[keys];
      for (int i = 0; i < keys; i++) {
        ids[i] = list * keys + i;
      }
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        statement.setObject(1, ids);
        statement.executeQuery().close();
      }
    }
  }

  /** Changes a row where it is read. */
  public interface Change {
    /** Sets what is to be set, and sends it. */
    void of(ResultSet row) throws SQLException;
  }

  /** Changes each row of a query. */
  public void eachRow(String sql, Change change) throws SQLException {
    try (Statement statement =
            connection.createStatement(
                ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE);
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        change.of(rows);
      }
    }
  }

  /** Changes the one row of a query, again and again. */
  public void oneRow(int times, String sql, Change change) throws SQLException {
    for (int i = 0; i < times; i++) {
      eachRow(sql, change);
    }
  }

  /** Inserts rows by a result set. */
  public void insertRows(int rows, String sql, Change change) throws SQLException {
    try (Statement statement =
            connection.createStatement(
                ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE);
        ResultSet result = statement.executeQuery(sql)) {
      result.moveToInsertRow();
      for (int i = 0; i < rows; i++) {
        change.of(result);
      }
    }
  }

  /** Runs a text. */
  public void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
