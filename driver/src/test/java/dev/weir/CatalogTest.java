package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import dev.weir.route.RouteReason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the text of a statement does not show, and only the database's catalogue knows. */
class CatalogTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final Recording heard = new Recording();
  private static WeirDataSource weir;

  @BeforeAll
  static void open() throws Exception {
    cluster.run(
        text("routing-tests-schema.sql"),
        "alter table t add column note text",
        // What writes reach.
        "create table log_of_writes (what text)",
        "create table watched (id int primary key, v int)",
        "insert into watched values (1, 1)",
        "create function log_write() returns trigger language plpgsql as"
            + " $$ begin insert into log_of_writes values ('x'); return new; end $$",
        "create trigger watch after update on watched for each row execute function log_write()",
        "create table parent (id int primary key)",
        "create table child (id int references parent on delete cascade, at int)",
        "create table grandchild (id int, pid int references parent on update cascade)",
        "insert into parent values (1), (2), (4)",
        "insert into child values (1, 1)",
        "create table ruled (id int)",
        "create rule also as on insert to ruled do also insert into log_of_writes values ('r')",
        "create view v_of_t as select id, name from t",
        "create view v_of_v as select id, name from v_of_t",
        "create view writable as select id, v from watched",
        // Trees of tables.
        "create table parted (id int, v int) partition by range (id)",
        "create table parted_low partition of parted for values from (0) to (10)",
        "create table parted_high partition of parted for values from (10) to (20)",
        "create trigger watch after insert on parted_high for each row execute function"
            + " log_write()",
        "insert into parted values (1, 1)",
        "create table heir () inherits (watched)",
        "create table mixed (id int) partition by range (id)",
        "create unlogged table mixed_low partition of mixed for values from (0) to (10)",
        // Policies.
        "create table allowed (id int)",
        "insert into allowed values (1)",
        "create table guarded (id int)",
        "insert into guarded values (1)",
        "alter table guarded enable row level security",
        "create policy p on guarded using (id in (select id from allowed))",
        // Functions that are labelled wrongly.
        "create function f_immut_reads(x int) returns text language sql immutable as"
            + " $$ select name from t where id = x $$",
        "create function f_stable_temp() returns int language plpgsql stable as"
            + " $$ begin perform set_config('app.x', '1', false); return 1; end $$",
        "create function f_atomic_lock() returns int stable"
            + " begin atomic select 1 from (select pg_advisory_xact_lock(1)) l; end",
        "create function f_set_tenant(x text) returns text language plpgsql as"
            + " $$ begin return set_config('app.tenant', x, false); end $$",
        "create function f_session_lock() returns int language plpgsql as"
            + " $$ begin perform pg_advisory_lock(77); return 1; end $$",
        "create function f_temp() returns int language plpgsql as"
            + " $$ begin create temp table if not exists tmp_of_f (id int); return 1; end $$",
        "create function f_add(a int, b int) returns int language sql immutable as"
            + " $$ select a + b $$",
        "create operator +@+ (leftarg = int, rightarg = int, function = f_add)",
        "create foreign data wrapper nowhere",
        "create function f_shows(what text) returns text language plpgsql stable as"
            + " $$ begin return current_setting(what); end $$",
        "create schema other_schema",
        "create table other_schema.t (id int)",
        "create procedure make_table(name text) language plpgsql as"
            + " $$ begin execute format('create table %I (id int)', name); end $$");
    weir = cluster.open(b -> b.listener(heard));
    heard.forget();
  }

  @AfterAll
  static void close() throws SQLException {
    weir.close();
    cluster.run("drop owned by app_user", "drop role app_user");
  }

  private static String text(String resource) throws IOException {
    try (InputStream in = Objects.requireNonNull(CatalogTest.class.getResourceAsStream(resource))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Waits until reads are served by replicas, whatever was written or made before. */
  private static void awaitCatalogue() throws Exception {
    Cluster.await("reads go to replicas", () -> reason("select f_stable(1)") == RouteReason.READ);
  }

  private static final RouteReason UNKNOWN = RouteReason.UNKNOWN_OBJECT;

  private static RouteReason reason(String sql) {
    heard.forget();
    try (Connection c = weir.getConnection();
        Statement s = c.createStatement()) {
      s.setQueryTimeout(5);
      s.execute(sql);
    } catch (SQLException e) {
      // Only where it went matters.
    }
    return heard.reason();
  }

  // ---------------------------------------------------------------- what a write reaches

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a table                    | update t set name = 'x' where id = 1       | select id from t
          a view over it             | update t set name = 'x' where id = 1       | select id from v_of_t
          a view over a view         | update t set name = 'x' where id = 1       | select id from v_of_v
          a table through a view     | update v_of_t set name = 'x' where id = 1  | select id from t
          a trigger's table          | update watched set v = 2 where id = 1      | select what from log_of_writes
          a trigger's table, by view | update writable set v = 2 where id = 1     | select what from log_of_writes
          a trigger of a partition   | insert into parted values (11, 1)          | select what from log_of_writes
          a cascade                  | delete from parent where id = 1            | select id from child
          a cascade of keys          | update parent set id = 3 where id = 2      | select pid from grandchild
          a rule                     | insert into ruled values (1)               | select what from log_of_writes
          a partition by its root    | insert into parted values (2, 1)           | select v from parted_low
          a root by its partition    | insert into parted_low values (3, 1)       | select v from parted
          a parent by its heir       | insert into heir values (5, 5)             | select v from watched
          a heir by its parent       | update watched set v = 3                   | select v from heir
          a policy's table           | insert into allowed values (2)             | select id from guarded
          what a function reads      | update t set name = 'y' where id = 1       | select f_stable(5)
          what a wrong label hides   | update t set name = 'z' where id = 1       | select f_immut_reads(1)
          a materialized view        | refresh materialized view mv               | select c from mv
          what a function writes     | select f_write(1)                          | select what from audit
          what a block writes        | do $$ begin insert into audit values (now(), 'd'); end $$ | select what from audit
          what an operator writes    | select 1 @+@ 2                             | select what from audit
          a quoted table             | insert into "update" values (1)            | select id from "update"
          a table by its schema      | insert into other_schema.t values (1)      | select id from other_schema.t
          a merge                    | merge into t using (select 1 i) z on t.id = z.i when matched then update set name = 'm' | select id from t
          a modifying CTE            | with d as (insert into u (v) values (1) returning id) select * from d | select id from u
          a truncation               | truncate child                             | select id from child
          """)
  void readIsOnThePrimaryAfterAWriteTo(String what, String write, String read) throws Exception {
    Cluster.await("a replica reads it", () -> reason(read) == RouteReason.READ);
    cluster.whileReplicasStandStill(
        () -> {
          Cluster.execute(weir, write);
          assertThat(reason(read)).as(what).isEqualTo(RouteReason.OWN_WRITES);
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          another table             | update t set name = 'x' where id = 1 | select id from child
          the referenced table      | insert into child values (4, 1)      | select id from parent
          the table of that name in another schema | insert into other_schema.t values (1) | select id from t
          what a trigger does not write   | update watched set v = 2 where id = 1 | select id from child
          what a function does not write  | select f_write(1)                     | select id from t
          what a procedure does not write | call p_write()                        | select id from t
          what a procedure only reads     | call p_read()                         | select id from t
          a cascade of deletes only       | insert into parent values (9)         | select id from child
          """)
  void readStaysOnAReplicaAfterAWriteThatDoesNotReach(String what, String write, String read)
      throws Exception {
    awaitCatalogue();
    // Marks of other tests are not in the way.
    try (WeirDataSource fresh = cluster.open(b -> b.listener(heard))) {
      cluster.whileReplicasStandStill(
          () -> {
            Cluster.execute(fresh, write);
            Cluster.execute(fresh, read);
            assertThat(heard.reason()).as(what).isEqualTo(RouteReason.READ);
          });
    }
  }

  // ---------------------------------------------------------------- what is not on a replica

  @ParameterizedTest
  @CsvSource({
    "select id from ul, NODE_SPECIFIC",
    "select id from mixed_low, NODE_SPECIFIC",
    "select id from mixed, NODE_SPECIFIC",
    "select last_value from s, NODE_SPECIFIC",
    "select count(*) from pg_class, NODE_SPECIFIC",
    "select count(*) from information_schema.tables, NODE_SPECIFIC",
    "select f_stable_temp(), SESSION",
    "select f_atomic_lock(), VOLATILE_FUNCTION",
    "select nobody_knows_it(1), UNKNOWN_OBJECT",
    "select pg_backend_pid(), NODE_SPECIFIC",
    "select pg_stat_get_db_numbackends(1), NODE_SPECIFIC",
    "select count(*) from pg_show_all_settings(), NODE_SPECIFIC",
    "select current_setting('transaction_read_only'), NODE_SPECIFIC",
    "select current_setting('transaction_' || 'read_only'), NODE_SPECIFIC",
    "select current_setting(U&'po\\0072t'), NODE_SPECIFIC",
    "select current_setting(name) from t where false, NODE_SPECIFIC",
    "select f_shows('port'), NODE_SPECIFIC",
    "select 1::nobodys_type, UNKNOWN_OBJECT",
    "select cast(1 as nobodys.type_of_his), UNKNOWN_OBJECT",
    "select nobodys_type '1', UNKNOWN_OBJECT",
    "select 1::pg_temp.int4, UNKNOWN_OBJECT",
    "select 1::other_schema.int4, UNKNOWN_OBJECT",
    "select pg_temp.t '(1)', UNKNOWN_OBJECT",
    "select * from json_to_record('{}') as x(a nobodys_type), UNKNOWN_OBJECT",
    "select json_value('{}' returning nobodys_type), UNKNOWN_OBJECT",
    "select * from json_table('[]' columns (a nobodys_type path '$')), UNKNOWN_OBJECT",
    "select * from json_table('[]' columns (nested path '$' columns (a nobodys_type))), UNKNOWN_OBJECT",
    "select * from xmltable('/a' passing '<a/>' columns a nobodys_type), UNKNOWN_OBJECT",
    "select inet_server_port(), NODE_SPECIFIC",
    "select id from t; update t set v = v where false, SEVERAL_STATEMENTS",
    "select id from t; select pg_backend_pid(), NODE_SPECIFIC",
    "select 1 from nobody_knows_it, UNKNOWN_OBJECT",
  })
  void statementGoesToThePrimary(String sql, RouteReason reason) throws Exception {
    awaitCatalogue();
    assertThat(reason(sql)).isEqualTo(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select 1 +@+ 2",
        "select f_add(1, 2)",
        "select upper(name) from t",
        "select 1; select id from t",
        "select name(t) from t",
        "select uuid('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11')",
        "select current_setting('work_mem')",
      })
  void harmlessFunctionsAndOperatorsAreReads(String sql) throws Exception {
    try (WeirDataSource fresh = cluster.open(b -> b.listener(heard))) {
      Cluster.execute(fresh, sql);
      assertThat(heard.reason()).isEqualTo(RouteReason.READ);
    }
  }

  // ---------------------------------------------------------------- what stays in the session

  /** What a function leaves in the session must not reach the next borrower. */
  @ParameterizedTest
  @ValueSource(strings = {"select f_session_lock()", "select f_temp()"})
  void functionThatChangesTheSessionPins(String sql) throws Exception {
    awaitCatalogue();
    try (Connection c = weir.getConnection()) {
      Cluster.query(c, sql);
      Cluster.query(c, "select id from t");
      assertThat(heard.reason()).isEqualTo(RouteReason.PINNED);
    }
  }

  // ---------------------------------------------------------------- changes

  /** Long before the catalogue is read again anyway. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          made_by_do   | do $$ begin execute 'create table made_by_do (id int)'; end $$
          made_by_call | call make_table('made_by_call')
          """)
  void ddlThatIsHiddenIsNoticedSoon(String table, String hidden) throws Exception {
    awaitCatalogue();
    Cluster.execute(weir, hidden);
    Cluster.await(
        "the new table is read on a replica",
        () -> reason("select id from " + table) == RouteReason.READ);
  }

  @Test
  void tableOfSomebodyElseIsNoticedWhenItIsNamed() throws Exception {
    awaitCatalogue();
    cluster.run("create table made_elsewhere (id int)");
    assertThat(reason("select id from made_elsewhere")).isEqualTo(UNKNOWN);
    Cluster.await(
        "the new table is read on a replica",
        () -> reason("select id from made_elsewhere") == RouteReason.READ);
  }

  @Test
  void nothingIsKnownAfterDdlUntilTheCatalogueHasBeenReadAgain() throws Exception {
    awaitCatalogue();
    Cluster.execute(weir, "create table made_later (id int)");
    Cluster.execute(weir, "insert into made_later values (1)");
    Cluster.await(
        "the new table is read on a replica",
        () -> reason("select id from made_later") == RouteReason.READ);
    Cluster.execute(weir, "create or replace view v_of_t as select id, name from t where id = 1");
    Cluster.execute(weir, "alter view v_of_t rename to v_renamed");
    Cluster.await(
        "the renamed view is read on a replica",
        () -> reason("select id from v_renamed") == RouteReason.READ);
    assertThat(reason("select id from v_of_t")).isEqualTo(UNKNOWN);
    Cluster.execute(weir, "alter view v_renamed rename to v_of_t");
  }

  @Test
  void nameMeansWhatItMeansInThePools() throws Exception {
    cluster.run(
        "create schema if not exists depot",
        "create table if not exists depot.crate (n int)",
        "create table if not exists public.crate (n int)");
    for (UnaryOperator<HikariConfig> pool :
        List.<UnaryOperator<HikariConfig>>of(
            config -> {
              config.setSchema("depot");
              return config;
            },
            config -> {
              config.setConnectionInitSql("set search_path = depot, public");
              return config;
            })) {
      try (WeirDataSource own = cluster.open(b -> b.pool(pool.apply(new HikariConfig())))) {
        cluster.whileReplicasStandStill(
            () -> {
              Cluster.execute(own, "delete from depot.crate");
              Cluster.execute(own, "insert into depot.crate values (1)");
              assertThat(Cluster.query(own, "select count(*) from crate")).isEqualTo("1");
            });
      }
    }
  }

  /** Reads by their texts, executed before it is known what they call. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "select hidden.write(1)",
        "select a from hidden.view",
        "select row(1)::hidden.made::int",
        "select row(1)::hidden.made = row(2)::hidden.made",
        "select (x).hidden_write from (select row(1)::hidden.made as x) q",
        "select 3::hidden.checked"
      })
  void whatIsNotKnownMayWriteAnything(String write) throws Exception {
    cluster.run(
        "create schema hidden",
        "create table hidden.written (a int)",
        "create function hidden.write(int) returns int language plpgsql as"
            + " $$ begin insert into hidden.written values ($1); return 1; end $$",
        "create view hidden.view as select hidden.write(1) as a",
        "create type hidden.made as (a int)",
        "create function hidden.number(hidden.made) returns int language sql as"
            + " 'select hidden.write(1)'",
        "create cast (hidden.made as int) with function hidden.number(hidden.made)",
        "create function hidden.same(hidden.made, hidden.made) returns bool language sql as"
            + " 'select hidden.write(1) = 1'",
        "create operator public.= (leftarg = hidden.made, rightarg = hidden.made,"
            + " function = hidden.same)",
        "create function public.hidden_write(hidden.made) returns int language sql as"
            + " 'select hidden.write(1)'",
        "create domain hidden.checked as int check (hidden.write(value) > 0)");
    String read = "select count(*) from hidden.written";
    try (Connection reading = cluster.bare().getConnection()) {
      reading.setAutoCommit(false);
      Cluster.execute(reading, "lock table pg_catalog.pg_policy in access exclusive mode");
      Cluster.execute(weir, "comment on schema hidden is 'read it again'");
      long defined = System.nanoTime();
      Cluster.await(
          "replicas have the DDL",
          () ->
              weir.topology().nodes().stream()
                  .skip(1)
                  .allMatch(node -> node.confirmedNanos() - defined > 0));
      cluster.whileReplicasStandStill(
          () -> {
            Cluster.execute(weir, write);
            reading.rollback();
            Cluster.await(
                "the catalogue is known", () -> weir.explain(read).decision().reason() != UNKNOWN);
            assertThat(Cluster.query(weir, read)).isNotEqualTo("0");
          });
    } finally {
      cluster.run(
          "drop schema hidden cascade", "drop function if exists public.hidden_write(record)");
    }
  }

  /** Sessions that are open keep the path that they began with. */
  @Test
  void nameMeansWhatItMeansInAnySessionOnceTheRolesPathIsAnother() throws Exception {
    cluster.run(
        "create role altered login superuser",
        "create schema before_it",
        "create schema after_it",
        "create table before_it.parcel (n int)",
        "create table after_it.parcel (n int)",
        "alter role altered set search_path to before_it");
    HikariConfig pool = new HikariConfig();
    pool.setMaximumPoolSize(1);
    List<String> servers =
        cluster.servers().nodes().stream()
            .map(node -> node.jdbcUrl().replaceAll("user=\\w+", "user=altered"))
            .toList();
    WeirDataSource.Builder builder = WeirDataSource.builder().primary(servers.get(0)).pool(pool);
    servers.stream().skip(1).forEach(builder::replica);
    try (WeirDataSource own = builder.build()) {
      Cluster.awaitReplicas(own);
      assertThat(Cluster.query(own, "show search_path")).isEqualTo("before_it");
      Cluster.execute(own, "alter role altered set search_path to after_it");
      Cluster.await(
          "the catalogue has been read again",
          () ->
              own.explain("select from before_it.parcel").decision().reason() == RouteReason.READ);
      cluster.whileReplicasStandStill(
          () -> {
            Cluster.execute(own, "insert into parcel values (1)");
            assertThat(Cluster.query(own, "select count(*) from before_it.parcel")).isEqualTo("1");
          });
    } finally {
      cluster.run("drop schema before_it, after_it cascade", "drop role altered");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create temp table mine (id int)",
        "create temp table mine as select id from t",
        "select id into temp mine from t",
        "create temporary view mine as select id from t",
        "create temp sequence mine"
      })
  void whatIsTemporaryChangesNobodysCatalogue(String sql) throws Exception {
    awaitCatalogue();
    try (Connection c = weir.getConnection()) {
      Cluster.execute(c, sql);
      assertThat(reason("select f_stable(1)")).isNotEqualTo(UNKNOWN);
    }
  }
}
