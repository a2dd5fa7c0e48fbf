package dev.weir.samples.shop;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Notes when each customer was seen last: at every request, so that a busy one is a hot row. */
final class Visits {
  private final DataSource shop;

  Visits(DataSource shop) {
    this.shop = shop;
  }

  void seen(long customer) throws SQLException {
    try (Connection connection = shop.getConnection();
        PreparedStatement statement =
            connection.prepareStatement("UPDATE customer SET last_seen = now() WHERE id = ?")) {
      statement.setLong(1, customer);
      statement.executeUpdate();
    }
  }
}
