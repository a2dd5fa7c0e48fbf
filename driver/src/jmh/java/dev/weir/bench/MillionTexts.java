package dev.weir.bench;

import dev.weir.sql.SqlShapes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/**
 * Tells how much heap a million texts leave behind that differ in their literals only, as an
 * application writes them that does not know parameters.
 */
public final class MillionTexts {
  private static final int TEXTS = 1_000_000;
  private static final long CACHE_BYTES = 16L << 20;
  private static final double MIB = 1 << 20;

  private MillionTexts() {}

  /** A text to be read or executed. */
  private interface Reader {
    void read(String sql) throws SQLException;
  }

  /**
   * Prints a table.
   *
   * @param args none
   */
  public static void main(String[] args) throws SQLException, InterruptedException {
    System.out.printf("| a million texts through | heap before, MiB | after | grown |%n");
    System.out.printf("|---|--:|--:|--:|%n");
    SqlShapes shapes = new SqlShapes(CACHE_BYTES);
    measure("`SqlShapes` of 16 MiB", shapes::of);
    shapes.of(""); // Still in use, so still on the heap until here.
    for (Subject subject : List.of(Subject.OBSERVE, Subject.ROUTE, Subject.ROUTE_AND_ANALYZE)) {
      try (Opened opened = subject.open()) {
        measure(subject.title(), sql -> execute(opened.dataSource(), sql));
      }
    }
  }

  private static void measure(String title, Reader reader)
      throws SQLException, InterruptedException {
    for (int i = 0; i < 1_000; i++) {
      reader.read(sql(-i));
    }
    double before = heap();
    for (int i = 0; i < TEXTS; i++) {
      reader.read(sql(i));
    }
    double after = heap();
    System.out.printf("| %s | %.1f | %.1f | %.1f |%n", title, before, after, after - before);
  }

  private static String sql(int i) {
    return "SELECT o.id, o.total FROM orders o JOIN customers c ON c.id = o.customer_id"
        + (" WHERE c.name = 'n" + i + "' AND o.total > " + i + " ORDER BY o.id LIMIT 10");
  }

  private static void execute(DataSource dataSource, String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        throw new IllegalStateException("the instant driver knows no orders");
      }
    }
  }

  /** What is in use after full collections, in MiB. */
  private static double heap() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(100); // References are cleared by another thread.
    }
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) / MIB;
  }
}
