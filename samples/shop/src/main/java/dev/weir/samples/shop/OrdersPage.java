package dev.weir.samples.shop;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** A customer's orders with their items, which each order loads when it is first asked for them. */
final class OrdersPage {
  private final DataSource shop;

  OrdersPage(DataSource shop) {
    this.shop = shop;
  }

  /** Shows the page; returns how many items are on it. */
  int show(long customer) throws SQLException {
    int items = 0;
    for (long order : orders(customer)) {
      items += items(order).size();
    }
    return items;
  }

  List<Long> orders(long customer) throws SQLException {
    try (Connection connection = shop.getConnection();
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT id, status, updated_at FROM orders WHERE customer_id = ? ORDER BY id DESC")) {
      statement.setLong(1, customer);
      List<Long> orders = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          orders.add(rows.getLong("id"));
        }
      }
      return orders;
    }
  }

  private List<Item> items(long order) throws SQLException {
    try (Connection connection = shop.getConnection();
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT order_id, product_id, quantity, price FROM order_item WHERE order_id = ?")) {
      statement.setLong(1, order);
      return items(statement);
    }
  }

  static List<Item> items(PreparedStatement statement) throws SQLException {
    List<Item> items = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        items.add(
            new Item(
                rows.getLong("product_id"), rows.getInt("quantity"), rows.getBigDecimal("price")));
      }
    }
    return items;
  }

  record Item(long product, int quantity, BigDecimal price) {}
}
