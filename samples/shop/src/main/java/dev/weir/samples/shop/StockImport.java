package dev.weir.samples.shop;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/** Writes a supplier's delivery note into the books, line by line. */
final class StockImport {
  private final DataSource shop;

  StockImport(DataSource shop) {
    this.shop = shop;
  }

  /** Imports a note in one transaction; returns how many rows it wrote. */
  int run(List<Line> note) throws SQLException {
    try (Connection connection = shop.getConnection()) {
      connection.setAutoCommit(false);
      int rows = 0;
      try (PreparedStatement statement =
          connection.prepareStatement(
              "INSERT INTO stock_movement (product_id, quantity, reference) VALUES (?, ?, ?)")) {
        for (Line line : note) {
          statement.setLong(1, line.product());
          statement.setInt(2, line.quantity());
          statement.setString(3, line.reference());
          rows += statement.executeUpdate();
        }
      }
      connection.commit();
      return rows;
    }
  }

  static List<Line> note(int number, int lines) {
    return IntStream.range(0, lines)
        .mapToObj(i -> new Line(1 + i % Schema.PRODUCTS, 1 + i % 9, "note " + number))
        .toList();
  }

  /** One line of a delivery note. */
  record Line(long product, int quantity, String reference) {}
}
