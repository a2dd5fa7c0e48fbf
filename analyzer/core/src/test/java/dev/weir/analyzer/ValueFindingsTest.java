package dev.weir.analyzer;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.shop.Editor;
import dev.weir.Weir;
import dev.weir.WeirDataSource;
import dev.weir.samples.cluster.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is done with values that were read, through the real driver. */
class ValueFindingsTest {
  private static final Duration WAIT = Duration.ofSeconds(20);
  private static final String MEMBER = "select id, name, body, joined from member where id = ?";
  private static final String SAVE =
      "update member set name = ?, body = ?, joined = ? where id = ?";
  private static PostgresCluster cluster;

  /** How the application reaches its database. */
  enum Way {
    ROUTED,
    OBSERVED
  }

  /** What an application does. */
  private interface Work {
    void run(Editor editor, Connection connection) throws SQLException;
  }

  @BeforeAll
  static void start() {
    cluster = PostgresCluster.start(0);
  }

  @BeforeEach
  void fill() throws SQLException {
    try (Connection connection = cluster.primary().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("drop table if exists member, account, tag, word, seat");
      statement.execute(
          "create table member (id int primary key, name text, body text, joined timestamptz)");
      statement.execute(
          "insert into member select n, 'member ' || n, repeat('x', 5000), now()"
              + " from generate_series(1, 900) n");
      statement.execute("create table account (id int primary key, balance numeric)");
      statement.execute("insert into account values (7, 100)");
      statement.execute("create table tag (name text)");
      statement.execute("create table word (name text unique)");
      statement.execute("create table seat (hall int, number int, unique (hall, number))");
      statement.execute(
          "create or replace function rename(int) returns text language sql"
              + " as 'update member set name = ''changed'' where id = $1 returning name'");
      statement.execute(
          "create or replace procedure renames(int) language sql"
              + " as 'update member set name = ''changed'' where id = $1'");
    }
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @SuppressWarnings("try") // The unit is there to be closed.
  private static List<String> found(Way way, Work work) throws SQLException {
    DataSource bare = cluster.primary().dataSource();
    try (WeirDataSource weir =
            way == Way.OBSERVED
                ? Weir.observe("observed", bare)
                : WeirDataSource.builder().primary(bare).build();
        Analyzer analyzer = Analyzer.create(BothPathsTest.STATEMENTS).watch(weir)) {
      try (Unit unit = analyzer.unit("page");
          Connection connection = weir.getConnection()) {
        work.run(new Editor(connection), connection);
      }
      return analyzer.report(WAIT).entries().stream()
          .map(entry -> entry.finding().code().id() + " " + entry.finding().severity())
          .toList();
    }
  }

  @ParameterizedTest
  @EnumSource
  void updateThatChangesNothingIsFound(Way way) throws SQLException {
    assertThat(
            found(
                way,
                (editor, c) -> {
                  Object[] row = requireNonNull(editor.read(MEMBER, 7));
                  editor.write(SAVE, row[1], row[2], row[3], 7);
                }))
        .containsExactly("NOOP ERROR");
    assertThat(
            found(
                way,
                (editor, c) -> {
                  Object[] row = requireNonNull(editor.read(MEMBER, 7));
                  editor.write("update member set name = ? where id = ?", "new", 7);
                  editor.write("update member set name = ? where id = ?", row[1], 7);
                }))
        .as("back to what it was")
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void whatAWriteReturnsHasBeenRead(Way way) throws SQLException {
    String name = "update member set name = ? where id = ?";
    for (String write :
        List.of(
            "update member set body = 'y' where id = ? returning id, name",
            "UPDATE member SET body = 'z' WHERE id = ? RETURNING *",
            "insert into member (id, name) values (? + 1000, 'x') returning *")) {
      assertThat(
              found(
                  way,
                  (editor, c) -> {
                    Object[] row = requireNonNull(editor.read(write, 7));
                    editor.write(name, row[1], row[0]);
                  }))
          .as(write)
          .containsExactly("NOOP ERROR");
    }
    for (String write :
        List.of(
            "update member set body = 'y' where id = ? returning id, upper(name) as name",
            "update member set body = 'y' where id = ? returning id, name || '!' name",
            "update member m set body = 'y' from member o where m.id = ? and o.id = 8"
                + " returning m.id, o.name")) {
      assertThat(
              found(
                  way,
                  (editor, c) -> {
                    Object[] row = requireNonNull(editor.read(write, 7));
                    editor.write(name, row[1], 7);
                  }))
          .as(write)
          .isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void valueThatIsNotTheColumnsIsNotTakenForIt(Way way) throws SQLException {
    String upper = "select id, upper(name) as name from member where id = ?";
    String implicit = "select id, upper(name) name from member where id = ?";
    String operator = "select id, name || '!' name from member where id = ?";
    for (String read : List.of(upper, implicit, operator)) {
      assertThat(
              found(
                  way,
                  (editor, c) -> {
                    Object[] row = requireNonNull(editor.read(read, 7));
                    editor.write("update member set name = ? where id = ?", row[1], 7);
                  }))
          .as(read)
          .isEmpty();
    }
    String renamed = "select id, m.name as name from member m where id = ?";
    assertThat(
            found(
                way,
                (editor, c) -> {
                  Object[] row = requireNonNull(editor.read(renamed, 8));
                  editor.write("update member set name = ? where id = ?", row[1], 8);
                }))
        .containsExactly("NOOP ERROR");
  }

  @ParameterizedTest
  @EnumSource
  void valueIsPutBackWhoeverHasChangedIt(Way way) throws SQLException {
    for (String change :
        List.of(
            "select rename(7)",
            "select rename(id) from member where id = 7",
            "call renames(7)",
            "insert into member values (7) on conflict (id) do update set name = 'changed'",
            "update public.member set name = 'changed' where id = 7",
            "do $$ begin perform rename(7); end $$")) {
      assertThat(
              found(
                  way,
                  (editor, c) -> {
                    Object[] row = requireNonNull(editor.read(MEMBER, 7));
                    try (Statement statement = c.createStatement()) {
                      statement.execute(change);
                    }
                    editor.write(SAVE, row[1], row[2], row[3], 7);
                  }))
          .as(change)
          .isEmpty();
    }
    assertThat(
            found(
                way,
                (editor, c) -> {
                  Object[] row = requireNonNull(editor.read(MEMBER, 7));
                  editor.write("update member set name = 'nobody' where id = ?", -1);
                  editor.write(SAVE, row[1], row[2], row[3], 7);
                }))
        .as("nobody has")
        .containsExactly("NOOP ERROR");
  }

  @ParameterizedTest
  @EnumSource
  void allColumnsWithLargeOnesAreFound(Way way) throws SQLException {
    assertThat(
            found(
                way,
                (editor, c) -> {
                  Object[] row = requireNonNull(editor.read(MEMBER, 7));
                  editor.write(SAVE, "new", row[2], row[3], 7);
                }))
        .containsExactly("FULL WARNING");
    assertThat(
            found(
                way,
                (editor, c) -> {
                  requireNonNull(editor.read(MEMBER, 7));
                  editor.write("update member set name = ? where id = ?", "newer", 7);
                }))
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void lostUpdateIsFound(Way way) throws SQLException {
    String read = "select id, balance from account where id = ?";
    String write = "update account set balance = ? where id = ?";
    Work compute =
        (editor, c) -> {
          Object[] row = requireNonNull(editor.read(read, 7));
          editor.write(write, ((Number) requireNonNull(row[1])).intValue() + 5, 7);
        };
    assertThat(found(way, compute)).containsExactly("RMW INFO");
    assertThat(
            found(
                way,
                (editor, c) -> {
                  c.setAutoCommit(false);
                  Object[] row = requireNonNull(editor.read(read + " for update", 7));
                  editor.write(write, ((Number) requireNonNull(row[1])).intValue() + 5, 7);
                  c.commit();
                }))
        .as("locked")
        .isEmpty();
    assertThat(
            found(
                way,
                (editor, c) -> {
                  c.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
                  c.setAutoCommit(false);
                  compute.run(editor, c);
                  c.commit();
                }))
        .as("serializable")
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void lookupBeforeInsertIsFoundAndAUniqueIndexMakesItAHint(Way way) throws SQLException {
    assertThat(found(way, (editor, c) -> findOrMake(editor, "tag", "new")))
        .containsExactly("UPS WARNING");
    assertThat(found(way, (editor, c) -> findOrMake(editor, "word", "new")))
        .containsExactly("UPS INFO");
    assertThat(found(way, (editor, c) -> findOrMake(editor, "tag", "new")))
        .as("it is there")
        .isEmpty();
    assertThat(
            found(
                way,
                (editor, c) -> {
                  if (editor.read("select number from seat where hall = ?", 1) == null) {
                    editor.write("insert into seat (hall, number) values (?, ?)", 1, 1);
                  }
                }))
        .as("one of several")
        .isEmpty();
  }

  private static void findOrMake(Editor editor, String table, String name) throws SQLException {
    if (editor.read("select name from " + table + " where name = ?", name) == null) {
      editor.write("insert into " + table + " (name) values (?)", name);
    }
  }

  @ParameterizedTest
  @EnumSource
  void joinInTheApplicationIsFound(Way way) throws SQLException {
    String list = "select id from member where id = any (?)";
    assertThat(found(way, (editor, c) -> editor.count(list, editor.all("select id from member"))))
        .containsExactly("CJ WARNING");
    assertThat(
            found(
                way,
                (editor, c) ->
                    editor.count(list, editor.all("select id from member where id < 400"))))
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void wholeTableIsFoundAndAPartOfItOnceTheTableIsKnown(Way way) throws SQLException {
    try (Connection connection = cluster.primary().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("insert into tag select 'tag ' || n from generate_series(1, 300000) n");
      statement.execute("analyze tag");
    }
    assertThat(found(way, (editor, c) -> editor.write("update tag set name = name || 'x'")))
        .containsExactly("WT ERROR");
    assertThat(
            found(
                way,
                (editor, c) ->
                    editor.write("update tag set name = name || 'x' where name <> ?", "x")))
        .containsExactly("WT ERROR");
  }
}
