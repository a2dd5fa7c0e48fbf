package dev.weir.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import com.shop.Rows;
import dev.weir.analyzer.ScriptedDatabase.Disguise;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Profile;
import dev.weir.analyzer.model.Subject;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which row a statement is of: whatever way it says so, or does not say it. */
class RowsTest {
  private record Case(String expected, String name, Consumer<Rows> code) {
    @Override
    public String toString() {
      return name + " -> " + expected;
    }
  }

  private static Case read(String expected, int times, String sql, int... keys) {
    return new Case(expected, sql, rows -> rows.read(times, sql, keys));
  }

  private static Case write(String expected, int times, long affected, String sql, int... keys) {
    return new Case(expected, sql, rows -> rows.write(times, affected, sql, keys));
  }

  static Stream<Case> loopsOverRows() {
    String upsert = "insert into item (id, n) values (?, ?) on conflict (id) do update set n = ";
    return Stream.of(
        write("LU ERROR", 30, 1, "update member set n = 1 where lower(email) = lower(?)", 30),
        write(
            "LU ERROR", 30, 1, "update member set n = 1 where org = ? and lower(email) = ?", 1, 30),
        write("LU ERROR", 30, 1, "update item set n = 1 where (id, slot) = (?, ?)", 30, 2),
        write("LU ERROR", 30, 1, "update item set n = 1 where id::text = cast(? as text)", 30),
        write("LU ERROR", 30, 1, "update item set n = 1 where id is not distinct from ?", 30),
        write("LU ERROR", 30, 1, "update item set n = 1 where data->>'name' = ?", 30),
        write(
            "LU ERROR",
            30,
            1,
            "update item set n = 1 where id in (select id from page where x = ?)",
            30),
        write("LD ERROR", 30, 1, "delete from item where data->'a'->>'b' = ?", 30),
        read("N1 ERROR", 30, "select exists (select 1 from item where id = ?)", 30),
        read(
            "N1 ERROR",
            30,
            "select * from item i where exists (select 1 from page where i.id = x and id = ?)",
            30),
        read("N1 ERROR", 30, "with p as (select * from page where id = ?) select * from p", 30),
        read(
            "N1 ERROR",
            30,
            "select * from page where id = ? union all select * from item where id = ?",
            30,
            30),
        read("N1 ERROR", 30, "select * from (select * from page where id = ?) p", 30),
        read("N1 ERROR", 30, "select * from item where id = ? for update", 30),
        read(
            "N1 ERROR",
            30,
            "select * from item where id = ? and shop = ? for no key update",
            30,
            1),
        read("N1 ERROR", 30, "select price(?)", 30),
        read("N1 ERROR", 30, "select * from prices(?, ?)", 30, 1),
        read("N1 ERROR", 30, "call bill(?)", 30),
        read("N1 ERROR", 30, "{call bill(?, ?)}", 1, 30),
        read("N1 ERROR", 30, "select nextval('item_seq')"),
        write("LI ERROR", 30, 1, upsert + "excluded.n", 30, 1),
        write("LI ERROR", 30, 1, upsert + "item.n + 1", 30, 1),
        write("LI ERROR", 30, 0, "insert into item (id) values (?) on conflict do nothing", 30),
        write(
            "LI ERROR", 30, 0, "insert into item (id) values (?) on conflict (id) do nothing", 30),
        write(
            "LI ERROR",
            30,
            1,
            "merge into item i using (values (?, ?)) as s(id, n) on i.id = s.id when matched then"
                + " update set n = s.n when not matched then insert values (s.id, s.n)",
            30,
            2));
  }

  static Stream<Case> oneRow() {
    return Stream.of(
        write("HR ERROR", 300, 1, "update item set n = n + 1 where lower(name) = lower(?)", 1),
        write("HR ERROR", 300, 1, "update item set n = n + 1 where (id, slot) = (?, ?)", 1, 1),
        write("HR ERROR", 300, 1, "update item set n = n + 1 where id = ? and gone is null", 1),
        write("HR ERROR", 300, 1, "update item set n = n + 1 where id = ? and n < ?", 1, 300),
        write(
            "HR ERROR",
            300,
            1,
            "insert into page (id, hits) values (?, ?) on conflict (id) do update set hits ="
                + " page.hits + 1",
            1,
            1),
        write(
            "HR ERROR",
            300,
            1,
            "merge into page p using (select ? as id) s on p.id = s.id"
                + " when matched then update set hits = p.hits + 1",
            1));
  }

  static Stream<Case> nothing() {
    return Stream.of(
        write(
            "",
            300,
            1,
            "update item set n = n + 1 where id = ? and slot = floor(random() * 16)",
            1),
        write(
            "",
            300,
            1,
            "update item set n = n + 1 where shop = ? and lower(name) = lower(other)",
            1),
        write(
            "", 300, 1, "update item set n = n + 1 where shop = ? and id between ? and ?", 1, 9, 9),
        write(
            "",
            300,
            1,
            "update item set n = n + 1 where shop = ? and (id = ? or slot = ?)",
            1,
            9,
            9),
        write(
            "",
            300,
            1,
            "update job set state = 'RUNNING' where queue = ? and id = (select id from job"
                + " where state = 'NEW' limit 1 for update skip locked)",
            1),
        write("", 300, 1, "update job set state = ? where state = ?", 2, 1),
        new Case("", "optimistic retries", Rows::optimistic),
        read("", 3, "select nextval('item_seq')"),
        read("", 300, "select f(?)", 1),
        read("", 30, "select c.relname from pg_catalog.pg_class c where c.oid = ?", 30),
        read("", 30, "select pg_advisory_xact_lock(?)", 30),
        read("", 30, "select pg_notify('channel', ?)", 30),
        read("", 30, "select * from information_schema.columns where table_name = ?", 30),
        read("", 30, "select * from pg_attribute where attrelid = ?", 30),
        read("", 30, "select set_config('shop.user', ?, true)", 30),
        write("", 300, 0, "insert into item (id) values (?) on conflict (id) do nothing", 1));
  }

  static Stream<Case> sets() {
    return Stream.of(
        new Case("", "levels", r -> r.levels("select * from item where id = any (?)")),
        new Case("", "chunks", r -> r.lists(30, "select * from item where id = any (?)", 50, 50)),
        new Case(
            "N1 INFO",
            "batches",
            r -> r.lists(12, "select * from item where id = any (?)", 16, 16)),
        new Case(
            "", "few batches", r -> r.lists(5, "select * from item where id = any (?)", 16, 16)),
        new Case(
            "N1 WARNING", "pairs", r -> r.lists(20, "select * from item where id = any (?)", 2, 2)),
        new Case(
            "N1 ERROR",
            "filled up",
            r -> r.lists(20, "select * from item where id = any (?)", 1, 16)),
        read("N1 WARNING", 20, "select * from item where id = ? or id = ?", 20, 20),
        read("", 5, "select * from item where id in (?, ?, ?)", 5, 5, 5),
        // A list that stays the same is a filter, however long it is: the loop goes over x.
        read(
            "N1 ERROR",
            30,
            "select * from item where id = any"
                + " ('{1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21}') and x = ?",
            30));
  }

  static Stream<Case> cases() {
    return Stream.of(loopsOverRows(), oneRow(), nothing(), sets()).flatMap(each -> each);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void isJudgedByItsRows(Case c) {
    assertThat(verdict(c, Disguise.NONE)).isEqualTo(c.expected);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void literalsAreJudgedAsParametersAre(Case c) {
    assertThat(verdict(c, Disguise.LITERALS)).isEqualTo(c.expected);
  }

  @ParameterizedTest
  @EnumSource(
      value = Disguise.class,
      names = {"NONE", "LITERALS"})
  void upsertsOfOneRowByManyUnitsAreAHotRow(Disguise disguise) {
    String sql =
        "insert into page (id, hits) values (?, 1) on conflict (id) do update set hits = page.hits"
            + " + 1";
    try (ScriptedDatabase db = new ScriptedDatabase(Profile.development(), disguise)) {
      new Rows(db).units(300, sql, 7);
      assertThat(codes(db)).containsExactly("HR ERROR");
    }
  }

  @Test
  void loopOverHotRowsIsToldOnce() {
    try (ScriptedDatabase db = new ScriptedDatabase(Profile.development(), Disguise.NONE)) {
      new Rows(db).over(60, 5, "update counter set n = n + 1 where id = ?");
      assertThat(codes(db)).containsExactly("LU WARNING");
    }
  }

  @Test
  void hotRowsAreCountedOneByOne() {
    String sql = "update counter set n = n + 1 where id = ?";
    try (ScriptedDatabase db = new ScriptedDatabase(Profile.development(), Disguise.NONE)) {
      new Rows(db).over(60, 2, sql);
      Finding finding = db.findings().get(0);
      assertThat(finding.code().id()).isEqualTo("HR");
      assertThat(finding.count("hotRows")).isEqualTo(2);
      assertThat(finding.count("updates")).isEqualTo(120);
      assertThat(finding.count("hottestUpdates")).isEqualTo(60);
      assertThat(finding.count(Fact.UNITS)).isEqualTo(60); // And not 120.
    }
  }

  @Test
  void rowsThatALibraryKeepsForItselfAreNoFinding() {
    String sql = "update batch_step_execution set version = version + 1 where id = ?";
    for (String statement : List.of(sql, sql.replace("batch_", "our_"))) {
      try (ScriptedDatabase db = new ScriptedDatabase(Profile.development(), Disguise.NONE)) {
        new Rows(db).over(60, 1, statement);
        assertThat(db.findings()).hasSize(statement.equals(sql) ? 0 : 1);
      }
    }
  }

  @Test
  void statementsOnOneRowAreNamedTogether() {
    try (ScriptedDatabase db = new ScriptedDatabase(Profile.development(), Disguise.NONE)) {
      db.unit(
          () ->
              new Rows(db)
                  .turns(
                      150,
                      "update counter set n = n + 1 where id = ?",
                      "update counter set m = m + 1 where id = ?"));
      List<Finding> findings = db.findings();
      assertThat(findings).hasSize(1);
      Subject.Statement subject = (Subject.Statement) findings.get(0).subject();
      assertThat(subject.shape().text()).contains("n = n");
      assertThat(subject.also()).hasSize(1);
      assertThat(subject.also().get(0).text()).contains("m = m");
    }
  }

  @Test
  void tenantsHaveTablesOfTheirOwn() {
    String sql = "update counter set n = n + 1 where id = ?";
    try (ScriptedDatabase db = new ScriptedDatabase(Profile.development(), Disguise.NONE)) {
      for (int i = 0; i < 120; i++) {
        db.searchPath("tenant" + i % 6);
        new Rows(db).units(1, sql, 1);
      }
      assertThat(codes(db)).isEmpty(); // Each 20 times.
    }
  }

  @Test
  void loopOverTenantsIsNoneOverRows() {
    try (ScriptedDatabase db = new ScriptedDatabase(Profile.development(), Disguise.NONE)) {
      db.unit(
          () -> {
            for (int i = 0; i < 30; i++) {
              db.searchPath("tenant" + i);
              new Rows(db).read(2, "select * from item where id = ?", 2);
            }
          });
      assertThat(codes(db)).isEmpty();
    }
  }

  @Test
  void theFindingKnowsWhereItsNamesAreLookedUp() {
    try (ScriptedDatabase db = new ScriptedDatabase(Profile.development(), Disguise.NONE)) {
      db.searchPath("tenant, public");
      db.unit(() -> new Rows(db).write(300, 1, "update counter set n = ? where id = ?", 9, 1));
      db.unit(() -> new Rows(db).read(30, "select * from item where id = ?", 30));
      assertThat(db.findings())
          .extracting(f -> ((Subject.Statement) f.subject()).searchPath())
          .containsExactly("tenant, public", "tenant, public");
    }
  }

  @Test
  void temporaryTableIsItsSessionsOwn() {
    try (ScriptedDatabase db = new ScriptedDatabase(Profile.development(), Disguise.NONE)) {
      for (int i = 0; i < 100; i++) {
        db.unit(
            () -> {
              db.write(0, "create temp table counter (id int, n int)");
              db.write(1, "update counter set n = n + 1 where id = ?", 1);
            });
        db.pause(100);
      }
      assertThat(codes(db)).isEmpty();

      db.unit(
          () -> {
            db.write(0, "create temp table counter (id int, n int)");
            new Rows(db).read(30, "select * from counter where id = ?", 30);
          });
      assertThat(db.findings())
          .extracting(f -> ((Subject.Statement) f.subject()).searchPath())
          .containsExactly("pg_temp");
    }
  }

  private static String verdict(Case c, Disguise disguise) {
    try (ScriptedDatabase db = new ScriptedDatabase(Profile.development(), disguise)) {
      db.unit(() -> c.code.accept(new Rows(db)));
      return String.join(", ", codes(db));
    }
  }

  private static List<String> codes(ScriptedDatabase db) {
    return db.findings().stream().map(f -> f.code().id() + " " + f.severity()).toList();
  }
}
