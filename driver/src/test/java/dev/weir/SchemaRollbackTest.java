package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A schema that a rollback takes back, in a session that stays: what follows is in the old one. */
class SchemaRollbackTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  @BeforeAll
  static void create() throws SQLException {
    cluster.run(
        "create schema rolled_a",
        "create schema rolled_b",
        "create table rolled_a.t as select 'a' as name",
        "create table rolled_b.t as select 'b' as name");
  }

  @AfterAll
  static void drop() throws SQLException {
    cluster.run("drop schema rolled_a cascade", "drop schema rolled_b cascade");
  }

  private static String after(DataSource dataSource, String pinning) throws SQLException {
    try (Connection c = dataSource.getConnection();
        Statement s = c.createStatement()) {
      c.setSchema("rolled_a");
      c.setAutoCommit(false);
      c.setSchema("rolled_b");
      s.execute("set my.x = '1'");
      s.execute(pinning);
      c.rollback();
      StringBuilder seen = new StringBuilder();
      try (ResultSet rows = s.executeQuery("select name from t")) {
        rows.next();
        seen.append(rows.getString(1));
      }
      seen.append(' ').append(c.getSchema());
      c.commit();
      c.setAutoCommit(true);
      try (ResultSet rows = s.executeQuery("select name from t")) {
        rows.next();
        seen.append(' ').append(rows.getString(1));
      }
      s.execute("select pg_advisory_unlock_all()");
      return seen.toString();
    }
  }

  @ParameterizedTest
  @CsvSource({"select pg_advisory_lock(5)", "reset all", "listen rolled"})
  void rollbackTakesBackTheSchemaOfASessionThatStays(String pinning) throws Exception {
    try (WeirDataSource weir = cluster.open()) {
      assertThat(after(weir, pinning)).isEqualTo(after(cluster.bare(), pinning));
    }
  }
}
