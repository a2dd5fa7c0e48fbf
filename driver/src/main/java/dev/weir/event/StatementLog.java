package dev.weir.event;

import dev.weir.route.RouteDecision;
import dev.weir.sql.Inlining;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what is executed to the log {@code dev.weir.statements}, at INFO, for development: one
 * line for each execution, commit and rollback, with the values in place of the parameters. Nothing
 * else of Weir's shows values. Thread-safe.
 *
 * <pre>{@code
 * shop #12 | 0.842 ms | replica1 READ | select name from users where id = 7
 * shop #12 | 1.310 ms | primary WRITE | 1 row | update users set name = 'O''Brien' where id = 7
 * shop #12 | 0.655 ms | commit
 * }</pre>
 */
public final class StatementLog implements ExecutionListener {
  private static final Logger log = LoggerFactory.getLogger(StatementLog.class);
  private static final Logger statements = LoggerFactory.getLogger("dev.weir.statements");

  /** Of a batch. */
  private static final int MOST_ROWS = 3;

  private static final String SEPARATOR = " | ";

  /**
   * Creates it, and warns that it shows values.
   *
   * @param dataSource the DataSource's name, for that warning
   */
  public StatementLog(String dataSource) {
    log.warn(
        "{} - statementLog: the log {} shows the values of all statements; this is for development",
        dataSource,
        statements.getName());
  }

  @Override
  public void after(Execution execution, Outcome outcome) {
    if (!statements.isInfoEnabled()) {
      return;
    }
    StringBuilder line = begin(execution.checkout(), outcome.elapsedNanos());
    line.append(SEPARATOR).append(text(execution.decision()));
    if (execution.shadow() != null) {
      line.append(", would be ").append(text(execution.shadow()));
    }
    if (outcome.failure() != null) {
      line.append(SEPARATOR).append(text(outcome.failure()));
    } else if (outcome.rows() >= 0) {
      line.append(SEPARATOR).append(outcome.rows()).append(outcome.rows() == 1 ? " row" : " rows");
    }
    if (execution.batchSize() > 0) {
      line.append(SEPARATOR).append("batch of ").append(execution.batchSize());
    }
    statements.info("{}", line.append(SEPARATOR).append(sql(execution)));
  }

  @Override
  public void transactionEnded(TransactionEnd end) {
    if (!statements.isInfoEnabled()) {
      return;
    }
    StringBuilder line = begin(end.checkout(), end.elapsedNanos());
    line.append(SEPARATOR).append(end.committed() ? "commit" : "rollback");
    if (end.failure() != null) {
      line.append(SEPARATOR).append(text(end.failure()));
    }
    statements.info("{}", line);
  }

  private static StringBuilder begin(Checkout checkout, long elapsedNanos) {
    return new StringBuilder()
        .append(checkout.dataSource())
        .append(" #")
        .append(checkout.id())
        .append(SEPARATOR)
        .append(String.format(Locale.ROOT, "%.3f ms", elapsedNanos / 1e6));
  }

  private static String text(RouteDecision decision) {
    return decision.node() + " " + decision.reason();
  }

  private static String text(Throwable failure) {
    String message = String.valueOf(failure.getMessage()).strip();
    String kind =
        failure instanceof SQLException sql
            ? String.valueOf(sql.getSQLState())
            : failure.getClass().getName();
    return kind + " " + message.lines().findFirst().orElse("");
  }

  private static String sql(Execution execution) {
    List<Parameters> rows = execution.parameters();
    if (rows.isEmpty()) {
      return one(execution.sql(), null);
    }
    String shown =
        rows.stream()
            .limit(MOST_ROWS)
            .map(row -> one(execution.sql(), row))
            .collect(Collectors.joining("; "));
    int more = rows.size() - MOST_ROWS;
    return more > 0 ? shown + "; .. " + more + " more" : shown;
  }

  private static String one(String sql, @Nullable Parameters row) {
    return Inlining.oneLine(sql, position -> row == null ? null : SqlLiterals.of(row, position));
  }
}
