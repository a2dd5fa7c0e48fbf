package dev.weir.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyDual;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOut;
import org.postgresql.core.BaseConnection;

/**
 * Begins each COPY as its connection wants that: routed, in the session that the primary has for it
 * then. All that the driver copies begins by one of three methods.
 */
final class Copies extends CopyManager {
  private final SeenCopy.Beginning beginning;

  /**
   * Begins those of a connection.
   *
   * @param any tells in which encoding texts are sent, and is not used beyond that
   */
  Copies(SeenCopy.Beginning beginning, BaseConnection any) throws SQLException {
    super(any);
    this.beginning = beginning;
  }

  @Override
  public CopyIn copyIn(String sql) throws SQLException {
    return beginning.begin(sql, physical -> driver(physical).copyIn(sql));
  }

  @Override
  public CopyOut copyOut(String sql) throws SQLException {
    return beginning.begin(sql, physical -> driver(physical).copyOut(sql));
  }

  @Override
  public CopyDual copyDual(String sql) throws SQLException {
    return beginning.begin(sql, physical -> driver(physical).copyDual(sql));
  }

  private static CopyManager driver(Connection physical) throws SQLException {
    return physical.unwrap(PGConnection.class).getCopyAPI();
  }
}
