package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.StringJoiner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * With auto-commit the driver sends a large batch in parts, each of which is committed: what the
 * first of them left in the session is there though a later one fails.
 */
class BatchPartsTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  /** More than the driver sends at once. */
  private static final int MANY = 300;

  private static final String LEFT = "select current_setting('batch.left', true)";

  @BeforeAll
  static void create() throws Exception {
    cluster.run(
        "create table batched (id int)",
        "create table one (id int)",
        "insert into one values (1)",
        "create function batch_sets(id int) returns int language plpgsql as $$ begin"
            + " perform set_config('batch.left', 'yes', false); return 1 / id; end $$",
        "create function batch_sets_any(id int) returns int language plpgsql as $$ begin"
            + " perform set_config('batch.' || 'left', 'yes', false); return 1 / id; end $$");
  }

  @AfterAll
  static void drop() throws Exception {
    cluster.run("drop table batched, one", "drop function batch_sets, batch_sets_any");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "insert into batched values (batch_sets(?))",
        "insert into batched values (batch_sets_any(?))",
        "update one set id = batch_sets(?)",
        "update one set id = batch_sets_any(?)",
        "select batch_sets_any(?)",
        "select set_config('batch.' || 'left', (1 / ?::int)::text, false)",
        "select set_config('batch.left', (1 / ?::int)::text, false)",
      })
  void whatTheFirstPartLeftIsThereForItsConnectionOnly(String sql) throws Exception {
    HikariConfig pool = new HikariConfig();
    pool.setMaximumPoolSize(1);
    String bare;
    try (Connection c = cluster.bare().getConnection()) {
      Way.PREPARED.run(c, sql);
      bare = Cluster.query(c, LEFT);
    }
    assertThat(bare).as("on the bare driver").isNotEmpty();
    try (WeirDataSource weir =
        WeirDataSource.builder()
            .primary(cluster.servers().primary().jdbcUrl())
            .pool(pool)
            .build()) {
      Cluster.await(
          "the catalogue is known",
          () -> !weir.explain("select batch_sets(1)").cause().contains("catalogue"));
      for (Way way : Way.values()) {
        try (Connection c = weir.getConnection()) {
          way.run(c, sql);
          assertThat(Cluster.query(c, LEFT)).as("%s", way).isEqualTo(bare);
        }
        assertThat(Cluster.query(weir, LEFT)).as("the next after %s", way).isNotEqualTo(bare);
      }
    }
  }

  /** How many are sent at once. */
  private enum Way {
    PREPARED {
      @Override
      void run(Connection c, String sql) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(sql)) {
          for (int i = MANY; i >= 0; i--) {
            s.setInt(1, i);
            s.addBatch();
          }
          assertThatThrownBy(s::executeBatch).isInstanceOf(BatchUpdateException.class);
        }
      }
    },
    TEXTS {
      @Override
      void run(Connection c, String sql) throws SQLException {
        try (Statement s = c.createStatement()) {
          for (int i = MANY; i >= 0; i--) {
            s.addBatch(sql.replace("?", Integer.toString(i)));
          }
          assertThatThrownBy(s::executeBatch).isInstanceOf(BatchUpdateException.class);
        }
      }
    },
    ONE_TEXT {
      @Override
      void run(Connection c, String sql) throws SQLException {
        StringJoiner all = new StringJoiner(";");
        for (int i = MANY; i >= 0; i--) {
          all.add(sql.replace("?", Integer.toString(i)));
        }
        try (Statement s = c.createStatement()) {
          assertThatThrownBy(() -> s.execute(all.toString())).isInstanceOf(SQLException.class);
        }
      }
    };

    abstract void run(Connection c, String sql) throws SQLException;
  }
}
