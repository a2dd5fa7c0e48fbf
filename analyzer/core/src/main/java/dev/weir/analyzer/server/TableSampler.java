package dev.weir.analyzer.server;

import dev.weir.sql.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the statistics of tables, on a connection that it opens for each look and gives back as
 * it was. Works on PostgreSQL 14 and later; needs no privilege but to connect.
 *
 * <p>It never throws for what the server does: what could not be read is absent, and {@link
 * Look#unseen()} says so. Each query is a short transaction that only reads, takes at most 5 s, and
 * waits for a lock at most 200 ms; nothing of that stays in the session, and nothing keeps VACUUM
 * from its work.
 *
 * <p>A backend reports its counters when a transaction ends, but at most once a second; what it did
 * last can stay unseen until it runs another statement or has been idle for ten seconds.
 *
 * <p>Thread-safe; looks take turns.
 */
public final class TableSampler implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TableSampler.class);
  static final String POSTGRESQL = "PostgreSQL";

  /** Opens a connection for one look. */
  @FunctionalInterface
  public interface Source {
    /**
     * Opens a connection.
     *
     * @throws SQLException if the server cannot be reached
     */
    Connection open() throws SQLException;
  }

  private final Source source;
  private final Object turn = new Object();
  private volatile boolean closed;
  private volatile @Nullable Connection open;
  private volatile @Nullable String otherDatabase;

  /**
   * Opens nothing yet.
   *
   * @param source where a connection for each look comes from. Names without a schema are resolved
   *     on its search path.
   */
  public TableSampler(Source source) {
    this.source = source;
  }

  /**
   * Opens nothing yet.
   *
   * @param source where a connection for each look comes from
   */
  public TableSampler(DataSource source) {
    this(source::getConnection);
  }

  /**
   * Looks at the tables with the most writes, then the largest: rows and counters, without sizes,
   * columns and indexes.
   *
   * @param limit how many at most
   */
  public Look busiest(int limit) {
    return look(reader -> reader.busiest(limit));
  }

  /**
   * Looks closely at some tables: also sizes, columns and indexes.
   *
   * @param tables as statements name them; those that do not exist are absent from the result, and
   *     views too
   */
  public Look named(Set<TableName> tables) {
    return tables.isEmpty() ? new Look(Map.of(), List.of()) : look(reader -> reader.named(tables));
  }

  /** What the database is, if the last look has shown that it is not PostgreSQL. */
  public @Nullable String otherDatabase() {
    return otherDatabase;
  }

  /** Ends the look that is under way, if any. Later ones see nothing. */
  @Override
  public void close() {
    closed = true;
    Connection connection = open;
    if (connection != null) {
      try {
        connection.abort(Runnable::run);
      } catch (SQLException e) {
        LOG.debug("A look at table statistics could not be ended", e);
      }
    }
  }

  private interface Work {
    Look apply(StatsReader reader) throws SQLException;
  }

  private Look look(Work work) {
    synchronized (turn) {
      if (closed) {
        return blind("the sampler of table statistics is closed");
      }
      try (Connection connection = source.open()) {
        open = connection;
        String product = connection.getMetaData().getDatabaseProductName();
        if (!POSTGRESQL.equals(product)) {
          otherDatabase = product;
          return blind("this is " + product + ", and they are known for PostgreSQL only");
        }
        boolean autoCommit = connection.getAutoCommit();
        try {
          return work.apply(new StatsReader(connection));
        } finally {
          if (!connection.isClosed()) {
            // It may be a pool's, and somebody else's next.
            connection.setAutoCommit(autoCommit);
          }
        }
      } catch (SQLException e) {
        return blind(Unseen.reason(e));
      } finally {
        open = null;
      }
    }
  }

  private static Look blind(String why) {
    return new Look(Map.of(), List.of("Table statistics could not be read: " + why + "."));
  }
}
