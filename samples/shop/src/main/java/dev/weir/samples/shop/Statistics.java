package dev.weir.samples.shop;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * What the primary counted. A server process reports its counters about once a second, and later if
 * it is idle; here all of a pool's are told to report at once, so that no number lacks what was
 * done just before.
 */
final class Statistics {
  private static final String DEAD =
      "SELECT coalesce(sum(n_tup_upd + n_tup_del), 0)::bigint FROM pg_stat_user_tables";

  private final DataSource shop;
  private final DataSource primary;
  private final int poolSize;

  /**
   * Asks nothing yet.
   *
   * @param shop whose connections to the primary are to report
   * @param primary where the counters are read, past that pool
   * @param poolSize how many connections the shop has to the primary at most
   */
  Statistics(DataSource shop, DataSource primary, int poolSize) {
    this.shop = shop;
    this.primary = primary;
    this.poolSize = poolSize;
  }

  /** How many row versions updates and deletes left dead since the server began. */
  long deadRows() throws SQLException {
    flush();
    try (Connection connection = primary.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(DEAD)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** Returns when everything that the shop did is in the statistics. */
  void flush() throws SQLException {
    List<Connection> all = new ArrayList<>();
    try {
      // Transactions hold their connections, so each is another one: together they are the pool.
      for (int i = 0; i < poolSize; i++) {
        Connection connection = shop.getConnection();
        all.add(connection);
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
          statement.execute("SELECT pg_stat_force_next_flush()");
        }
      }
      for (Connection connection : all) {
        connection.commit();
      }
    } finally {
      for (Connection connection : all) {
        connection.close();
      }
    }
  }
}
