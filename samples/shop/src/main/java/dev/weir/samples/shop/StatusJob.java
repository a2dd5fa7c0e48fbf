package dev.weir.samples.shop;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Asks the carriers about paid orders, and writes what they say: one order after the other. */
final class StatusJob {
  private final DataSource shop;

  StatusJob(DataSource shop) {
    this.shop = shop;
  }

  /** Updates at most so many orders; returns how many it did. */
  int run(int most) throws SQLException {
    int updated = 0;
    for (Answer answer : answers(most)) {
      updated += update(answer);
    }
    return updated;
  }

  List<Answer> answers(int most) throws SQLException {
    try (Connection connection = shop.getConnection();
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT id FROM orders WHERE status = 'paid' ORDER BY id LIMIT ?")) {
      statement.setInt(1, most);
      List<Answer> answers = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          long order = rows.getLong("id");
          answers.add(new Answer(order, order % 3 == 0 ? "delivered" : "shipped"));
        }
      }
      return answers;
    }
  }

  private int update(Answer answer) throws SQLException {
    try (Connection connection = shop.getConnection();
        PreparedStatement statement =
            connection.prepareStatement(
                "UPDATE orders SET status = ?, updated_at = now() WHERE id = ?")) {
      statement.setString(1, answer.status());
      statement.setLong(2, answer.order());
      return statement.executeUpdate();
    }
  }

  /** What a carrier says of an order. */
  record Answer(long order, String status) {}
}
