package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A connection tells its warnings until they are cleared, whatever it holds. */
class WarningsTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private WeirDataSource weir;

  @BeforeEach
  void open() throws Exception {
    cluster.run(
        "drop table if exists warning_row",
        "create table warning_row (v text)",
        "create or replace function warning_of_row() returns trigger language plpgsql"
            + " as $$ begin raise warning 'of %', new.v; return null; end $$",
        "create constraint trigger warns after insert on warning_row"
            + " deferrable initially deferred for each row execute function warning_of_row()");
    weir = cluster.open();
  }

  @AfterEach
  void close() throws Exception {
    weir.close();
    cluster.run("drop table warning_row", "drop function warning_of_row");
  }

  /** What is done to a connection, with what it tells written down. */
  @FunctionalInterface
  private interface Script {
    void play(Connection c, List<String> told) throws SQLException;
  }

  private static String warnings(Connection c) throws SQLException {
    List<String> all = new ArrayList<>();
    for (SQLWarning w = c.getWarnings(); w != null; w = w.getNextWarning()) {
      all.add(w.getSQLState() + " " + w.getMessage());
    }
    return all.toString();
  }

  private static List<String> played(DataSource dataSource, Script script) throws SQLException {
    List<String> told = new ArrayList<>();
    try (Connection c = dataSource.getConnection()) {
      script.play(c, told);
    }
    try (Connection next = dataSource.getConnection()) {
      told.add("next: " + warnings(next));
      next.setAutoCommit(false);
      Cluster.query(next, "select 1");
      told.add("next: " + warnings(next));
      next.rollback();
    }
    return told;
  }

  private void isToldAsByTheDriver(Script script, String... some) throws SQLException {
    List<String> expected = played(cluster.bare(), script);
    assertThat(expected).contains(some);
    assertThat(played(weir, script)).isEqualTo(expected);
  }

  @Test
  void propertyOfTheClientThatThereIsNot() throws Exception {
    isToldAsByTheDriver(
        (c, told) -> {
          told.add(warnings(c));
          c.setClientInfo("NoSuchName", "value");
          told.add(warnings(c));
          c.setClientInfo("NoOther", null);
          told.add(warnings(c));
          Cluster.query(c, "select 1");
          told.add(warnings(c));
          c.setAutoCommit(false);
          Cluster.query(c, "select 1");
          told.add(warnings(c));
          c.setClientInfo("NoThird", "value");
          told.add(warnings(c));
          c.commit();
          told.add(warnings(c));
          c.clearWarnings();
          told.add(warnings(c));
          Cluster.query(c, "select 1");
          told.add(warnings(c));
          c.rollback();
        },
        "[0A000 ClientInfo property not supported.]",
        "[]");
  }

  @Test
  void ofTheCommit() throws Exception {
    isToldAsByTheDriver(
        (c, told) -> {
          c.setAutoCommit(false);
          Cluster.execute(c, "insert into warning_row values ('one')");
          told.add(warnings(c));
          c.commit();
          told.add(warnings(c));
          Cluster.execute(c, "insert into warning_row values ('two')");
          c.setClientInfo("NoSuchName", "value");
          c.setAutoCommit(true);
          told.add(warnings(c));
          told.add(warnings(c));
          c.clearWarnings();
          told.add(warnings(c));
        },
        "[01000 of one]",
        "[01000 of one, 0A000 ClientInfo property not supported., 01000 of two]");
  }

  @Test
  void ofTheCommitInASessionThatIsKept() throws Exception {
    isToldAsByTheDriver(
        (c, told) -> {
          Cluster.execute(c, "create temporary table warning_temporary (v text)");
          c.setAutoCommit(false);
          Cluster.execute(c, "insert into warning_row values ('one')");
          c.commit();
          told.add(warnings(c));
          Cluster.execute(c, "insert into warning_row values ('two')");
          c.commit();
          told.add(warnings(c));
          c.clearWarnings();
          told.add(warnings(c));
          Cluster.execute(c, "drop table warning_temporary");
          c.commit();
        },
        "[01000 of one, 01000 of two]",
        "[]");
  }
}
