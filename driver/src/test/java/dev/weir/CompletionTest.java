package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A statement that closes on completion does so when the bare driver's does, whatever is done with
 * its results.
 */
@Tag("proof")
class CompletionTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final int STEPS = 4;

  @BeforeAll
  static void create() throws SQLException {
    cluster.run("create table completed (v int)");
  }

  @AfterAll
  static void drop() throws SQLException {
    cluster.run("drop table completed");
  }

  /** What is done with results. */
  private enum Step {
    TAKE,
    CLOSE,
    NEXT_CLOSING_CURRENT,
    NEXT_KEEPING,
    NEXT_CLOSING_ALL
  }

  /** Every sequence of so many steps. */
  private static List<List<Step>> sequences(int length) {
    if (length == 0) {
      return List.of(List.of());
    }
    List<List<Step>> all = new ArrayList<>();
    for (List<Step> shorter : sequences(length - 1)) {
      for (Step step : Step.values()) {
        List<Step> longer = new ArrayList<>(shorter);
        longer.add(step);
        all.add(longer);
      }
    }
    return all;
  }

  private static List<String> trace(Connection c, String sql, boolean first, List<Step> steps)
      throws SQLException {
    List<String> trace = new ArrayList<>();
    try (Statement s = c.createStatement()) {
      if (first) {
        s.closeOnCompletion();
      }
      s.execute(sql);
      if (!first) {
        s.closeOnCompletion();
      }
      List<ResultSet> taken = new ArrayList<>();
      for (Step step : steps) {
        trace.add(
            step + ": " + outcome(s, step, taken) + ", " + (s.isClosed() ? "closed" : "open"));
      }
      for (ResultSet rows : taken) {
        trace.add("rows " + (rows.isClosed() ? "closed" : "open"));
      }
    }
    return trace;
  }

  /** The latest rows are taken, and closed, first. */
  private static String outcome(Statement s, Step step, List<ResultSet> taken) {
    try {
      return switch (step) {
        case TAKE -> String.valueOf(take(s.getResultSet(), taken));
        case CLOSE -> close(taken);
        case NEXT_CLOSING_CURRENT -> "" + s.getMoreResults(Statement.CLOSE_CURRENT_RESULT);
        case NEXT_KEEPING -> "" + s.getMoreResults(Statement.KEEP_CURRENT_RESULT);
        case NEXT_CLOSING_ALL -> "" + s.getMoreResults();
      };
    } catch (SQLException e) {
      return e.getSQLState() + " " + e.getMessage();
    }
  }

  private static boolean take(@Nullable ResultSet rows, List<ResultSet> taken) {
    return rows != null && (taken.contains(rows) || taken.add(rows));
  }

  private static String close(List<ResultSet> taken) throws SQLException {
    for (int i = taken.size() - 1; i >= 0; i--) {
      if (!taken.get(i).isClosed()) {
        taken.get(i).close();
        return "" + i;
      }
    }
    return "nothing";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          select 1                                                       | true
          select 1                                                       | false
          select 1; select 2                                             | true
          select 1; select 2                                             | false
          select 1; update completed set v = v where v = 2; select 2     | true
          update completed set v = v where v = 2; select 1               | false
          update completed set v = v where v = 2                         | true
          """)
  void statementIsCompletedAsOnTheBareDriver(String sql, boolean autoCommit) throws Exception {
    try (WeirDataSource weir = cluster.open();
        Connection bare = cluster.bare().getConnection();
        Connection routed = weir.getConnection()) {
      bare.setAutoCommit(autoCommit);
      routed.setAutoCommit(autoCommit);
      for (List<Step> steps : sequences(STEPS)) {
        for (boolean first : new boolean[] {true, false}) {
          assertThat(trace(routed, sql, first, steps))
              .as("%s, told first: %s", steps, first)
              .isEqualTo(trace(bare, sql, first, steps));
        }
      }
      if (autoCommit) {
        assertThat(weir.statistics().nodes()).allMatch(node -> node.inFlight() == 0);
      }
    }
  }

  /** What its connection is held for has ended with it. */
  @Test
  void completedStatementHoldsNothing() throws Exception {
    try (WeirDataSource weir = cluster.open();
        Connection c = weir.getConnection();
        Statement s = c.createStatement()) {
      s.closeOnCompletion();
      s.execute("select 1");
      s.getMoreResults(Statement.CLOSE_CURRENT_RESULT);
      assertThat(s.isClosed()).isTrue();
      assertThat(weir.statistics().nodes()).allMatch(node -> node.inFlight() == 0);
    }
  }

  private static String keysBetween(Connection c) throws SQLException {
    try (Statement s = c.createStatement()) {
      s.closeOnCompletion();
      s.executeUpdate("delete from completed where v = 1");
      s.getGeneratedKeys();
      s.executeUpdate("delete from completed where v = 2");
      return s.getUpdateCount() + " " + s.isClosed();
    }
  }

  @Test
  void keysThatAreNoneCompleteNothing() throws Exception {
    try (WeirDataSource weir = cluster.open();
        Connection bare = cluster.bare().getConnection();
        Connection routed = weir.getConnection()) {
      assertThat(keysBetween(routed)).isEqualTo(keysBetween(bare));
    }
  }
}
