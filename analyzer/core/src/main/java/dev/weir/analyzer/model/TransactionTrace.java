package dev.weir.analyzer.model;

import dev.weir.sql.SqlShape;
import java.time.Duration;

/**
 * One transaction of a unit of work that was open for long, or idle in between, or that nobody
 * ended. As the driver told of it: from the start of its first statement to the end of its commit
 * or rollback.
 *
 * @param dataSource the name of the DataSource that executed it
 * @param first its first statement
 * @param statements how many it had
 * @param writes how many of them changed a row
 * @param claims whether it took rows with SKIP LOCKED: then to hold them is what it is for
 * @param readOnly whether it was read-only from its start
 * @param elapsed how long it was open
 * @param idle how much of that nothing was executed
 * @param longest the longest time in which nothing was
 * @param end how it ended
 * @param endPlace where; {@link Place#UNKNOWN} if nobody looked
 */
public record TransactionTrace(
    String dataSource,
    SqlShape first,
    long statements,
    long writes,
    boolean claims,
    boolean readOnly,
    Duration elapsed,
    Duration idle,
    Gap longest,
    End end,
    Place endPlace) {
  /** How a transaction ends. */
  public enum End {
    /** It was committed. */
    COMMIT,
    /** It was rolled back. */
    ROLLBACK,
    /** Its connection was closed before either, which rolls back. */
    CLOSE
  }
}
