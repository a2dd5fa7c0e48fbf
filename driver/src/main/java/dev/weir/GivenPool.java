package dev.weir;

import com.zaxxer.hikari.HikariDataSource;
import dev.weir.topology.ConnectionSource;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A DataSource that was given, as a way to its server: a connection that leads to the wrong one is
 * not lent again, where it is a pool that can be told so.
 *
 * @param past a way to the same server that is bounded in time and goes past a pool; null if it is
 *     not told
 */
record GivenPool(DataSource given, @Nullable ConnectionSource past) implements ConnectionSource {
  @Override
  public Connection open() throws SQLException {
    return given.getConnection();
  }

  @Override
  public Connection openAnother() throws SQLException {
    return past == null ? open() : past.open();
  }

  @Override
  public void end(Connection connection) throws SQLException {
    if (given instanceof HikariDataSource pool) {
      pool.evictConnection(connection);
    } else {
      connection.close();
    }
  }
}
