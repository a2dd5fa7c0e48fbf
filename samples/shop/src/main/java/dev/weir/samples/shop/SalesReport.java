package dev.weir.samples.shop;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** What each category earned: an aggregate of all items ever ordered. */
final class SalesReport {
  private final DataSource shop;

  SalesReport(DataSource shop) {
    this.shop = shop;
  }

  /** Makes the report; returns how many lines it has. */
  int run() throws SQLException {
    try (Connection connection = shop.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT p.category, count(*), sum(i.quantity * i.price)"
                    + " FROM order_item i JOIN product p ON p.id = i.product_id"
                    + " GROUP BY p.category ORDER BY 3 DESC")) {
      int lines = 0;
      while (rows.next()) {
        lines++;
      }
      return lines;
    }
  }
}
