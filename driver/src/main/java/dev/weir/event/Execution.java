package dev.weir.event;

import dev.weir.route.RouteDecision;
import dev.weir.sql.SqlShape;
import dev.weir.sql.StatementKind;
import java.sql.ResultSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One execution: one round trip, whether of one statement or of a batch. Its texts and parameters
 * hold values; {@link #toString} shows none.
 *
 * @param checkout the logical connection
 * @param call the method that was called
 * @param sql the text as the application gave it; the texts of a batch of different statements are
 *     {@linkplain dev.weir.sql.SeveralTexts joined}
 * @param texts the texts of such a batch, one by one; else none
 * @param shape what the text is
 * @param decision where it goes, and why
 * @param parameters one entry per row: one for a prepared statement, none for a plain one, {@code
 *     n} for a batch of {@code n}. Values stay in this process: a listener may compare and hash
 *     them, and must not report them; only {@link StatementLog} does, for development.
 * @param batchSize 0 unless the call is a batch
 * @param wishes what the application asked of the statement beside its text
 * @param transaction that it is part of; null if it is its own
 * @param startNanos when it began, by {@link System#nanoTime}; no two of a checkout began at once,
 *     so that this and {@code checkout} identify it
 * @param shadow in shadow mode, the decision by which it would have gone, while {@code decision} is
 *     for the primary, which runs it; else null
 * @param searchPath the session's {@code search_path}, in which names without a schema are looked
 *     up; null if it is not known to differ from the session's default
 */
public record Execution(
    Checkout checkout,
    Call call,
    String sql,
    List<String> texts,
    SqlShape shape,
    RouteDecision decision,
    List<Parameters> parameters,
    int batchSize,
    Wishes wishes,
    @Nullable TransactionStart transaction,
    long startNanos,
    @Nullable RouteDecision shadow,
    @Nullable String searchPath) {
  /**
   * An execution of one text that is not in shadow mode, of which no more is known.
   *
   * @param checkout the logical connection
   * @param call the method that was called
   * @param sql the text
   * @param shape what the text is
   * @param decision where it goes, and why
   * @param parameters one entry per row
   * @param batchSize 0 unless the call is a batch
   * @param transaction that it is part of; null if it is its own
   * @param startNanos when it began
   */
  public Execution(
      Checkout checkout,
      Call call,
      String sql,
      SqlShape shape,
      RouteDecision decision,
      List<Parameters> parameters,
      int batchSize,
      @Nullable TransactionStart transaction,
      long startNanos) {
    this(
        checkout,
        call,
        sql,
        List.of(),
        shape,
        decision,
        parameters,
        batchSize,
        Wishes.NONE,
        transaction,
        startNanos,
        null,
        null);
  }

  /** Whether the statement is its own transaction. */
  public boolean autoCommit() {
    return transaction == null;
  }

  /**
   * Whether the driver fetches the rows little by little. Else it holds all of them at once,
   * whatever fetch size was asked for: in auto-commit mode, for a result set that scrolls, for
   * several statements in one text (pgjdbc's {@code PgStatement.executeInternal}).
   */
  public boolean fetchesInParts() {
    return wishes.fetchSize() > 0
        && transaction != null
        && wishes.type() == ResultSet.TYPE_FORWARD_ONLY
        && shape.kind() != StatementKind.SEVERAL;
  }

  /**
   * The same execution, served by another node than it was first sent to.
   *
   * @param other the decision that served it
   */
  public Execution servedBy(RouteDecision other) {
    return new Execution(
        checkout,
        call,
        sql,
        texts,
        shape,
        other,
        parameters,
        batchSize,
        wishes,
        transaction,
        startNanos,
        shadow,
        searchPath);
  }

  /** Without values: the shape's text in place of the application's, and of rows their number. */
  @Override
  public String toString() {
    return "Execution[%s, %s, %s, %s, rows of parameters=%d, batchSize=%d, autoCommit=%s%s]"
        .formatted(
            checkout,
            call,
            decision,
            shape.text(),
            parameters.size(),
            batchSize,
            autoCommit(),
            shadow == null ? "" : ", shadow=" + shadow);
  }
}
