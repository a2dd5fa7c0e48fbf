package dev.weir.lease;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.QueryExecutorBase;
import org.postgresql.core.TransactionState;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whatever Weir sends of its own on a session that an application has, or will get: settings undone
 * or brought, what is left of pins, stamps, checks. Nobody else does, by this contract:
 *
 * <ul>
 *   <li>never inside a transaction, and never opening one that stays: it is sent in auto-commit
 *       mode, past the pool, on a session of which the driver has heard that it is idle;
 *   <li>on a connection that is open, or not at all;
 *   <li>a failure is the caller's to bear: neither what the application asked nor what it sees
 *       changes by it. Who cannot find out what is left keeps the session; who cannot undo what is
 *       there does not lend it again.
 * </ul>
 *
 * <p>What the driver knows, a transaction's state for instance, is asked of the driver and costs no
 * round trip. Stateless.
 */
final class OwnQuestions {
  private static final Logger log = LoggerFactory.getLogger(OwnQuestions.class);

  private static final int VALID_SECONDS = 5;

  private OwnQuestions() {}

  /** What is asked, or done. */
  @FunctionalInterface
  interface Question<T extends @Nullable Object> {
    T of(Connection driver) throws SQLException;
  }

  /**
   * Whether a session can be asked now: its connection is open, and in no transaction. Of one that
   * does not lead to PostgreSQL's driver that cannot be known, so it counts as being in one.
   */
  static boolean mayAsk(Connection physical) {
    try {
      BaseConnection driver = driver(physical);
      return driver != null
          && !driver.isClosed()
          && driver.getTransactionState() == TransactionState.IDLE;
    } catch (SQLException e) {
      return false; // Closed, then.
    }
  }

  /**
   * Whether a transaction may be open, failed or not: the driver has heard so, or it is another
   * driver.
   */
  static boolean inTransaction(Connection physical) {
    try {
      BaseConnection driver = driver(physical);
      return driver == null || driver.getTransactionState() != TransactionState.IDLE;
    } catch (SQLException e) {
      return false; // Closed, and with it what was open.
    }
  }

  /** Whether the driver has heard of a transaction that is open, failed or not. */
  static boolean hasBegun(Connection physical) {
    try {
      BaseConnection driver = driver(physical);
      return driver != null && driver.getTransactionState() != TransactionState.IDLE;
    } catch (SQLException e) {
      return false; // Closed, and with it what was open.
    }
  }

  /** Whether the driver has heard that the transaction that is open has failed. */
  static boolean hasFailed(Connection physical) {
    try {
      BaseConnection driver = driver(physical);
      return driver != null && driver.getTransactionState() == TransactionState.FAILED;
    } catch (SQLException e) {
      return false; // Closed, which whoever uses it hears.
    }
  }

  /**
   * Asks.
   *
   * @throws SQLException if the session is in a transaction, or does not answer
   */
  static <T extends @Nullable Object> T ask(Connection physical, Question<T> question)
      throws SQLException {
    BaseConnection driver = driver(physical);
    if (driver == null || driver.getTransactionState() != TransactionState.IDLE) {
      throw new PSQLException(
          "A session that is in a transaction is asked nothing.", PSQLState.ACTIVE_SQL_TRANSACTION);
    }
    if (driver.getAutoCommit()) {
      return question.of(driver);
    }
    driver.setAutoCommit(true); // Sends nothing, as there is no transaction.
    try {
      return question.of(driver);
    } finally {
      if (!driver.isClosed()) {
        driver.setAutoCommit(false);
      }
    }
  }

  /**
   * Asks for one row.
   *
   * @param sql a query, or a command that answers none
   * @param parameters texts
   * @return its columns as text; none where no row was answered
   * @throws SQLException if the session is in a transaction, or does not answer
   */
  static List<@Nullable String> row(
      Connection physical, String sql, Collection<? extends @Nullable String> parameters)
      throws SQLException {
    return ask(physical, driver -> inPlace(driver, sql, parameters));
  }

  /**
   * Sends what the application asked for by a method of its connection, or what it has set in its
   * transaction and another session joins: in the application's place, and so within its
   * transaction.
   *
   * @see #row
   */
  static List<@Nullable String> inPlace(
      Connection physical, String sql, Collection<? extends @Nullable String> parameters)
      throws SQLException {
    try (PreparedStatement statement = physical.prepareStatement(sql)) {
      int position = 1;
      for (String parameter : parameters) {
        statement.setString(position++, parameter);
      }
      List<@Nullable String> row = new ArrayList<>();
      if (statement.execute()) {
        try (ResultSet rows = statement.getResultSet()) {
          int columns = rows.next() ? rows.getMetaData().getColumnCount() : 0;
          for (int column = 1; column <= columns; column++) {
            row.add(rows.getString(column));
          }
        }
      }
      return row;
    }
  }

  /**
   * The same, and the driver forgets what it has prepared in the session. (By itself it hears only
   * of a search path that is set by SET, and of no role.)
   */
  static List<@Nullable String> forgetting(
      Connection physical, String sql, Collection<? extends @Nullable String> parameters)
      throws SQLException {
    BaseConnection driver = driver(physical);
    boolean hears =
        driver == null
            || !(driver.getQueryExecutor() instanceof QueryExecutorBase executor)
            || executor.isFlushCacheOnDeallocate();
    if (driver != null) {
      driver.setFlushCacheOnDeallocate(true); // Else it would go on with what is gone.
    }
    try {
      return inPlace(physical, sql + "; deallocate all", parameters);
    } finally {
      if (driver != null) {
        driver.setFlushCacheOnDeallocate(hears);
      }
    }
  }

  /** Whether its server answers within five seconds, for which pools wait as well. */
  static boolean isValid(Connection physical) {
    try {
      return ask(physical, driver -> driver.isValid(VALID_SECONDS));
    } catch (SQLException e) {
      return false;
    }
  }

  /** Rolls back what is open in a session that goes back, should anything be. */
  static void settle(Connection physical) throws SQLException {
    if (!physical.getAutoCommit() && !physical.isClosed() && inTransaction(physical)) {
      physical.rollback(); // By the pool's own connection, which counts on what it saw.
    }
  }

  /** Drops what the driver has heard for who used the session until now. */
  static void forgetNotifications(Connection physical) throws SQLException {
    BaseConnection driver = driver(physical);
    if (driver != null) {
      driver.getNotifications();
    }
  }

  /**
   * Makes a session as good as new, in a pool that cannot be told to give it up. What cannot be
   * reset is for the pool to find out.
   */
  static void reset(Connection physical, Object owner) {
    try {
      boolean autoCommit = physical.getAutoCommit();
      if (!autoCommit) {
        physical.rollback();
        physical.setAutoCommit(true);
      }
      inPlace(physical, "discard all", List.of());
      if (!autoCommit) {
        physical.setAutoCommit(false);
      }
    } catch (SQLException e) {
      log.debug("{} - a session could not be reset, which its pool will find out", owner, e);
    }
  }

  /** Ends a session at once, past its pool, which hears of it next. */
  static void hangUp(Connection physical, Object owner) {
    try {
      BaseConnection driver = driver(physical);
      if (driver != null) {
        driver.close();
      }
    } catch (SQLException e) {
      log.debug("{} - a session could not be ended, which its pool will do", owner, e);
    }
  }

  private static @Nullable BaseConnection driver(Connection physical) throws SQLException {
    return physical.isWrapperFor(BaseConnection.class)
        ? physical.unwrap(BaseConnection.class)
        : null;
  }
}
