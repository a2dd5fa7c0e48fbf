package dev.weir.analyzer.server;

import dev.weir.analyzer.model.StatementPlan;
import dev.weir.sql.SqlShape;
import dev.weir.sql.StatementKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseStatement;
import org.postgresql.core.QueryExecutor;

/**
 * Asks a server how it would run a statement of which the values are not known: {@code EXPLAIN
 * (GENERIC_PLAN)}, which PostgreSQL has from 16 on, and which executes nothing. What the plan holds
 * of values, such as those of a partial index, is left out.
 */
final class PlanReader {
  private static final int OLDEST = 16;

  private static final Set<StatementKind> KINDS =
      Set.of(
          StatementKind.READ,
          StatementKind.LOCKING_READ,
          StatementKind.INSERT,
          StatementKind.UPDATE,
          StatementKind.DELETE);

  /** Texts and numbers, but neither names in quotation marks nor parameters. */
  private static final Pattern VALUE =
      Pattern.compile(
          "\"(?:[^\"]|\"\")*\"|[\\w$]*[A-Za-z_$]\\w*|('(?:[^']|'')*'|\\d+(?:\\.\\d+)?)");

  private final Inquiry inquiry;
  private final Connection connection;
  private final int version;

  /**
   * Asks nothing yet.
   *
   * @param version of the server, as {@code server_version_num} has it
   */
  PlanReader(Inquiry inquiry, Connection connection, int version) {
    this.inquiry = inquiry;
    this.connection = connection;
    this.version = version;
  }

  /**
   * The plan of a statement.
   *
   * @param searchPath in which its names are looked up; null for the session's
   */
  StatementPlan plan(SqlShape shape, @Nullable String searchPath) {
    if (version < OLDEST * 10_000) {
      return StatementPlan.unseen("needs PostgreSQL %d or later".formatted(OLDEST));
    }
    if (!KINDS.contains(shape.kind())) {
      return StatementPlan.unseen("there is none for this kind of statement");
    }
    List<String> lines = new ArrayList<>();
    try {
      inquiry.run(
          () -> {
            if (searchPath != null) {
              look(searchPath);
            }
            try (Statement statement = connection.createStatement()) {
              read(
                  statement.unwrap(BaseStatement.class),
                  "EXPLAIN (GENERIC_PLAN) " + numbered(shape.text()),
                  lines);
            }
          });
    } catch (SQLException e) {
      return StatementPlan.unseen("it could not be planned: " + Unseen.reason(e));
    }
    return new StatementPlan(lines, null);
  }

  /** By the simple protocol: the extended one wants values for the parameters. */
  private static void read(BaseStatement statement, String sql, List<String> lines)
      throws SQLException {
    if (statement.executeWithFlags(sql, QueryExecutor.QUERY_EXECUTE_AS_SIMPLE)) {
      try (ResultSet rows = statement.getResultSet()) {
        while (rows.next()) {
          lines.add(withoutValues(rows.getString(1)));
        }
      }
    }
  }

  private void look(String searchPath) throws SQLException {
    try (PreparedStatement set =
        connection.prepareStatement("SELECT pg_catalog.set_config('search_path', ?, true)")) {
      set.setString(1, searchPath);
      set.execute();
    }
  }

  /** With {@code $1} and so on for each {@code ?}. */
  private static String numbered(String text) {
    StringBuilder numbered = new StringBuilder();
    int parameter = 0;
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      if (each == '?') {
        numbered.append('$').append(++parameter);
      } else {
        numbered.append(each);
      }
    }
    return numbered.toString();
  }

  /** Conditions may hold values; the numbers of a node are the planner's own. */
  static String withoutValues(String line) {
    int colon = line.indexOf(": ");
    if (colon < 0) {
      return line;
    }
    Matcher values = VALUE.matcher(line.substring(colon + 2));
    String stripped =
        values.replaceAll(
            match -> match.group(1) == null ? Matcher.quoteReplacement(match.group()) : "?");
    return line.substring(0, colon + 2) + stripped;
  }
}
