package com.shop;

import dev.weir.analyzer.Analyzer;
import dev.weir.analyzer.Unit;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/** An application with faults, one of them in a table with a hostile name. */
public final class Shop implements AutoCloseable {
  /** A table that a browser would run, if it took it for markup. */
  public static final String HOSTILE = "<img src=x onerror=alert(1)>\"'&";

  private static final String QUOTED = '"' + HOSTILE.replace("\"", "\"\"") + '"';

  private final DataSource dataSource;
  private final Analyzer analyzer;
  private final Thread thread = new Thread(this::run, "shop");
  private volatile boolean closed;
  private final AtomicInteger rounds = new AtomicInteger();

  public Shop(DataSource dataSource, Analyzer analyzer) {
    this.dataSource = dataSource;
    this.analyzer = analyzer;
  }

  /** Creates the tables on a primary. */
  public static void create(DataSource primary) throws SQLException {
    try (Connection connection = primary.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL,"
              + " status text NOT NULL, updated_at timestamptz NOT NULL DEFAULT now())");
      statement.execute("CREATE INDEX orders_status_idx ON orders (status)");
      statement.execute("CREATE INDEX \"<svg onload=alert(4)>\" ON orders (customer_id)");
      statement.execute("CREATE INDEX orders_customer_idx ON orders (customer_id)");
      statement.execute(
          "CREATE TABLE order_item (order_id bigint NOT NULL, product_id bigint NOT NULL,"
              + " quantity int NOT NULL, PRIMARY KEY (order_id, product_id))");
      statement.execute("CREATE TABLE " + QUOTED + " (id bigint PRIMARY KEY, note text)");
      statement.execute(
          "INSERT INTO orders SELECT i, i % 500, 'new' FROM generate_series(1, 10000) i");
      statement.execute(
          "INSERT INTO order_item SELECT i, p, 1 FROM generate_series(1, 10000) i,"
              + " generate_series(1, 2) p");
      statement.execute("INSERT INTO " + QUOTED + " SELECT i, 'x' FROM generate_series(1, 100) i");
      statement.execute("ANALYZE");
    }
  }

  public Shop open() {
    thread.start();
    return this;
  }

  /** How often all was done. */
  public int rounds() {
    return rounds.get();
  }

  private void run() {
    try {
      while (!closed) {
        all(rounds.getAndIncrement());
        LockSupport.parkNanos(100_000_000);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void all(int round) throws SQLException {
    in("GET /orders", () -> showOrders(round % 500));
    in("job ship", () -> ship(round % 100));
    in("job notes", this::note);
  }

  private interface Work {
    void run() throws SQLException;
  }

  private void in(String unit, Work work) throws SQLException {
    Unit open = analyzer.unit(unit);
    try {
      work.run();
    } finally {
      open.close();
    }
  }

  private void showOrders(long customer) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      List<Long> ids = new ArrayList<>();
      try (PreparedStatement orders =
          connection.prepareStatement("SELECT id, status FROM orders WHERE customer_id = ?")) {
        orders.setLong(1, customer);
        try (ResultSet rows = orders.executeQuery()) {
          while (rows.next()) {
            ids.add(rows.getLong(1));
          }
        }
      }
      for (long id : ids) {
        items(connection, id);
      }
    }
  }

  private static void items(Connection connection, long order) throws SQLException {
    try (PreparedStatement items =
        connection.prepareStatement(
            "SELECT product_id, quantity FROM order_item WHERE order_id = ?")) {
      items.setLong(1, order);
      try (ResultSet rows = items.executeQuery()) {
        while (rows.next()) {
          rows.getLong(1);
          rows.getInt(2);
        }
      }
    }
  }

  private void ship(long round) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement update =
            connection.prepareStatement(
                "UPDATE orders SET status = ?, updated_at = now() WHERE id = ?")) {
      for (long id = round * 100; id < round * 100 + 30; id++) {
        update.setString(1, "shipped");
        update.setLong(2, id);
        update.executeUpdate();
      }
    }
  }

  private void note() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement update =
            connection.prepareStatement("UPDATE " + QUOTED + " SET note = ? WHERE id = ?")) {
      for (long id = 1; id <= 15; id++) {
        update.setString(1, "y");
        update.setLong(2, id);
        update.executeUpdate();
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
