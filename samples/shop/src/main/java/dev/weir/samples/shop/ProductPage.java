package dev.weir.samples.shop;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A product, with a counter of its views. */
final class ProductPage {
  private final DataSource shop;

  ProductPage(DataSource shop) {
    this.shop = shop;
  }

  /** Shows the page, and counts the view. */
  String show(long product) throws SQLException {
    String title = title(product);
    countView(product);
    return title;
  }

  private String title(long product) throws SQLException {
    try (Connection connection = shop.getConnection();
        PreparedStatement statement =
            connection.prepareStatement("SELECT title, price FROM product WHERE id = ?")) {
      statement.setLong(1, product);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? rows.getString("title") : "";
      }
    }
  }

  void countView(long product) throws SQLException {
    try (Connection connection = shop.getConnection();
        PreparedStatement statement =
            connection.prepareStatement("UPDATE product SET views = views + ? WHERE id = ?")) {
      statement.setInt(1, 1);
      statement.setLong(2, product);
      statement.executeUpdate();
    }
  }

  long views(long product) throws SQLException {
    try (Connection connection = shop.getConnection();
        PreparedStatement statement =
            connection.prepareStatement("SELECT views FROM product WHERE id = ?")) {
      statement.setLong(1, product);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? rows.getLong("views") : 0;
      }
    }
  }
}
