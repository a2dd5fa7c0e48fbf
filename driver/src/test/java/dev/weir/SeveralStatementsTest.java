package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a text of several statements begins and leaves, wherever in the text that stands. */
class SeveralStatementsTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final String IN_TRANSACTION =
      "select count(*) from pg_stat_activity where state like 'idle in transaction%'";

  private static final String COUNT = "select count(*) from several";

  private static final String CHANNELS = "select pg_listening_channels()";

  @BeforeAll
  static void create() throws Exception {
    cluster.run("create table several (id int)");
  }

  @AfterAll
  static void drop() throws Exception {
    cluster.run("drop table several");
  }

  private static WeirDataSource open() throws Exception {
    HikariConfig pool = new HikariConfig();
    pool.setMaximumPoolSize(2);
    return cluster.open(builder -> builder.pool(pool));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "begin; set transaction isolation level serializable",
        "begin; savepoint q; rollback to q",
        "begin; savepoint q; release savepoint q",
        "begin; set constraints all deferred",
        "begin; rollback and chain",
        "begin; commit and chain",
        "begin; insert into several values (7); set transaction read write",
        "begin; nope",
        "begin; select 1 / 0",
        "select 1; begin; select 2",
        "begin; commit; begin",
        "begin; commit",
      })
  void transactionThatATextBeginsIsItsConnections(String text) throws Exception {
    try (WeirDataSource weir = open()) {
      assertThat(answers(weir, text)).isEqualTo(answers(cluster.bare(), text));
      Cluster.await(
          "nobody is left in a transaction",
          () -> "0".equals(Cluster.query(cluster.bare(), IN_TRANSACTION)));
    }
  }

  private static List<String> answers(DataSource pool, String text) throws Exception {
    List<String> answers = new ArrayList<>();
    for (String end : List.of("rollback", "commit")) {
      cluster.run("truncate several");
      try (Connection c = pool.getConnection()) {
        try (Connection other = busy(pool)) {
          answers.add(ask(c, text));
          assertThat(other).isNotNull();
        }
        try (Connection other = busy(pool)) {
          answers.add(ask(c, "insert into several values (1)"));
          assertThat(other).isNotNull();
        }
        answers.add(ask(c, end));
        answers.add(ask(c, COUNT));
      }
      answers.add(Cluster.query(cluster.bare(), COUNT));
    }
    return answers;
  }

  /** The replicas have all that was written before the commit, and nothing after that. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "begin; set transaction isolation level serializable",
        "begin; savepoint q; rollback to q",
        "begin; savepoint q; release savepoint q",
        "begin; set constraints all deferred",
        "begin; insert into several values (7); set constraints all deferred",
        "begin; rollback and chain",
        "begin; commit and chain",
        "select 1; begin; select 2",
        "begin; commit; begin",
      })
  void writeOfATransactionThatATextBeginsCountsFromItsCommit(String text) throws Exception {
    cluster.run("truncate several");
    try (WeirDataSource weir = open();
        Connection c = weir.getConnection()) {
      ask(c, text);
      ask(c, "insert into several values (1)");
      Cluster.awaitConfirmed(weir);
      cluster.whileReplicasStandStill(
          () -> {
            ask(c, "commit");
            assertThat(Cluster.query(c, COUNT)).isEqualTo(Cluster.query(cluster.bare(), COUNT));
          });
    }
  }

  /** The comment ends with its text. */
  @ParameterizedTest
  @ValueSource(strings = {"listen several", "set constraints all deferred", "close all"})
  void textOfABatchThatEndsInACommentHidesNothing(String first) throws Exception {
    cluster.run("truncate several");
    try (WeirDataSource weir = open();
        Connection c = weir.getConnection()) {
      cluster.whileReplicasStandStill(
          () -> {
            try (Statement batch = c.createStatement()) {
              batch.addBatch(first + " -- what for");
              batch.addBatch("insert into several values (1)");
              batch.executeBatch();
            }
            assertThat(ask(c, COUNT)).isEqualTo("[1]");
          });
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "set app.x = '1'; listen several",
        "unlisten other; listen several",
        "notify other; listen several",
        "select 1; listen several",
        "listen several; select 1",
        "deallocate all; prepare several as select 1; listen several",
      })
  void channelOfATextIsItsConnections(String text) throws Exception {
    try (WeirDataSource weir = open()) {
      try (Connection c = weir.getConnection()) {
        try (Connection other = busy(weir)) {
          ask(c, text);
          assertThat(other).isNotNull();
        }
        assertThat(ask(c, CHANNELS)).isEqualTo("[several]");
      }
      try (Connection one = busy(weir);
          Connection other = busy(weir)) {
        assertThat(ask(one, CHANNELS) + ask(other, CHANNELS)).isEmpty();
      }
    }
  }

  /** Another borrower, at work in the session that was given back last. */
  private static Connection busy(DataSource pool) throws SQLException {
    Connection other = pool.getConnection();
    other.setAutoCommit(false);
    Cluster.query(other, "select pg_advisory_xact_lock_shared(778)");
    return other;
  }

  private static String ask(Connection c, String sql) {
    try (Statement s = c.createStatement()) {
      StringBuilder answer = new StringBuilder();
      for (boolean rows = s.execute(sql);
          rows || s.getUpdateCount() >= 0;
          rows = s.getMoreResults()) {
        if (rows) {
          try (ResultSet r = s.getResultSet()) {
            while (r.next()) {
              answer.append('[').append(r.getString(1)).append(']');
            }
          }
        }
      }
      return answer.toString();
    } catch (SQLException e) {
      return e.getSQLState();
    }
  }
}
