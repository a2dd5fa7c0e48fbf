package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.PGConnection;

/** What is said of a transaction whose connection is lost is so, and nothing is said of others. */
class OutcomeTest {
  private static final String INSERT = "insert into outcome values (1)";
  private static final String NOT_COMMITTED = "40000";

  @RegisterExtension static final Cluster cluster = new Cluster();

  private static WeirDataSource weir;

  /** Part of what an application does. */
  private interface Work {
    void run() throws Exception;
  }

  @BeforeAll
  static void open() throws Exception {
    cluster.run(
        "create table outcome (id int)",
        "create sequence outcome_calls",
        """
        create function outcome_elsewhere() returns int language plpgsql volatile as $$
        begin
          perform nextval('outcome_calls');
          raise exception 'another server is not there' using errcode = '08001';
        end $$""");
    weir = cluster.open(builder -> builder);
  }

  @AfterAll
  static void close() throws SQLException {
    weir.close();
    cluster.run(
        "drop function outcome_elsewhere", "drop sequence outcome_calls", "drop table outcome");
  }

  @Test
  void commitOfATransactionThatWasLostBeforeSaysThatItWasNotCommitted() throws Exception {
    try (Connection c = weir.getConnection()) {
      c.setAutoCommit(false);
      Cluster.execute(c, INSERT);
      kill(c);
      assertThat(lost(() -> Cluster.execute(c, INSERT))).containsExactly(NOT_COMMITTED);
      assertThat(lost(c::commit)).containsExactly(NOT_COMMITTED);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "commit, 08007",
    "end, 08007",
    "prepare transaction 'outcome', 08007",
    "select 1; commit, 08007",
    "insert into outcome values (2), 40000",
    "savepoint a, 40000",
  })
  void transactionThatSqlHasBegunSaysWhatIsKnown(String text, String expected) throws Exception {
    for (boolean autoCommit : new boolean[] {true, false}) {
      try (Connection c = weir.getConnection()) {
        c.setAutoCommit(autoCommit);
        Cluster.execute(c, "begin");
        Cluster.execute(c, INSERT);
        kill(c);
        assertThat(lost(() -> Cluster.execute(c, text))).containsExactly(expected);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"true, 08007", "false, 40000"})
  void copySaysWhatIsKnown(boolean autoCommit, String expected) throws Exception {
    try (Connection c = weir.getConnection()) {
      c.setAutoCommit(autoCommit);
      var copy = c.unwrap(PGConnection.class).getCopyAPI().copyIn("copy outcome from stdin");
      kill("query like 'copy outcome%' and pid <> pg_backend_pid()");
      assertThat(lost(copy::endCopy)).containsExactly(expected);
    }
  }

  /** With dblink, or a foreign table: the statement has failed, and nothing else. */
  @Test
  void connectionThatTheServerHasLostIsNotThisOne() throws Exception {
    try (Connection c = weir.getConnection()) {
      assertThat(lost(() -> Cluster.query(c, "select outcome_elsewhere()"))).isEmpty();
      String writing = "insert into outcome select outcome_elsewhere()";
      assertThat(lost(() -> Cluster.execute(c, writing))).isEmpty();
    }
    assertThat(Cluster.query(cluster.bare(), "select last_value from outcome_calls"))
        .isEqualTo("2");
  }

  private static void kill(Connection c) throws Exception {
    kill("pid = " + Cluster.query(c, "select pg_backend_pid()"));
  }

  private static void kill(String which) throws Exception {
    String count = "select count(*) from pg_stat_activity where " + which;
    String kill = count.replace("count(*)", "count(pg_terminate_backend(pid))");
    assertThat(Cluster.query(cluster.bare(), kill)).isEqualTo("1");
    Cluster.await("it is gone", () -> "0".equals(Cluster.query(cluster.bare(), count)));
  }

  /** What is said beside the driver's own words. */
  private static Stream<String> lost(Work work) {
    SQLException lost = catchThrowableOfType(SQLException.class, work::run);
    assertThat(lost.getSQLState()).matches("08...|57P0.");
    return Stream.of(lost.getSuppressed())
        .map(said -> String.valueOf(((SQLException) said).getSQLState()));
  }
}
