package dev.weir.analyzer.stats;

import dev.weir.sql.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the statistics of tables, on one connection of its own that it opens when first needed
 * and again when it broke. Works on PostgreSQL 14 and later; needs no privilege but to connect.
 *
 * <p>It never throws for what the server does: what could not be read is absent, and {@link
 * Look#unseen()} says so. A query takes at most 5 s, and waits for a lock at most 200 ms. The
 * connection is in autocommit mode, so that each query sees the counters as they are then, and
 * nothing keeps VACUUM from its work.
 *
 * <p>A backend reports its counters when a transaction ends, but at most once a second; what it did
 * last can stay unseen until it runs another statement or has been idle for ten seconds.
 *
 * <p>Thread-safe; looks take turns.
 */
public final class TableSampler implements AutoCloseable {
  private static final String SESSION =
      "SET application_name = 'weir-stats'; SET statement_timeout = '5s'; SET lock_timeout = '200ms'";

  /** Opens a connection that the sampler keeps. */
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
  private @Nullable Connection connection;
  private boolean closed;

  /**
   * Opens nothing yet.
   *
   * @param source where the connection comes from: best the bare driver's, since the connection is
   *     kept and a pool would miss it. Names without a schema are resolved on its search path.
   */
  public TableSampler(Source source) {
    this.source = source;
  }

  /**
   * Opens nothing yet.
   *
   * @param source where the connection comes from
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

  /** Closes the connection; later looks see nothing. */
  @Override
  public synchronized void close() {
    closed = true;
    disconnect();
  }

  private interface Work {
    Look apply(StatsReader reader) throws SQLException;
  }

  private synchronized Look look(Work work) {
    if (closed) {
      return blind("the sampler of table statistics is closed");
    }
    boolean kept = connection != null;
    try {
      return work.apply(reader());
    } catch (SQLException e) {
      // A kept connection may have died since the last look; a fresh one tells the truth.
      return kept && disconnectIfBroken() ? look(work) : blind(Unseen.reason(e));
    }
  }

  private StatsReader reader() throws SQLException {
    if (connection == null) {
      Connection opened = source.open();
      connection = opened;
      opened.setAutoCommit(true);
      try (Statement statement = opened.createStatement()) {
        statement.execute(SESSION);
      }
    }
    return new StatsReader(connection);
  }

  private boolean disconnectIfBroken() {
    try {
      if (connection != null && connection.isValid(1)) {
        return false;
      }
    } catch (SQLException e) {
      // Then it is broken.
    }
    disconnect();
    return true;
  }

  private void disconnect() {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      // It is given up anyway.
    }
    connection = null;
  }

  private Look blind(String why) {
    disconnectIfBroken();
    return new Look(Map.of(), List.of("Table statistics could not be read: " + why + "."));
  }
}
