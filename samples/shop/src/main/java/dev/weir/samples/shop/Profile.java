package dev.weir.samples.shop;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** A customer's name, which the customer edits, and sees on the next page. */
final class Profile {
  private final DataSource writes;
  private final Supplier<DataSource> reads;

  /**
   * A profile whose reads and writes take ways of their own.
   *
   * @param writes where edits go
   * @param reads asked before each page
   */
  Profile(DataSource writes, Supplier<DataSource> reads) {
    this.writes = writes;
    this.reads = reads;
  }

  /** A profile behind one DataSource, which steers by itself. */
  Profile(DataSource shop) {
    this(shop, () -> shop);
  }

  /** Edits a name, and shows the next page; whether that page still has another name. */
  boolean editIsStale(long customer, String name) throws SQLException {
    edit(customer, name);
    return !name(customer).equals(name);
  }

  void edit(long customer, String name) throws SQLException {
    try (Connection connection = writes.getConnection();
        PreparedStatement statement =
            connection.prepareStatement("UPDATE customer SET name = ? WHERE id = ?")) {
      statement.setString(1, name);
      statement.setLong(2, customer);
      statement.executeUpdate();
    }
  }

  String name(long customer) throws SQLException {
    try (Connection connection = reads.get().getConnection();
        PreparedStatement statement =
            connection.prepareStatement("SELECT name, email FROM customer WHERE id = ?")) {
      statement.setLong(1, customer);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? rows.getString("name") : "";
      }
    }
  }
}
