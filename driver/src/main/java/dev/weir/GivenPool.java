package dev.weir;

import com.zaxxer.hikari.HikariDataSource;
import dev.weir.topology.ConnectionSource;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * A pool that was given, as a way to its server: a connection that leads to the wrong one is not
 * lent again.
 */
record GivenPool(HikariDataSource pool) implements ConnectionSource {
  @Override
  public Connection open() throws SQLException {
    return pool.getConnection();
  }

  @Override
  public void end(Connection connection) {
    pool.evictConnection(connection);
  }
}
