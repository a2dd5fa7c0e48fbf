package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What SQL says of a read-only transaction holds for all its parts: on the replica that runs it,
 * and on the primary, where the first statement runs that the replica cannot serve.
 */
@Tag("proof")
class TransactionTextTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private WeirDataSource weir;

  @BeforeEach
  void open() throws Exception {
    cluster.run(
        "drop table if exists text_old, text_new",
        "create table text_old (v text)",
        "insert into text_old values ('old')",
        "create table text_new (v text)");
    weir = cluster.open();
  }

  @AfterEach
  void close() throws Exception {
    weir.close();
    cluster.run("drop table text_old, text_new");
  }

  /** What each statement of a script answers, or which SQLSTATE its failure has. */
  private static List<String> played(DataSource dataSource, String script) throws SQLException {
    List<String> answers = new ArrayList<>();
    try (Connection c = dataSource.getConnection();
        Statement s = c.createStatement()) {
      c.setReadOnly(true);
      c.setAutoCommit(false);
      for (String line : script.split("\\|", -1)) {
        answers.add(line.strip() + " -> " + played(c, s, line.strip()));
      }
      // The end of it, whatever it was.
      c.rollback();
      answers.add("read only -> " + played(c, s, "write"));
      c.rollback();
    }
    return answers;
  }

  private static String played(Connection c, Statement s, String line) {
    try {
      switch (line) {
        case "write" -> {
          c.setReadOnly(false);
          return played(c, s, "insert into text_old values ('more')");
        }
        case "jdbc rollback" -> c.rollback();
        case "jdbc commit" -> c.commit();
        default -> {
          if (s.execute(
              line.replace("OLD", "select v from text_old")
                  .replace("NEW", "select v from text_new"))) {
            try (ResultSet rows = s.getResultSet()) {
              return rows.next() ? String.valueOf(rows.getString(1)) : "no row";
            }
          }
        }
      }
      return "done";
    } catch (SQLException e) {
      return e.getSQLState();
    }
  }

  /** OLD is what a replica has, NEW what only the primary has. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "OLD | commit | write",
        "OLD | rollback | write",
        "OLD | end | OLD | write",
        "OLD | NEW | commit | write",
        "OLD | NEW | rollback | OLD | write",
        "OLD | NEW | abort | OLD | commit | write",
        "OLD | NEW | commit and chain | OLD | write | rollback | write",
        "OLD | rollback and chain | OLD | write | rollback | write",
        "OLD | NEW | select 1; commit | write",
        "OLD | select 1; commit | OLD | rollback | write",
        "OLD | NEW | prepare transaction 'text' | OLD | rollback | write",
        "show server_version_num | commit | write",
        "set local app.text = 'a' | commit | write",
        "OLD | select 1 / 0 | OLD | NEW | savepoint a | rollback | OLD | write",
        "OLD | select 1 / 0 | NEW | commit | OLD | write",
        "OLD | select 1 / 0 | declare c cursor for select 1 | jdbc rollback | OLD",
        "OLD | NEW | select 1 / 0 | OLD | rollback | OLD | write",
        "OLD | savepoint a | select 1 / 0 | OLD | rollback to a | OLD | NEW | commit | write",
        "OLD | savepoint a | release a | release a | NEW | rollback | OLD | write",
        "OLD | release a | OLD | NEW | rollback | write",
        "OLD | declare c cursor for select 1 | fetch c | NEW | commit | fetch c | rollback | write",
        "OLD | set transaction isolation level repeatable read | NEW | rollback | write",
        "OLD | set transaction read write | insert into text_old values ('x') | rollback | write",
        "OLD | NEW | set transaction read write | OLD | rollback | write",
        "OLD | set transaction read only | OLD | NEW | commit | write",
        "set local app.text = 'a' | set transaction read write | insert into text_old values ('x')"
            + " | show app.text | rollback | write",
        "set local search_path = public, \"A, b\"\"c\" | set transaction isolation level repeatable read"
            + " | OLD | NEW | show transaction_isolation | show search_path | commit",
        "set local work_mem = '9MB' | set local datestyle = 'ISO, DMY' | set local app.text = 'it''s'"
            + " | set transaction read write | show work_mem | show datestyle | show app.text",
        "OLD | set app.text = 'a' | NEW | commit | show app.text | rollback | show app.text",
        "OLD | NEW | set app.text = 'a' | commit | OLD | show app.text",
        "set app.text = 'a' | commit | OLD | set app.text = 'b' | NEW | rollback | show app.text",
        "OLD | set app.text = 'a' | rollback and chain | OLD | set app.text = 'b' | commit and chain | show app.text | rollback | show app.text",
        "commit | OLD | commit | commit | write",
        "OLD | commit | jdbc rollback | write",
        "OLD | NEW | commit | jdbc commit | write",
        "OLD | begin | NEW | commit | OLD | write",
        "OLD | commit prepared 'nothing' | OLD | rollback | write"
      })
  void transactionGoesOnAsOnTheBareDriver(String script) throws Exception {
    cluster.whileReplicasStandStill(
        () -> {
          Cluster.execute(weir, "insert into text_new values ('new')");
          List<String> bare = played(cluster.bare(), script);
          assertThat(played(weir, script)).isEqualTo(bare);
          for (int node = 0; node < 3; node++) {
            assertThat(
                    Cluster.query(
                        cluster.servers().node(node).dataSource(),
                        "select count(*) from pg_stat_activity where pid <> pg_backend_pid()"
                            + " and state like 'idle in transaction%'"))
                .as("sessions in a transaction on node %s", node)
                .isEqualTo("0");
          }
        });
  }

  @Test
  void sessionsGoBackWithTheTextThatEndsTheTransaction() throws Exception {
    cluster.whileReplicasStandStill(
        () -> {
          Cluster.execute(weir, "insert into text_new values ('new')");
          for (String end : List.of("commit", "rollback")) {
            try (Connection c = weir.getConnection()) {
              c.setReadOnly(true);
              c.setAutoCommit(false);
              Cluster.query(c, "select v from text_old");
              Cluster.query(c, "select v from text_new");
              assertThat(weir.statistics().nodes()).anyMatch(node -> node.inFlight() > 0);
              Cluster.execute(c, end);
              assertThat(weir.statistics().nodes()).allMatch(node -> node.inFlight() == 0);
            }
          }
        });
  }
}
