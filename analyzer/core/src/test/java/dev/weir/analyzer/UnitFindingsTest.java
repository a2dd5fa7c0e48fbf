package dev.weir.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import com.shop.Editor;
import dev.weir.Weir;
import dev.weir.WeirDataSource;
import dev.weir.analyzer.report.TextReport;
import dev.weir.samples.cluster.PostgresCluster;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What units do too much, one by one or all of them, through the real driver. */
class UnitFindingsTest {
  private static PostgresCluster cluster;

  /** What an application does. */
  private interface Work {
    void run(Editor editor) throws SQLException;
  }

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.start(0);
    try (Connection connection = cluster.primary().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create table member (id int primary key, name text)");
      statement.execute("create table address (member_id int, city text)");
      statement.execute("insert into member select n, 'x' from generate_series(1, 100) n");
    }
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @SuppressWarnings("try") // The unit is there to be closed.
  private static List<String> found(int units, boolean commits, Work work) throws SQLException {
    try (WeirDataSource weir =
            WeirDataSource.builder().primary(cluster.primary().dataSource()).build();
        Analyzer analyzer = Analyzer.create(BothPathsTest.STATEMENTS).watch(weir)) {
      for (int i = 0; i < units; i++) {
        try (Unit unit = analyzer.unit("page");
            Connection connection = weir.getConnection()) {
          connection.setAutoCommit(!commits);
          work.run(new Editor(connection));
          if (commits) {
            connection.commit();
          }
        }
      }
      return analyzer.findings().stream()
          .map(finding -> finding.code().id() + " " + finding.severity())
          .toList();
    }
  }

  @Test
  void severalQueriesForEachRowAreOneFinding() throws SQLException {
    assertThat(
            found(
                1,
                true,
                editor -> {
                  for (Object id : editor.all("select id from member")) {
                    editor.read("select name from member where id = ?", id);
                    editor.read("select city from address where member_id = ?", id);
                  }
                }))
        .containsExactly("MN1 ERROR");
  }

  @SuppressWarnings("try") // The unit is there to be closed.
  private static String fix(boolean oneDataSource) throws SQLException {
    try (WeirDataSource one =
            WeirDataSource.builder().name("one").primary(cluster.primary().dataSource()).build();
        WeirDataSource two =
            WeirDataSource.builder().name("two").primary(cluster.primary().dataSource()).build();
        Analyzer analyzer = Analyzer.create(BothPathsTest.STATEMENTS).watch(one).watch(two)) {
      try (Unit unit = analyzer.unit("page");
          Connection ids = one.getConnection();
          Connection names = (oneDataSource ? one : two).getConnection()) {
        for (Object id : new Editor(ids).all("select id from member")) {
          new Editor(names).read("select name from member where id = ?", id);
        }
      }
      return TextReport.plain().render(analyzer.report());
    }
  }

  @Test
  void rowsOfAnotherDataSourceAreNotToBeJoinedTo() throws SQLException {
    assertThat(fix(true)).contains("or join it to the source query");
    assertThat(fix(false)).contains("N1 N+1 select").doesNotContain("source query");
  }

  /** A helper whose loop is one line, whatever it reads. */
  private static void readEach(Editor editor, List<Object> ids, String sql) throws SQLException {
    for (Object id : ids) {
      editor.read(sql, id);
    }
  }

  @Test
  void loopThatRunsForOneQueryAndThenForAnotherIsTwoFindings() throws SQLException {
    assertThat(
            found(
                1,
                true,
                editor -> {
                  List<Object> ids = editor.all("select id from member");
                  readEach(editor, ids, "select name from member where id = ?");
                  readEach(editor, ids, "select city from address where member_id = ?");
                }))
        .containsExactly("N1 ERROR", "N1 ERROR");
  }

  @Test
  void valuesWithinTheTextAreFoundUnlessTheyStay() throws SQLException {
    int[] next = {0};
    assertThat(
            found(
                12,
                false,
                editor -> editor.read("select name from member where id = " + ++next[0])))
        .containsExactly("LIT WARNING");
    assertThat(found(12, false, editor -> editor.read("select name from member where id = 7")))
        .isEmpty();
    assertThat(
            found(
                12, false, editor -> editor.read("select id from member where id = ?", ++next[0])))
        .isEmpty();
  }

  @Test
  @Tag("proof")
  void updateOfAnIndexedColumnIsFoundUnlessItIsHot() throws SQLException {
    assertThat(updated("indexed")).containsExactly("HOTX WARNING");
    assertThat(updated("plain")).isEmpty();
  }

  /** What is found of updates of a column, when the server has counted them. */
  @SuppressWarnings("try") // The unit is there to be closed.
  private static List<String> updated(String column) throws SQLException {
    try (Connection connection = cluster.primary().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("drop table if exists visit");
      statement.execute("create table visit (id int primary key, indexed int, plain int)");
      statement.execute("alter table visit set (fillfactor = 30)");
      statement.execute("insert into visit select n, n, n from generate_series(1, 200) n");
      statement.execute("create index visit_indexed on visit (indexed)");
    }
    try (WeirDataSource weir = Weir.observe("observed", cluster.primary().dataSource());
        Analyzer analyzer = Analyzer.create(BothPathsTest.STATEMENTS).watch(weir)) {
      for (int i = 1; i <= 100; i++) {
        try (Unit unit = analyzer.unit("page");
            Connection connection = weir.getConnection()) {
          new Editor(connection)
              .write("update visit set " + column + " = ? where id = ?", 1_000 + i, i);
        }
      }
      awaitCounted();
      return analyzer.report(Duration.ofSeconds(20)).entries().stream()
          .map(entry -> entry.finding().code().id() + " " + entry.finding().severity())
          .toList();
    }
  }

  private static void awaitCounted() throws SQLException {
    try (Connection connection = cluster.primary().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      for (long updates = 0; updates < 100; ) {
        try (ResultSet row =
            statement.executeQuery(
                "select n_tup_upd from pg_stat_user_tables where relname = 'visit'")) {
          row.next();
          updates = row.getLong(1);
        }
      }
    }
  }

  @Test
  void whatIsLeftInASessionIsFoundBehindAPooler() throws SQLException {
    assertThat(left(false, "set work_mem = '8MB'")).isEmpty();
    assertThat(left(true, "set work_mem = '8MB'")).containsExactly("POOL WARNING");
    assertThat(left(true, "select set_config('app.tenant', 'x', false)"))
        .containsExactly("POOL WARNING");
    assertThat(left(true, "listen news")).containsExactly("POOL WARNING");
    assertThat(left(true, "prepare p as select 1")).containsExactly("POOL WARNING");
    assertThat(left(true, "create temporary table t (id int)")).containsExactly("POOL WARNING");
    assertThat(left(true, "select pg_advisory_lock(7)")).containsExactly("POOL WARNING");
    assertThat(left(true, "declare c cursor with hold for select 1"))
        .containsExactly("POOL WARNING");

    assertThat(left(true, "set local work_mem = '8MB'")).isEmpty();
    assertThat(left(true, "select set_config('app.tenant', 'x', true)")).isEmpty();
    assertThat(left(true, "set application_name = 'shop'")).isEmpty();
    assertThat(left(true, "reset work_mem")).isEmpty();
    assertThat(left(true, "notify news")).isEmpty();
    assertThat(left(true, "create temporary table t2 (id int) on commit drop")).isEmpty();
    assertThat(left(true, "select pg_advisory_xact_lock(7)")).isEmpty();
    assertThat(left(true, "select name from member where id = 7")).isEmpty();
  }

  @SuppressWarnings("try")
  private static List<String> left(boolean pooler, String sql) throws SQLException {
    AnalyzerConfig config =
        AnalyzerConfig.builder().profile(BothPathsTest.STATEMENTS.profile()).pooler(pooler).build();
    try (WeirDataSource weir = Weir.observe("observed", cluster.primary().dataSource());
        Analyzer analyzer = Analyzer.create(config).watch(weir)) {
      try (Unit unit = analyzer.unit("page");
          Connection connection = weir.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
      return analyzer.findings().stream()
          .map(finding -> finding.code().id() + " " + finding.severity())
          .toList();
    }
  }

  @Test
  void unitThatTalksTooMuchIsFound() throws SQLException {
    Work work =
        editor -> {
          for (int i = 0; i < 105; i++) {
            editor.read("select name as n%d from member where id = ?".formatted(i % 35), 7);
          }
        };
    assertThat(found(2, true, work)).containsExactly("CHAT WARNING");
  }
}
