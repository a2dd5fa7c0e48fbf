package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.weir.route.RouteReason;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The ways to execute a statement: what each may write is marked, and what it holds is let go. */
class ExecutionTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private final Recording heard = new Recording();
  private WeirDataSource weir;
  private Answers answers;

  @BeforeEach
  void open() throws Exception {
    Accounts.create(cluster);
    weir = cluster.open(b -> b.listener(heard));
    answers = new Answers(weir, heard);
    heard.forget();
  }

  @AfterEach
  void close() {
    weir.close();
  }

  @Test
  void methodsThatWriteGoToThePrimary() throws Exception {
    try (Connection c = weir.getConnection();
        Statement s = c.createStatement()) {
      assertThatThrownBy(() -> s.executeUpdate("select 1")).isInstanceOf(SQLException.class);
      s.execute("select 1", Statement.RETURN_GENERATED_KEYS);
      s.addBatch("update acct set name = name where id = 1");
      s.executeBatch();
      s.executeLargeUpdate("update acct set name = name where id = 1");
    }
    assertThat(heard.begun).allMatch(e -> e.decision().reason() == RouteReason.WRITE);
  }

  @Test
  void batchMarks() throws Exception {
    cluster.whileReplicasStandStill(
        () -> {
          try (Connection c = weir.getConnection();
              PreparedStatement s = c.prepareStatement("update acct set name = ? where id = ?")) {
            for (int id = 1; id <= 3; id++) {
              s.setString(1, "batch " + id);
              s.setInt(2, id);
              s.addBatch();
            }
            assertThat(s.executeBatch()).containsExactly(1, 1, 1);
          }
          answers.assertMarked(Accounts.NAME, "batch 1");
        });
  }

  @Test
  void severalStatementsMark() throws Exception {
    cluster.whileReplicasStandStill(
        () -> {
          try (Connection c = weir.getConnection();
              Statement s = c.createStatement()) {
            assertThat(s.execute("select 1; update acct set name = 'several' where id = 1"))
                .isTrue();
            try (ResultSet r = s.getResultSet()) {
              assertThat(r.next()).isTrue();
            }
            assertThat(s.getMoreResults()).isFalse();
            assertThat(s.getUpdateCount()).isEqualTo(1);
            assertThat(s.getMoreResults()).isFalse();
            assertThat(s.getUpdateCount()).isEqualTo(-1);
          }
          answers.assertMarked(Accounts.NAME, "several");
        });
  }

  @Test
  void rowChangedThroughAResultSetIsMarked() throws Exception {
    cluster.whileReplicasStandStill(
        () -> {
          try (Connection c = weir.getConnection();
              Statement s =
                  c.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_UPDATABLE);
              ResultSet r = s.executeQuery("select id, name from acct where id = 1")) {
            assertThat(heard.reason()).isEqualTo(RouteReason.WRITE);
            r.next();
            r.updateString(2, "through the row");
            r.updateRow();
          }
          answers.assertMarked(Accounts.NAME, "through the row");
        });
  }

  @Test
  void generatedKeysAreThereAndLetGo() throws Exception {
    try (Connection c = weir.getConnection()) {
      try (PreparedStatement s =
          c.prepareStatement(
              "insert into acct (name) values ('new')", Statement.RETURN_GENERATED_KEYS)) {
        s.executeUpdate();
        // Closed by its statement, as applications do.
        @SuppressWarnings("resource")
        ResultSet keys = s.getGeneratedKeys();
        assertThat(keys.next()).isTrue();
        assertThat(keys.getInt(1)).isEqualTo(51);
      }
      assertThat(active()).isZero();
    }
  }

  @Test
  void callMarksWhatItsBodyWritesAndPinsNothing() throws Exception {
    cluster.whileReplicasStandStill(
        () -> {
          try (Connection c = weir.getConnection()) {
            try (CallableStatement s = c.prepareCall("call rename_acct(?)")) {
              s.setString(1, "called");
              s.execute();
            }
            assertThat(Cluster.query(c, "select name from other")).isEqualTo("other 1");
            assertThat(heard.reason()).isNotEqualTo(RouteReason.PINNED);
          }
          answers.assertMarked(Accounts.NAME, "called");
        });
  }

  @Test
  void functionThatWritesMarks() throws Exception {
    cluster.whileReplicasStandStill(
        () -> {
          Cluster.query(weir, "select rename_other('by function')");
          assertThat(heard.reason()).isEqualTo(RouteReason.VOLATILE_FUNCTION);
          answers.assertMarked("select name from other", "by function");
        });
  }

  /** Connections of the primary's pool that are in use. */
  private int active() throws SQLException {
    return weir.unwrap(HikariDataSource.class).getHikariPoolMXBean().getActiveConnections();
  }
}
