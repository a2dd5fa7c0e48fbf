package dev.weir.lease;

import dev.weir.plan.Pin;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import org.postgresql.util.PSQLState;

/**
 * What is refused behind a pooler that lends a session of the server for one transaction only
 * (PgBouncer's {@code pool_mode = transaction}): whatever would stay in the session, where the next
 * transaction of this connection does not find it, and that of a stranger does.
 */
final class TransactionPooler {
  /** PgBouncer gives each client's values of these to the session that it lends. */
  private static final Set<String> TRACKED =
      Set.of(
          "application_name",
          "client_encoding",
          "datestyle",
          "standard_conforming_strings",
          "timezone");

  private TransactionPooler() {}

  /**
   * Something is about to be left in the session.
   *
   * @param ownTransaction whether the statement is its own transaction
   */
  static void check(String dataSource, Pin pin, boolean ownTransaction) throws SQLException {
    switch (pin.kind()) {
      case SESSION_LOCK ->
          throw refused(dataSource, pin.cause(), "take a lock of the transaction (.._xact_lock)");
      case CHANNEL, PREPARED_STATEMENT, HELD_CURSOR ->
          throw refused(dataSource, pin.cause(), "use a connection past the pooler");
      case TEMPORARY_RELATION -> {
        if (ownTransaction) {
          throw refused(
              dataSource, pin.cause(), "use it in a transaction, and create it ON COMMIT DROP");
        }
      }
      case SEQUENCE -> {
        if (ownTransaction) {
          throw refused(dataSource, pin.cause(), "ask in the same transaction, or use RETURNING");
        }
      }
      case TRANSACTION,
          COPY,
          UNKNOWN,
          OTHER,
          SEED,
          LASTING,
          COMMITTED -> {} // The pooler stays with a transaction; what is OTHER, may be.
    }
  }

  /** Settings are about to be made that outlive their transaction. */
  static void checkSettings(String dataSource, Collection<String> names) throws SQLException {
    for (String name : names) {
      if (!TRACKED.contains(name.toLowerCase(Locale.ROOT))) {
        throw refused(
            dataSource,
            "the setting " + name,
            "use SET LOCAL in a transaction, or give it to the role or the database");
      }
    }
  }

  /** The driver would make it the session's. */
  static void checkIsolation(String dataSource, int level) throws SQLException {
    if (level != Connection.TRANSACTION_READ_COMMITTED) {
      throw refused(
          dataSource,
          "an isolation level for all transactions",
          "begin the transaction with SET TRANSACTION ISOLATION LEVEL ..");
    }
  }

  private static SQLException refused(String dataSource, String what, String instead) {
    return new SQLFeatureNotSupportedException(
        "%s - %s would stay in a session, and behind a pooler that lends sessions for a transaction it would be lost, or be somebody else's: %s"
            .formatted(dataSource, what, instead),
        PSQLState.NOT_IMPLEMENTED.getState());
  }
}
