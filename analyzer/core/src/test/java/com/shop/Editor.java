package com.shop;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Code of an application that writes what it has read, well or not. */
public final class Editor {
  private final Connection connection;

  /** Creates it. */
  public Editor(Connection connection) {
    this.connection = connection;
  }

  /** Reads one row; null if there is none. */
  @SuppressWarnings("NullAway") // A column may be null.
  public @Nullable Object @Nullable [] read(String sql, Object... keys) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, keys);
      try (ResultSet rows = statement.executeQuery()) {
        if (!rows.next()) {
          return null;
        }
        Object[] row = new Object[rows.getMetaData().getColumnCount()];
        for (int i = 0; i < row.length; i++) {
          row[i] = rows.getObject(i + 1);
        }
        return row;
      }
    }
  }

  /** Reads one column of all rows. */
  public List<Object> all(String sql) throws SQLException {
    List<Object> all = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        all.add(rows.getObject(1));
      }
    }
    return all;
  }

  /** Writes. */
  public int write(String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      return statement.executeUpdate();
    }
  }

  /** Counts the rows that a list of ids names. */
  public int count(String sql, List<Object> ids) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, connection.createArrayOf("int", ids.toArray()));
      int count = 0;
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          count += rows.getInt(1) > 0 ? 1 : 0;
        }
      }
      return count;
    }
  }

  private static void bind(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }
}
