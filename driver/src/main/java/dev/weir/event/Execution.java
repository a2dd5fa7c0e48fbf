package dev.weir.event;

import dev.weir.route.RouteDecision;
import dev.weir.sql.SqlShape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One execution: one round trip, whether of one statement or of a batch. Its texts and parameters
 * hold values; {@link #toString} shows none.
 *
 * @param checkout the logical connection
 * @param call the method that was called
 * @param sql the text as the application gave it; the texts of a batch of different statements are
 *     joined by {@code ;\n}
 * @param texts the texts of such a batch, one by one; else none
 * @param shape what the text is
 * @param decision where it goes, and why
 * @param parameters one entry per row: one for a prepared statement, none for a plain one, {@code
 *     n} for a batch of {@code n}. Values stay in this process: a listener may compare and hash
 *     them, and must not report them; only {@link StatementLog} does, for development.
 * @param batchSize 0 unless the call is a batch
 * @param autoCommit whether the statement is its own transaction
 * @param startNanos when it began, by {@link System#nanoTime}
 * @param shadow in shadow mode, the decision by which it would have gone, while {@code decision} is
 *     for the primary, which runs it; else null
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
    boolean autoCommit,
    long startNanos,
    @Nullable RouteDecision shadow) {
  /** An execution of one text that is not in shadow mode. */
  public Execution(
      Checkout checkout,
      Call call,
      String sql,
      SqlShape shape,
      RouteDecision decision,
      List<Parameters> parameters,
      int batchSize,
      boolean autoCommit,
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
        autoCommit,
        startNanos,
        null);
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
        autoCommit,
        startNanos,
        shadow);
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
            autoCommit,
            shadow == null ? "" : ", shadow=" + shadow);
  }
}
