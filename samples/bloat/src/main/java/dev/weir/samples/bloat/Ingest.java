package dev.weir.samples.bloat;

import dev.weir.WeirDataSource;
import dev.weir.analyzer.Analyzer;
import dev.weir.analyzer.AnalyzerConfig;
import dev.weir.analyzer.Unit;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.report.TextReport;
import dev.weir.samples.cluster.PostgresCluster;
import java.io.PrintStream;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/**
 * Tells what it costs to take in a supplier's prices: the same rows row by row, in batches, and as
 * sets, into a table with fourteen indexes and into one with four. Weir says what it thinks of the
 * first.
 */
final class Ingest {
  private static final int ROWS = 10_000;
  private static final int BATCH = 500;

  private static final String UPDATE =
      "UPDATE product SET price = ?, stock = ?, updated_at = now() WHERE id = ?";
  private static final String SET =
      "UPDATE product SET price = v.price, stock = v.stock, updated_at = now() FROM unnest(?::int[],"
          + " ?::int[], ?::bigint[]) AS v(price, stock, id) WHERE product.id = v.id";

  /** What nobody reads by, but every update that changes one of them writes to all indexes. */
  private static final List<String> NEEDLESS =
      List.of(
          "price",
          "stock",
          "updated_at",
          "(price, stock)",
          "(updated_at, supplier)",
          "brand",
          "category",
          "(category, brand)",
          "colour",
          "weight");

  private final PrintStream out;

  Ingest(PrintStream out) {
    this.out = out;
  }

  /** A way to write the rows. */
  private interface Way {
    void write(Connection connection) throws SQLException;
  }

  /**
   * What a way cost.
   *
   * @param millis it took
   * @param walBytes were written to the log
   * @param dead rows were left
   * @param hot the share of updates that wrote to no index, 0 to 1
   */
  record Cost(long millis, long walBytes, long dead, double hot) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%,7d ms   %,6.1f MB of log   %,7d dead rows   %3.0f %% HOT",
          millis,
          walBytes / 1e6,
          dead,
          100 * hot);
    }
  }

  /** Whether sets cost less than rows, as they should. */
  boolean tell(PostgresCluster cluster) throws SQLException {
    DataSource outside = cluster.primary().dataSource();
    out.printf(
        "%nA supplier sends %,d prices. The same rows, written in three ways (autovacuum is off for"
            + " the table, so that what is left can be seen):%n",
        ROWS);
    Cost rows = measured(outside, 14, "row by row, a commit each", Ingest::rowByRow);
    Cost batches = measured(outside, 14, "in batches of " + BATCH, Ingest::inBatches);
    Cost sets = measured(outside, 14, "as sets of " + BATCH, Ingest::asSets);
    Cost few = measured(outside, 4, "as sets of " + BATCH, Ingest::asSets);
    out.printf(
        Locale.ROOT,
        "%nSets take %.0f %% of the time of rows; with four indexes %.0f %%, and %.0f %% of the log"
            + " (batches: %.0f %% of the time).%n",
        100.0 * sets.millis() / rows.millis(),
        100.0 * few.millis() / rows.millis(),
        100.0 * few.walBytes() / rows.walBytes(),
        100.0 * batches.millis() / rows.millis());
    return sets.millis() < rows.millis()
        && few.walBytes() < rows.walBytes()
        && isFound(cluster, outside);
  }

  private Cost measured(DataSource outside, int indexes, String words, Way way)
      throws SQLException {
    try (Connection connection = outside.getConnection();
        Statement statement = connection.createStatement()) {
      create(statement, indexes);
      long log = number(statement, "SELECT pg_current_wal_lsn() - '0/0'::pg_lsn");
      long start = System.nanoTime();
      way.write(connection);
      long millis = (System.nanoTime() - start) / 1_000_000;
      connection.setAutoCommit(true);
      long written = number(statement, "SELECT pg_current_wal_lsn() - '0/0'::pg_lsn") - log;
      statement.execute("SELECT pg_stat_force_next_flush()");
      Cost cost =
          new Cost(
              millis,
              written,
              number(statement, "SELECT pg_stat_get_dead_tuples('product'::regclass)"),
              number(statement, "SELECT pg_stat_get_tuples_hot_updated('product'::regclass)")
                  / (double) ROWS);
      out.printf("  %2d indexes, %-26s %s%n", indexes, words + ":", cost);
      return cost;
    }
  }

  private static void create(Statement statement, int indexes) throws SQLException {
    statement.execute("DROP TABLE IF EXISTS product");
    statement.execute(
        "CREATE TABLE product (id bigint PRIMARY KEY, sku text UNIQUE, supplier int, name text,"
            + " brand int, category int, colour int, weight int, price int, stock int,"
            + " updated_at timestamptz) WITH (fillfactor = 50, autovacuum_enabled = off)");
    statement.execute(
        "INSERT INTO product SELECT i, 'sku-' || i, i % 40, 'product ' || i, i % 200, i % 30,"
            + " i % 12, i % 900, i % 5000, i % 100, now() FROM generate_series(1, 20000) i");
    // Else they would be added to what VACUUM has counted.
    statement.execute("SELECT pg_stat_force_next_flush()");
    List<String> more = new ArrayList<>(List.of("supplier", "name"));
    more.addAll(NEEDLESS);
    for (String columns : more.subList(0, indexes - 2)) {
      String list = columns.startsWith("(") ? columns : "(" + columns + ")";
      statement.execute("CREATE INDEX ON product " + list);
    }
    statement.execute("VACUUM ANALYZE product");
    statement.execute("CHECKPOINT");
  }

  private static long number(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static void rowByRow(Connection connection) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(UPDATE)) {
      for (int id = 1; id <= ROWS; id++) {
        bind(update, id);
        update.executeUpdate();
      }
    }
  }

  private static void bind(PreparedStatement update, int id) throws SQLException {
    update.setInt(1, price(id));
    update.setInt(2, stock(id));
    update.setLong(3, id);
  }

  private static int price(int id) {
    return id % 5_000 + 7;
  }

  private static int stock(int id) {
    return id % 100 + 3;
  }

  private static void inBatches(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement update = connection.prepareStatement(UPDATE)) {
      for (int id = 1; id <= ROWS; id++) {
        bind(update, id);
        update.addBatch();
        if (id % BATCH == 0) {
          update.executeBatch();
          connection.commit();
        }
      }
    }
  }

  private static void asSets(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement update = connection.prepareStatement(SET)) {
      for (int first = 1; first <= ROWS; first += BATCH) {
        int from = first;
        Array prices =
            connection.createArrayOf(
                "int4", range(from).mapToObj(Ingest::price).toArray(Integer[]::new));
        Array stocks =
            connection.createArrayOf(
                "int4", range(from).mapToObj(Ingest::stock).toArray(Integer[]::new));
        Array ids =
            connection.createArrayOf(
                "int8", range(from).mapToObj(Long::valueOf).toArray(Long[]::new));
        update.setArray(1, prices);
        update.setArray(2, stocks);
        update.setArray(3, ids);
        update.executeUpdate();
        connection.commit();
      }
    }
  }

  private static IntStream range(int first) {
    return IntStream.range(first, first + BATCH);
  }

  /** Whether Weir finds the loop, and prints the statement that replaces it. */
  @SuppressWarnings("try") // The unit is there to be closed.
  private boolean isFound(PostgresCluster cluster, DataSource outside) throws SQLException {
    try (Connection connection = outside.getConnection();
        Statement statement = connection.createStatement()) {
      create(statement, 14);
    }
    try (WeirDataSource shop =
            WeirDataSource.builder().name("shop").primary(cluster.jdbcUrl()).build();
        Analyzer analyzer = Analyzer.quiet(AnalyzerConfig.builder().build()).watch(shop)) {
      try (Unit unit = analyzer.unit("import of prices");
          Connection connection = shop.getConnection()) {
        rowByRow(connection);
      }
      Report report = analyzer.report(Duration.ofSeconds(10));
      out.println();
      out.println("What Weir says of the first way:");
      out.println();
      out.println(TextReport.plain().render(report));
      return report.entries().stream()
          .anyMatch(
              entry ->
                  entry.finding().code().id().equals("LU")
                      && entry.advice().statements().stream()
                          .anyMatch(fix -> fix.sql().contains("unnest")));
    }
  }
}
