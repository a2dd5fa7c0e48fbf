package dev.weir.analyzer.model;

import dev.weir.sql.SqlShape;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one unit of work did, one thing after another. Instants within it count from the start of
 * its first statement. No values of parameters are in it.
 *
 * @param name what the application called the unit; null if it did not
 * @param at when it ended
 * @param elapsed from the start of its first statement to the end of its last, or of its last
 *     transaction
 * @param executions how many statements it executed, also those that are not told
 * @param bounds who told where it begins and ends
 * @param statements by their start; of a unit with very many the first
 * @param transactions those of several statements, or without auto-commit, by their start
 */
public record UnitTimeline(
    @Nullable String name,
    Instant at,
    Duration elapsed,
    long executions,
    Bounds bounds,
    List<Statement> statements,
    List<Transaction> transactions) {
  /** Copies the lists. */
  public UnitTimeline {
    statements = List.copyOf(statements);
    transactions = List.copyOf(transactions);
  }

  /**
   * One execution.
   *
   * @param dataSource the name of the DataSource that executed it
   * @param connection a number of the logical connection
   * @param node the server that ran it
   * @param shape what was executed
   * @param start when it began
   * @param elapsed until it answered; fetching rows is not part of it
   * @param rows how many it affected; -1 for a query, and where the driver does not say
   * @param batchSize how many rows a batch had; 0 if it is none
   * @param failed whether the driver threw
   */
  public record Statement(
      String dataSource,
      long connection,
      String node,
      SqlShape shape,
      Duration start,
      Duration elapsed,
      long rows,
      int batchSize,
      boolean failed) {
    /** Its text, without values. */
    public String text() {
      return shape.text();
    }

    /** What the {@linkplain Subject#key() subject} of a finding about it has as its key. */
    public String key() {
      return shape.fingerprint();
    }

    /** The same, counted from a later instant on. */
    public Statement from(Duration instant) {
      return new Statement(
          dataSource,
          connection,
          node,
          shape,
          start.minus(instant),
          elapsed,
          rows,
          batchSize,
          failed);
    }
  }

  /**
   * A transaction.
   *
   * @param dataSource the name of the DataSource
   * @param connection a number of the logical connection
   * @param start when its first statement began; negative if the unit had not begun yet
   * @param end when it was over
   * @param committed whether it was to be committed
   */
  public record Transaction(
      String dataSource, long connection, Duration start, Duration end, boolean committed) {
    /** The same, counted from a later instant on. */
    public Transaction from(Duration instant) {
      return new Transaction(
          dataSource, connection, start.minus(instant), end.minus(instant), committed);
    }
  }
}
