package dev.weir.event;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What the application asked of a statement beside its text, as the driver has it when it is sent.
 *
 * @param fetchSize rows that it fetches at once; 0 for all of them
 * @param maxRows rows that it returns at most; 0 for all of them
 * @param type of its rows, such as {@link ResultSet#TYPE_FORWARD_ONLY}
 * @param concurrency of its rows, such as {@link ResultSet#CONCUR_READ_ONLY}
 * @param keys which generated keys were asked for, by the method that prepared or executed it
 */
public record Wishes(int fetchSize, int maxRows, int type, int concurrency, Keys keys) {
  /** Which columns of the rows that are written were asked for. */
  public enum Keys {
    /** None. */
    NONE,
    /** Those that were named. */
    NAMED,
    /** All, because none was named. */
    ALL
  }

  /** Nothing but what every statement has. */
  public static final Wishes NONE =
      new Wishes(0, 0, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY, Keys.NONE);

  /**
   * Those of a statement; {@link #NONE} of one that does not tell.
   *
   * @param statement is asked, which costs no round trip
   * @param keys which generated keys were asked for
   */
  public static Wishes of(Statement statement, Keys keys) {
    try {
      int fetchSize = statement.getFetchSize();
      int maxRows = statement.getMaxRows();
      int type = statement.getResultSetType();
      int concurrency = statement.getResultSetConcurrency();
      return fetchSize == NONE.fetchSize
              && maxRows == NONE.maxRows
              && type == NONE.type
              && concurrency == NONE.concurrency
              && keys == NONE.keys
          ? NONE
          : new Wishes(fetchSize, maxRows, type, concurrency, keys);
    } catch (SQLException e) {
      return NONE; // It is closed, which whoever executes it hears from the driver.
    }
  }
}
