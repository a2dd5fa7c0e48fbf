package dev.weir.samples.shop;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import javax.sql.DataSource;

/** The shop's tables and its first rows. */
final class Schema {
  static final int CUSTOMERS = 3_000;
  static final int PRODUCTS = 5_000;

  private Schema() {}

  /** Creates and fills the tables; returns how many rows there are. */
  static long create(DataSource primary) throws SQLException {
    long rows = 0;
    try (Connection connection = primary.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(script());
      do {
        rows += Math.max(0, statement.getUpdateCount());
      } while (statement.getMoreResults() || statement.getUpdateCount() != -1);
    }
    return rows;
  }

  private static String script() {
    try (InputStream in = Schema.class.getResourceAsStream("schema.sql")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
