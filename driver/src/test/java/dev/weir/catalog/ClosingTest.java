package dev.weir.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.catalog.Closure.Effect;
import dev.weir.sql.SqlShapes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Closing over catalogues made by hand, where a database would need too much of something. */
class ClosingTest {
  private static final long FIRST = 20_000;

  private final List<Relation> relations = new ArrayList<>();
  private final List<Function> functions = new ArrayList<>();

  private Catalog catalog() {
    Names names = new Names(relations, functions, Map.of(), Map.of(), Set.of(), Set.of(), Set.of());
    return new Catalog(
        "made by hand", "s0", Scope.path(List.of("s0")), names, relations, functions, List.of());
  }

  private void table(String schema, String name, char persistence) {
    long oid = FIRST + relations.size();
    relations.add(new Relation(oid, schema, name, 'r', persistence, oid));
  }

  private void function(String name, String code, String language, String source) {
    long oid = FIRST + functions.size();
    functions.add(new Function(oid, "s0", name, code, language, source, null, 0));
  }

  private Closure close(String sql) {
    return catalog().close(SqlShapes.parse(sql));
  }

  // ---------------------------------------------------------------- names

  @ParameterizedTest
  @CsvSource({"64, false", "65, true"})
  void nameOfVeryManyTablesIsAnyTable(int schemas, boolean all) {
    for (int i = 0; i < schemas; i++) {
      table("s" + i, "t", 'p');
    }
    Closure read = catalog().closeUnderAnyPath(SqlShapes.parse("select 1 from t"));
    assertThat(read.reads().all()).isEqualTo(all);
    assertThat(read.effect()).isEqualTo(Effect.PURE);
    Closure write = catalog().closeUnderAnyPath(SqlShapes.parse("delete from t"));
    assertThat(write.writes().all()).isEqualTo(all);
    assertThat(close("select 1 from t").reads().oids()).containsExactly(FIRST);
  }

  @Test
  void oneOfManyThatIsNotOnAReplicaIsEnough() {
    for (int i = 0; i < 100; i++) {
      table("s" + i, "t", i == 99 ? 'u' : 'p');
    }
    Closure read = catalog().closeUnderAnyPath(SqlShapes.parse("select 1 from t"));
    assertThat(read.effect()).isEqualTo(Effect.NODE_SPECIFIC);
  }

  /** Whether a function that has this search path finds the table t of the first schema. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          s0                | 20000
          other, s0         | 20000
          "s0"              | 20000
          s1, s0            | 20001
          "s1", s0          | 20001
          "$user", s1       | 20000 20001
          "a,b", s1         | 20000 20001
          """)
  void searchPathOfAFunctionIsReadAsPostgresWritesIt(String path, String found) {
    table("s0", "t", 'p');
    table("s1", "t", 'p');
    functions.add(new Function(FIRST, "s0", "f", "fs", "sql", "select 1 from t", path, 0));
    List<String> oids = new ArrayList<>();
    close("select f()").reads().oids().stream().sorted().forEach(oid -> oids.add("" + oid));
    assertThat(String.join(" ", oids)).isEqualTo(found);
  }

  // ---------------------------------------------------------------- depth

  @Test
  @Tag("proof")
  void noChainOfCallsIsTooDeep() {
    int depth = 20_000;
    table("s0", "t", 'p');
    for (int i = 0; i < depth; i++) {
      function("f" + i, "fv", "sql", "select f" + (i + 1) + "()");
    }
    function("f" + depth, "fv", "sql", "insert into t values (1)");
    assertThat(close("select f0()").writes().oids()).containsExactly(FIRST);
    assertThat(close("select f0()").effect()).isEqualTo(Effect.VOLATILE);
  }

  @Test
  void wayIsToldAsFarAsItCanBeRead() {
    table("s0", "t", 'p');
    for (int i = 0; i < 100; i++) {
      function("f" + i, "fv", "sql", "select f" + (i + 1) + "()");
    }
    function("f100", "fv", "sql", "insert into t values (1)");
    function("g", "fv", "plpgsql", "begin execute $1; end");
    assertThat(close("insert into t values (1)").writeWays().to(FIRST)).isEmpty();
    assertThat(close("select f99()").writeWays().to(FIRST))
        .isEqualTo("function f99: function f100");
    assertThat(close("select f0()").writeWays().to(FIRST))
        .startsWith("function f0: function f1: function f2: ")
        .endsWith("..")
        .hasSizeLessThan(310);
    assertThat(close("select g()").writeWays().all())
        .isEqualTo("function g: a body that cannot be read");
    assertThat(close("create table u (id int)").writeWays().all()).isEmpty();
  }

  // ---------------------------------------------------------------- bodies that cannot be read

  @ParameterizedTest
  @ValueSource(
      strings = {
        "execute 'set a.b = 1';",
        "execute 'SET SESSION a.b = 1';",
        "execute format('set %I = 1', x);",
        "execute 'select set_config($1, $2, false)' using x, x;",
        "execute 'reset all';",
        "execute 'create temp table x (id int)';",
        "execute 'select pg_try_advisory_lock(1)';",
        "execute 'set local search_path = ' || x;",
        "execute x;",
        "execute x using 1;",
        "execute $1;",
      })
  void textThatMaySetIsTakenForOneThatSets(String body) {
    function("f", "fv", "plpgsql", "begin " + body + " end");
    assertThat(close("select f('')").effect()).isEqualTo(Effect.SESSION);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "execute 'update t set x = 1';",
        "execute format('update %I.%I set x = %L', x, x, x);",
        "execute 'insert into t values (1) on conflict do update set x = 1';",
        "execute 'set local a.b = 1';",
        "q := 'delete from ' || x; execute q;",
      })
  void textThatOnlyWritesSetsNothing(String body) {
    function("f", "fv", "plpgsql", "declare q text; begin " + body + " end");
    assertThat(close("select f('')").effect()).isEqualTo(Effect.VOLATILE);
    assertThat(close("select f('')").writes()).isEqualTo(Tables.ALL);
  }

  @ParameterizedTest
  @CsvSource({
    "fi, plpython3u, return 1, PURE, false",
    "fs, plpython3u, return 1, PURE, true",
    "fv, plpython3u, return 1, VOLATILE, true",
    "fs, plpython3u, 'plpy.execute(\"set a.b = 1\")', SESSION, true",
    "pv, plpython3u, pass, SESSION, true",
    "fi, c, set_config, PURE, false",
    "fv, c, some_symbol, VOLATILE, true",
  })
  void bodyInAnotherLanguageIsWhatItsLabelSaysUnlessItsWordsAreStronger(
      String code, String language, String source, Effect effect, boolean readsAll) {
    function("f", code, language, source);
    Closure closure = close("select f()");
    assertThat(closure.effect()).isEqualTo(effect);
    assertThat(closure.reads().all()).isEqualTo(readsAll);
    assertThat(closure.opaque()).isTrue();
  }

  // ---------------------------------------------------------------- nothing known

  @Test
  void nothingIsKnownOfAnUnreadCatalogue() {
    Closure closure = Catalog.UNREAD.close(SqlShapes.parse("select 1"));
    assertThat(closure.effect()).isEqualTo(Effect.UNKNOWN);
    assertThat(Catalog.UNREAD.mayCommitAsynchronously()).isTrue();
    assertThat(Catalog.UNREAD.isUnread()).isTrue();
  }
}
