package dev.weir.lease;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of a pool that the application has given and that is not HikariCP, which puts back
 * what its borrowers have set and says what its connections begin with. Of others neither is known:
 * a connection tells what it came with, and gets that again before it goes back. Thread-safe.
 */
final class ForeignPool {
  private static final Logger log = LoggerFactory.getLogger(ForeignPool.class);

  private final DataSource dataSource;
  private final AtomicBoolean asked = new AtomicBoolean();

  private volatile @Nullable Boolean autoCommit;
  private volatile @Nullable Integer isolation;

  /**
   * What a connection came with.
   *
   * @param isolation null if that is not known
   * @param networkTimeoutMillis 0 for none
   */
  record Begun(
      boolean autoCommit, boolean readOnly, @Nullable Integer isolation, int networkTimeoutMillis) {
    /**
     * It goes back, in no transaction.
     *
     * @param isolated whether the level of its transactions was changed
     */
    void putBack(Connection leaving, boolean isolated) throws SQLException {
      if (isolated && isolation != null) {
        leaving.setTransactionIsolation(isolation);
      }
      if (leaving.isReadOnly() != readOnly) {
        leaving.setReadOnly(readOnly);
      }
      if (leaving.getNetworkTimeout() != networkTimeoutMillis) {
        leaving.setNetworkTimeout(Runnable::run, networkTimeoutMillis);
      }
      if (leaving.getAutoCommit() != autoCommit) {
        leaving.setAutoCommit(autoCommit);
      }
    }
  }

  ForeignPool(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * Whether its connections begin with auto-commit. The first caller asks one of them; where there
   * is none, it is believed until one is lent that tells otherwise.
   */
  boolean autoCommit() {
    if (autoCommit == null && asked.compareAndSet(false, true)) {
      try (Connection first = dataSource.getConnection()) {
        autoCommit = first.getAutoCommit();
      } catch (SQLException | RuntimeException e) {
        log.debug("{} gives no connection that tells what it begins with", dataSource, e);
      }
    }
    Boolean known = autoCommit;
    return known == null || known;
  }

  /**
   * What a connection has that was just lent; null if it does not tell. The first one tells its
   * isolation as well.
   */
  @Nullable Begun begun(Connection lent) throws SQLException {
    boolean own = lent.getAutoCommit();
    autoCommit = own;
    if (isolation == null && OwnQuestions.mayAsk(lent)) {
      isolation = OwnQuestions.ask(lent, Connection::getTransactionIsolation);
    }
    try {
      return new Begun(own, lent.isReadOnly(), isolation, lent.getNetworkTimeout());
    } catch (SQLFeatureNotSupportedException e) {
      log.debug("{} does not tell what its connections begin with", dataSource, e);
      return null;
    }
  }
}
