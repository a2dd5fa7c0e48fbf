package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.catalog.Catalog;
import dev.weir.catalog.CatalogReader;
import dev.weir.catalog.Closure;
import dev.weir.catalog.Closure.Effect;
import dev.weir.catalog.Closure.Touch;
import dev.weir.catalog.Tables;
import dev.weir.sql.SqlShapes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a statement does through routines, triggers and all else that its text does not show. Tables
 * are written by name, {@code *} is any table, {@code -} is none.
 */
class ClosureTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final Map<Long, String> names = new HashMap<>();
  private static Catalog catalog = Catalog.UNREAD;

  @BeforeAll
  static void read() throws Exception {
    try (Connection c = cluster.bare().getConnection();
        Statement s = c.createStatement()) {
      s.execute("create schema closing");
      s.execute("set search_path = closing");
      // A statement's second line is indented: bodies have semicolons of their own.
      for (String statement : text("closure-tests-schema.sql").split(";\\n(?! )", -1)) {
        s.execute(statement);
      }
      catalog = CatalogReader.read(c);
      try (ResultSet row =
          s.executeQuery(
              "select c.oid::int8, case n.nspname when 'closing' then '' else n.nspname || '.' end"
                  + " || relname from pg_class c join pg_namespace n on n.oid = c.relnamespace")) {
        while (row.next()) {
          names.put(row.getLong(1), row.getString(2));
        }
      }
    }
  }

  @AfterAll
  static void drop() throws SQLException {
    cluster.run("drop schema closing, other cascade");
  }

  private static String text(String resource) throws IOException {
    try (InputStream in = Objects.requireNonNull(ClosureTest.class.getResourceAsStream(resource))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Closure close(String sql) {
    return catalog.close(SqlShapes.parse(sql));
  }

  private static String names(Tables tables) {
    if (tables.all()) {
      return "*";
    }
    TreeSet<String> found = new TreeSet<>();
    tables.oids().forEach(oid -> found.add(names.getOrDefault(oid, "?")));
    return found.isEmpty() ? "-" : String.join(" ", found);
  }

  // ---------------------------------------------------------------- bodies

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          volatile_read(5)            | PURE     | account         | -
          volatile_sum(1, 2)          | PURE     | -               | -
          volatile_noise()            | PURE     | -               | -
          stable_write()              | VOLATILE | -               | journal
          immutable_sequence()        | VOLATILE | -               | -
          stable_lock()               | VOLATILE | account         | -
          write_journal('x')          | VOLATILE | -               | journal
          write_on_error(0)           | VOLATILE | -               | journal
          upsert()                    | VOLATILE | -               | account
          notifies()                  | VOLATILE | -               | -
          defines()                   | VOLATILE | -               | *
          outer_write()               | VOLATILE | -               | journal
          even(3)                     | VOLATILE | account         | tally
          odd(3)                      | VOLATILE | account         | tally
          reads_view()                | VOLATILE | -               | journal
          of_many(1)                  | VOLATILE | -               | journal
          atomic_read()               | PURE     | account         | -
          atomic_write()              | VOLATILE | journal tally   | journal tally
          atomic_call()               | VOLATILE | -               | journal
          atomic_sum(1, 2)            | PURE     | -               | -
          atomic_lock()               | VOLATILE | account         | -
          atomic_set()                | SESSION  | -               | -
          sum_and_keep(1)             | VOLATILE | -               | tally
          sum_only(1)                 | PURE     | -               | -
          sum_finally(1)              | VOLATILE | -               | archive
          ordered_keep() within group (order by 1) | VOLATILE | - | tally
          sum_and_keep(1) over ()     | VOLATILE | -               | tally
          locks_session()             | SESSION  | -               | -
          locks_transaction()         | VOLATILE | -               | -
          uses_temporary()            | SESSION  | -               | -
          listens()                   | SESSION  | -               | -
          takes_domain(1)             | VOLATILE | -               | journal
          """)
  void functionIsWhatItsBodyIs(String call, Effect effect, String reads, String writes) {
    Closure closure = close("select " + call);
    assertThat(closure.effect()).isEqualTo(effect);
    assertThat(names(closure.reads())).isEqualTo(reads);
    assertThat(names(closure.writes())).isEqualTo(writes);
    assertThat(closure.settings()).isEmpty();
    assertThat(closure.opaque()).isFalse();
    assertThat(closure.changesCatalog()).isEqualTo(call.equals("defines()"));
  }

  /** It may be given the name of a view. */
  @Test
  void tableThatIsNamedByAValueIsAnyRelation() {
    Closure closure = close("select table_to_xml('account', true, true, '')");
    assertThat(closure.effect()).isEqualTo(Effect.VOLATILE);
    assertThat(closure.cause()).contains("journal");
    assertThat(names(closure.reads())).isEqualTo("*");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          select * from owners             | PURE          | account   | -
          select * from through_functions  | VOLATILE      | -         | journal
          select * from running            | NODE_SPECIFIC | -         | -
          select * from classes            | NODE_SPECIFIC | -         | -
          select * from guarded            | VOLATILE      | guarded   | journal
          select 1 from account, tally     | PURE          | account tally | -
          """)
  void readReachesThroughViewsAndPolicies(String sql, Effect effect, String reads, String writes) {
    Closure closure = close(sql);
    assertThat(closure.effect()).isEqualTo(effect);
    assertThat(names(closure.reads())).isEqualTo(reads);
    assertThat(names(closure.writes())).isEqualTo(writes);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          call only_writes()            | VOLATILE | journal         | ''
          call commits()                | VOLATILE | archive journal | ''
          call only_reads()             | PURE     | -               | ''
          {call only_writes()}          | VOLATILE | journal         | ''
          call sets_tenant()            | SETTING  | -               | app.tenant
          call runs_text()              | SESSION  | *               | app.tenant
          call nobody_knows_it()        | SESSION  | *               | ''
          do $$ begin insert into journal values ('d'); end $$ | SESSION | * | ''
          """)
  void procedureIsWhatItsBodyIs(String sql, Effect effect, String writes, String settings) {
    Closure closure = close(sql);
    assertThat(closure.effect()).isEqualTo(effect);
    assertThat(names(closure.writes())).isEqualTo(writes);
    assertThat(String.join(" ", closure.settings())).isEqualTo(settings);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          select dynamic_write('account')        | SETTING  | * | * | true
          select dynamic_stable('account')       | SETTING  | * | * | true
          select dynamic_set('x')                | SESSION  | * | * | true
          select dynamic_any('set app.x = 1')    | SESSION  | * | * | true
          insert into opaque values (1)          | SETTING  | * | * | true
          select digest('x', 'sha256')           | PURE     | - | - | false
          select unaccent('x')                   | PURE     | * | - | false
          select gen_salt('bf')                  | VOLATILE | * | * | true
          """)
  void bodyThatCannotBeReadIsBelievedOrMayDoAnything(
      String sql, Effect effect, String reads, String writes, boolean changesCatalog) {
    Closure closure = close(sql);
    assertThat(closure.effect()).isEqualTo(effect);
    assertThat(names(closure.reads())).isEqualTo(reads);
    assertThat(names(closure.writes())).isEqualTo(writes);
    assertThat(closure.opaque()).isTrue();
    assertThat(closure.changesCatalog()).isEqualTo(changesCatalog);
  }

  // ---------------------------------------------------------------- settings

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          select set_tenant('a')              | SETTING  | app.tenant
          select set_two()                    | SETTING  | app.other app.tenant
          select resets()                     | SETTING  | app.tenant
          select default_argument()           | SESSION  | ''
          select set_locally('x')             | VOLATILE | ''
          select with_clause()                | PURE     | ''
          select set_any('app.x', 'y')        | SESSION  | ''
          select resets_all()                 | SESSION  | ''
          select takes_role()                 | SESSION  | ''
          select moves_for_good()             | SETTING  | search_path
          select moves_locally()              | SETTING  | search_path
          select set_config('a.b', 'c', false) | SETTING | a.b
          select set_config('a.b', 'c', true) | VOLATILE | ''
          select set_config($1, 'c', false)   | SESSION  | ''
          set a.b = 'c'                       | SETTING  | a.b
          set local a.b = 'c'                 | VOLATILE | ''
          discard all                         | SESSION  | ''
          show a.b                            | PURE     | ''
          insert into tenanted values (1)     | SETTING  | app.tenant
          delete from tenanted                | PURE     | ''
          insert into set_by_default values (1) | SETTING | app.tenant
          """)
  void settingsThatOutliveTheTransactionAreNamed(String sql, Effect effect, String settings) {
    Closure closure = close(sql);
    assertThat(closure.effect()).isEqualTo(effect);
    assertThat(String.join(" ", new TreeSet<>(closure.settings()))).isEqualTo(settings);
  }

  // ---------------------------------------------------------------- the session

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          select id from account                    | ''
          select count(*), now() from account       | ''
          insert into account values (9, 9)         | ''
          select pg_advisory_lock(1)                | LOCKS
          select pg_try_advisory_lock_shared(1)     | LOCKS
          select pg_advisory_unlock_all()           | LOCKS
          select pg_advisory_xact_lock(1)           | ''
          select locks_session()                    | LOCKS
          select locks_transaction()                | ''
          select nextval('numbers')                 | DRAWS
          select immutable_sequence()               | DRAWS
          insert into numbered (v) values (1)       | DRAWS
          insert into identified (v) values (1)     | DRAWS
          delete from identified                    | ''
          select currval('numbers')                 | ASKS
          select lastval()                          | ASKS
          select set_tenant('a')                    | SETS
          insert into tenanted values (1)           | SETS
          set a.b = 'c'                             | SETS
          update pg_settings set setting = 'x'      | SETS
          select setting from pg_settings           | ''
          select uses_temporary()                   | OTHER
          listen c                                  | OTHER
          select dynamic_any('set app.x = 1')       | DRAWS SETS UNKNOWN
          select dynamic_write('account')           | DRAWS SETS
          select nobody_knows_it(1)                 | UNKNOWN
          select 1 from nobody_knows_it             | UNKNOWN
          insert into nobody_knows_it values (1)    | UNKNOWN
          create table nobody_knows_it (id int)     | ''
          do $$ begin perform 1; end $$             | UNKNOWN
          """)
  void sessionIsTouchedAsToldHere(String sql, String touches) {
    assertThat(touches(close(sql))).isEqualTo(touches);
  }

  /** What cannot be said yet may be anything. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          select locks_session()                        | UNKNOWN
          select id from account                        | UNKNOWN
          insert into account values (9, 9)             | UNKNOWN
          select 1 @+@ 2                                | UNKNOWN
          create table made_later (id int)              | UNKNOWN
          call only_reads()                             | UNKNOWN
          select 1                                      | ''
          set a.b = 'c'                                 | SETS
          select set_config('a.b', 'c', false)          | SETS
          commit                                        | ''
          """)
  void everythingThatIsNamedMayTouchTheSessionBeforeTheCatalogueIsRead(String sql, String touches) {
    assertThat(touches(Catalog.UNREAD.close(SqlShapes.parse(sql)))).isEqualTo(touches);
  }

  private static String touches(Closure closure) {
    return closure.touches().stream().map(Touch::name).sorted().collect(Collectors.joining(" "));
  }

  // ---------------------------------------------------------------- writes

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a trigger                       | update audited set v = 1           | audited journal
          a trigger of another event      | insert into audited values (1)     | audited
          a trigger by WITH               | with u as (update audited set v = 1 returning 1) insert into tally select 1 from u | audited journal tally
          a trigger by ON CONFLICT        | insert into audited values (1) on conflict (id) do update set v = 1 | audited journal
          a trigger by MERGE              | merge into audited a using tally t on a.id = t.n when matched then update set v = 2 | audited journal
          a trigger's condition           | insert into conditional values (1) | conditional journal
          a disabled trigger              | insert into disabled values (1)    | disabled
          a trigger by a view             | update plain_view set v = 1        | audited journal
          a trigger instead of the view   | insert into replaced values (1, 1) | archive
          a view without it               | update replaced set v = 1          | audited journal
          a default                       | insert into defaulted values (1)   | defaulted journal
          a default of a delete           | delete from defaulted              | defaulted
          a sequence                      | insert into numbered (v) values (1) | numbered
          a check                         | insert into checked values (1)     | checked journal
          an index                        | insert into indexed values (1)     | indexed journal
          a generated column              | insert into generated values (1)   | generated journal
          a domain                        | insert into of_domain values (1)   | journal of_domain
          a rule                          | delete from ruled                  | journal ruled
          a rule of another event         | insert into ruled values (1)       | ruled
          a policy                        | insert into guarded values (1)     | guarded journal
          a cascade, and its triggers     | delete from parent                 | archive child parent
          a cascade of keys               | update parent set id = 2           | grandchild parent
          no cascade                      | insert into parent values (1)      | parent
          what references it              | truncate parent cascade            | child grandchild leaf parent
          a truncation                    | truncate child                     | child
          a partition                     | delete from branch                 | journal tree
          a partition by its root         | delete from tree                   | journal tree
          a row that moves                | update tree set id = 11            | journal tree
          an insert into a tree           | insert into tree values (1, 1)     | tree
          a copy                          | copy defaulted from stdin          | defaulted journal
          several statements              | insert into tally values (1); delete from ruled | journal ruled tally
          """)
  void writeReachesWhatItSetsOff(String what, String sql, String writes) {
    Closure closure = close(sql);
    assertThat(names(closure.writes())).as(what).isEqualTo(writes);
    assertThat(closure.effect()).as(what).isEqualTo(Effect.PURE);
    assertThat(closure.opaque()).as(what).isFalse();
  }

  // ---------------------------------------------------------------- names

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          select 1 from account           | PURE     | account               | -
          select 1 from closing.account   | PURE     | account               | -
          select on_its_path()            | PURE     | other.account         | -
          select on_the_callers_path()    | PURE     | account               | -
          select calls_on_its_path()      | PURE     | other.account         | -
          select of_two()                 | PURE     | -                     | -
          select as_owner()               | PURE     | account               | -
          select as_other_role()          | PURE     | account other.account | -
          select moves_locally() from account | SETTING | account other.account | -
          select 1 from only_there        | UNKNOWN  | *                     | *
          """)
  void nameMeansWhatTheSearchPathSays(String sql, Effect effect, String reads, String writes) {
    Closure closure = close(sql);
    assertThat(closure.effect()).isEqualTo(effect);
    assertThat(names(closure.reads())).isEqualTo(reads);
    assertThat(names(closure.writes())).isEqualTo(writes);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          select 1 from account           | PURE     | account other.account | -
          select 1 from closing.account   | PURE     | account               | -
          select 1 from only_there        | PURE     | other.only_there      | -
          update account set id = 1       | PURE     | -                     | account other.account
          select on_its_path()            | PURE     | other.account         | -
          select on_the_callers_path()    | PURE     | account other.account | -
          select calls_on_its_path()      | PURE     | other.account         | -
          select of_two()                 | VOLATILE | -                     | archive
          select 1 from nobody_knows_it   | UNKNOWN  | *                     | *
          """)
  void nameMeansEverythingOfThatNameUnderAnyPath(
      String sql, Effect effect, String reads, String writes) {
    Closure closure = catalog.closeUnderAnyPath(SqlShapes.parse(sql));
    assertThat(closure.effect()).isEqualTo(effect);
    assertThat(names(closure.reads())).isEqualTo(reads);
    assertThat(names(closure.writes())).isEqualTo(writes);
  }

  /** Of the caller's path and the owner's schema, the second decides what its names mean. */
  @Test
  void functionOfAnOwnerWithASchemaMayMeanOtherTables() throws Exception {
    try (Connection c = cluster.bare().getConnection()) {
      String owner = Cluster.query(c, "select quote_ident(current_user)");
      Cluster.execute(c, "create schema " + owner);
      Cluster.execute(c, "set search_path = closing, \"$user\"");
      Closure closure = CatalogReader.read(c).close(SqlShapes.parse("select as_owner()"));
      Cluster.execute(c, "drop schema " + owner);
      assertThat(names(closure.reads())).isEqualTo("account other.account");
    }
  }

  @Test
  void ddlRunsEventTriggers() throws Exception {
    try (Connection c = cluster.bare().getConnection()) {
      Cluster.execute(c, "set search_path = closing");
      Cluster.execute(
          c, "create event trigger on_ddl on ddl_command_end execute function on_ddl()");
      Catalog triggered = CatalogReader.read(c);
      Cluster.execute(c, "drop event trigger on_ddl");
      assertThat(triggered.close(SqlShapes.parse("create table x (id int)")).settings())
          .containsExactly("app.tenant");
      assertThat(CatalogReader.read(c, triggered)).isNotSameAs(triggered);
    }
  }

  // ---------------------------------------------------------------- causes

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          select nextval('numbers')         | function nextval
          select outer_write()              | function outer_write: function middle_write: function write_journal: writes journal
          select * from through_functions   | view through_functions: function outer_write: function middle_write: function write_journal: writes journal
          insert into tenanted values (1)   | table tenanted: function set_by_trigger: sets app.tenant
          select dynamic_set('x')           | function dynamic_set: a body that cannot be read
          select volatile_read(1)           | ''
          """)
  void causeNamesTheWayToWhatDecided(String sql, String cause) {
    assertThat(close(sql).cause()).isEqualTo(cause);
  }

  // ---------------------------------------------------------------- reading again

  @Test
  void nothingIsReadAgainIfNothingHasChanged() throws Exception {
    try (Connection c = cluster.bare().getConnection()) {
      Cluster.execute(c, "set search_path = closing");
      assertThat(CatalogReader.read(c, catalog)).isSameAs(catalog);
      Cluster.execute(c, "vacuum analyze account");
      Cluster.execute(c, "truncate tally");
      Cluster.execute(
          c, "create temporary table passing (id serial check (id > 0), w int default 1)");
      assertThat(CatalogReader.read(c, catalog)).isSameAs(catalog);
    }
  }

  /** In each, the second statement undoes the first. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          create table passing (id int)                         | drop table passing
          alter table account rename to renamed                 | alter table renamed rename to account
          create function passing() returns int return 1        | drop function passing
          alter function volatile_sum stable                    | alter function volatile_sum volatile
          create or replace view owners as select id, 1 as volatile_read from account | create or replace view owners as select id, volatile_read(id) from account
          create policy passing on account using (true)         | drop policy passing on account
          alter table audited disable trigger audit             | alter table audited enable trigger audit
          alter table tally alter n set default 1               | alter table tally alter n drop default
          alter table tally add constraint passing check (n > 0) | alter table tally drop constraint passing
          alter table heir inherit account                      | alter table heir no inherit account
          create operator #+# (leftarg = int, rightarg = int, function = volatile_sum) | drop operator #+# (int, int)
          create schema passing                                 | drop schema passing
          alter table tally set unlogged                        | alter table tally set logged
          create index passing on account (add_up(id, 1))       | drop index passing
          set search_path = other                               | set search_path = closing
          """)
  void whatChangedIsReadAgain(String change, String back) throws Exception {
    try (Connection c = cluster.bare().getConnection()) {
      Cluster.execute(c, "set search_path = closing");
      Cluster.execute(c, "create table if not exists heir (id int not null, balance int)");
      Cluster.execute(
          c,
          "create or replace function add_up(state int, x int) returns int language plpgsql"
              + " immutable as $$ begin return state + x; end $$");
      Catalog before = CatalogReader.read(c);
      Cluster.execute(c, change);
      Catalog after = CatalogReader.read(c, before);
      assertThat(after).isNotSameAs(before);
      Cluster.execute(c, back);
      assertThat(CatalogReader.read(c, after)).isNotSameAs(after);
    }
  }

  /** An ALTER TABLE under way elsewhere must not stop the reading. */
  @ParameterizedTest
  @ValueSource(strings = {"account", "guarded", "checked"})
  void lockedTableDoesNotHoldUpTheReading(String table) throws Exception {
    try (Connection other = cluster.bare().getConnection();
        Connection c = cluster.bare().getConnection()) {
      other.setAutoCommit(false);
      Cluster.execute(other, "lock table closing." + table + " in access exclusive mode");
      Cluster.execute(c, "set search_path = closing");
      assertThat(CatalogReader.read(c).isUnread()).isFalse();
      other.rollback();
    }
  }
}
