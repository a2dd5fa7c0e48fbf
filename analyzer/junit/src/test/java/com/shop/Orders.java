package com.shop;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** The orders of a shop, as somebody writes them who has never heard of Weir. */
public final class Orders {
  private final DataSource dataSource;

  /** Orders in a database. */
  public Orders(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** The items of so many orders, order by order. */
  public List<String> itemsOneByOne(int orders) throws SQLException {
    List<String> items = new ArrayList<>();
    try (Connection connection = dataSource.getConnection()) {
      for (int order = 1; order <= orders; order++) {
        items.add(item(connection, order));
      }
    }
    return items;
  }

  /** The item of one order. */
  public String item(int order) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      return item(connection, order);
    }
  }

  private static String item(Connection connection, int order) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select name from item where order_id = ?")) {
      statement.setInt(1, order);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? rows.getString(1) : "nothing";
      }
    }
  }

  /** Reads an order twice in a transaction, and waits between. */
  public void itemTwice(int order, Runnable between) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      item(connection, order);
      between.run();
      item(connection, order);
      connection.commit();
    }
  }

  /** Gives so many orders a name, all at once, in a transaction. */
  public void rename(int orders) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement statement =
          connection.prepareStatement("update orders set name = ? where id = ?")) {
        for (int order = 1; order <= orders; order++) {
          statement.setString(1, "order " + order);
          statement.setInt(2, order);
          statement.addBatch();
        }
        statement.executeBatch();
      }
      connection.commit();
    }
  }
}
