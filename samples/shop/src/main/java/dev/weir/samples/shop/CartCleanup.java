package dev.weir.samples.shop;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Deletes carts that nobody came back to, each by itself. */
final class CartCleanup {
  private final DataSource shop;

  CartCleanup(DataSource shop) {
    this.shop = shop;
  }

  /** Deletes at most so many carts; returns how many it did. */
  int run(int most) throws SQLException {
    int deleted = 0;
    List<Long> carts = expired(most);
    try (Connection connection = shop.getConnection();
        PreparedStatement statement =
            connection.prepareStatement("DELETE FROM cart WHERE id = ?")) {
      for (long cart : carts) {
        statement.setLong(1, cart);
        deleted += statement.executeUpdate();
      }
    }
    return deleted;
  }

  List<Long> expired(int most) throws SQLException {
    try (Connection connection = shop.getConnection();
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT id FROM cart WHERE expires_at < now() ORDER BY expires_at, id LIMIT ?")) {
      statement.setInt(1, most);
      List<Long> carts = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          carts.add(rows.getLong("id"));
        }
      }
      return carts;
    }
  }
}
