package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.util.PSQLException;

/**
 * What a function does to its session, or to a table, is there for whoever caused it to be called,
 * by whatever way, and for nobody who must not see it. Replicas stand still, so that a read which
 * they serve by mistake misses what was written.
 */
@Tag("proof")
class EffectsByAnyWayTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  /** What a function does, and a question that shows it in the session that it was done in. */
  enum Effect {
    SETTING(
        "perform set_config('way.done', 'yes', false)", "select current_setting('way.done', true)"),
    SET("set way.done = 'yes'", "select current_setting('way.done', true)"),
    PATH(
        "perform set_config('search_path', current_setting('search_path') || ', pg_catalog', false)",
        "select current_setting('search_path') like '%pg_catalog'"),
    ZONE(
        "perform set_config('timezone', 'Asia/Tokyo', false)",
        "select current_setting('timezone') = 'Asia/Tokyo'"),
    LOCK(
        "perform pg_advisory_lock(4711)",
        "select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid() and objid = 4711"),
    SHARED_LOCK(
        "perform pg_advisory_lock_shared(47, 11)",
        "select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid() and objid = 11"),
    SEED("perform setseed(0.25)", "select random()"),
    DRAWN("perform nextval('drawn')", "select lastval() = last_value from drawn"),
    CURRENT("perform nextval('drawn')", "select currval('drawn') = last_value from drawn"),
    LISTEN(
        "execute 'listen way'", "select count(*) from pg_listening_channels() c where c = 'way'"),
    PREPARED(
        "if not exists (select from pg_prepared_statements where name = 'way') then execute 'prepare way as select 1'; end if",
        "select count(*) from pg_prepared_statements where name = 'way'"),
    TEMPORARY(
        "execute 'create temp table if not exists kept (id int)'",
        "select to_regclass('pg_temp.kept') is not null"),
    WRITTEN("insert into written values (1)", "select count(*) > 0 from written"),
    WRITTEN_UNSEEN(
        "execute 'insert into ' || 'writ' || 'ten values (1)'", "select count(*) > 0 from written");

    private final String statement;
    private final String question;

    Effect(String statement, String question) {
      this.statement = statement;
      this.question = question;
    }

    boolean isWrite() {
      return this == WRITTEN || this == WRITTEN_UNSEEN;
    }

    /** Whether an answer shows it. */
    boolean isThere(String answer) {
      return this == SEED
          ? answer.equals(SEEDED)
          : !List.of("", "0", "f", NO_VALUE).contains(answer);
    }

    /** What may be answered instead: its session was needed by others. */
    String refusal() {
      return this == DRAWN || this == CURRENT ? NO_VALUE : "none";
    }

    private static final String NO_VALUE = "55000";

    /** What RANDOM tells first after that seed. */
    private static final String SEEDED = "0.19726358498438978";
  }

  private static final String[] MADE = {
    "create sequence drawn",
    "create table written (id int)",
    "create function done() returns int language plpgsql as $$ begin EFFECT; return 1; end $$",
    "create function said_immutable(int) returns int language plpgsql immutable as"
        + " $$ begin EFFECT; return $1; end $$",
    "create function truth(int) returns boolean language plpgsql as"
        + " $$ begin EFFECT; return true; end $$",
    "create function deeper() returns int language sql as $$ select done() $$",
    "create function atomic() returns int begin atomic select done(); end",
    "create function definer() returns int language sql security definer as $$ select done() $$",
    "create function of_default(x int default done()) returns int language sql as $$ select x $$",
    "create function rows_of() returns setof int language plpgsql as"
        + " $$ begin return query select done(); end $$",
    "create function hidden() returns int language plpgsql as"
        + " $$ declare x int; begin execute 'select do' || 'ne()' into x; return x; end $$",
    "create function caught() returns int language plpgsql as"
        + " $$ begin begin perform done(); perform 1 / 0; exception when division_by_zero then"
        + " perform done(); end; return 1; end $$",
    "create function undone() returns int language plpgsql as"
        + " $$ begin begin perform done(); perform 1 / 0; exception when division_by_zero then"
        + " null; end; return 1; end $$",
    "create procedure called() language plpgsql as $$ begin EFFECT; end $$",
    "create procedure calling() language plpgsql as $$ begin call called(); end $$",
    "create procedure giving(inout x int) language plpgsql as $$ begin x := done(); end $$",
    "create procedure committing() language plpgsql as"
        + " $$ begin perform done(); commit; perform 1; end $$",
    "create procedure rolling() language plpgsql as"
        + " $$ begin perform done(); rollback; perform 1; end $$",
    "create table plain (id int, x int)",
    "insert into plain values (1, 1)",
    "create table defaulting (id int, x int default done())",
    "create table defaulting_too (id int, x int default done())",
    "create table checking (id int check (truth(id)))",
    "create function count_plain() returns bigint language plpgsql as"
        + " $$ begin return (select count(*) from plain); end $$",
    "create table computing (id int, x int generated always as (said_immutable(id)) stored)",
    "create table indexed (id int)",
    "create index on indexed (said_immutable(id))",
    "create table partial (id int)",
    "create index on partial (id) where said_immutable(id) > 0",
    "create table excluding (id int, exclude using btree (said_immutable(id) with =))",
    "create function fires() returns trigger language plpgsql as"
        + " $$ begin perform done(); if tg_op = 'DELETE' then return old; end if; return new; end $$",
    "create table fired (id int)",
    "insert into fired values (1)",
    "create trigger t before insert or update or delete on fired for each row execute function fires()",
    "create table emptied (id int)",
    "create trigger t before truncate on emptied execute function fires()",
    "create table conditional (id int)",
    "create function nothing() returns trigger language plpgsql as $$ begin return new; end $$",
    "create trigger t before insert on conditional for each row when (truth(new.id))"
        + " execute function nothing()",
    "create table deferring (id int)",
    "create constraint trigger t after insert on deferring deferrable initially deferred"
        + " for each row execute function fires()",
    "create table parents (id int primary key)",
    "create table children (parent int references parents on delete cascade)",
    "insert into parents select generate_series(1, 50)",
    "insert into children select generate_series(1, 50)",
    "create trigger t after delete on children for each row execute function fires()",
    "create table whole (id int, region text) partition by list (region)",
    "create table part partition of whole for values in ('a')",
    "create trigger t after insert on part for each row execute function fires()",
    "create table ruled (id int)",
    "create rule r as on insert to ruled do also select done()",
    "create view viewed as select done() as x",
    "create view of_view as select x from viewed",
    "create view instead as select id from plain",
    "create trigger t instead of insert on instead for each row execute function fires()",
    "create view limited as select id from plain where truth(id) with check option",
    "create domain checked as int check (truth(value))",
    "create table of_checked (id checked)",
    "create type pair as (a int, b int)",
    "create function to_int(pair) returns int language plpgsql as $$ begin EFFECT; return 1; end $$",
    "create cast (pair as int) with function to_int(pair)",
    "create function same_pair(pair, pair) returns boolean language plpgsql as"
        + " $$ begin EFFECT; return true; end $$",
    "create operator === (leftarg = pair, rightarg = pair, function = same_pair)",
    "create function added(int, int) returns int language plpgsql as"
        + " $$ begin EFFECT; return 1; end $$",
    "create aggregate gathered(int) (sfunc = added, stype = int, initcond = '0')",
    "create function x_of(plain) returns int language plpgsql as $$ begin EFFECT; return 1; end $$",
    "create table secured (id int)",
    "insert into secured values (1)",
    "alter table secured enable row level security",
    "alter table secured force row level security",
    "create policy p on secured using (truth(id)) with check (truth(id))",
    "create materialized view kept_view as select done() as x with no data",
    "create function into_any(t text) returns int language plpgsql as"
        + " $$ begin execute format('insert into %I values (9)', t); return 1; end $$",
    "create function changes_any(t text) returns int language plpgsql as"
        + " $$ begin execute 'update ' || t || ' set id = id'; return 1; end $$",
    "create function from_any(t text) returns int language plpgsql as"
        + " $$ declare y int; begin execute format('select count(*) from %I', t) into y; return y; end $$",
    "create function cast_any(t text) returns text language plpgsql as"
        + " $$ declare y text; begin execute format('select 5::%I', t) into y; return y; end $$",
    "create procedure into_given(t regclass) language plpgsql as"
        + " $$ begin execute 'insert into ' || t || ' values (9)'; end $$",
    "create function compares(pair, pair) returns int language plpgsql as"
        + " $$ begin EFFECT; return 0; end $$",
    "create function less(pair, pair) returns boolean language plpgsql as"
        + " $$ begin return false; end $$",
    "create operator <<< (leftarg = pair, rightarg = pair, function = less)",
    "create operator class pairs default for type pair using btree as"
        + " operator 1 <<<, function 1 compares(pair, pair)",
    // Nobody else runs what belongs to an index.
    "do $$ declare t regclass; begin for t in select oid from pg_class where relkind = 'r'"
        + " and relnamespace = current_schema::regnamespace loop execute format('alter table %s set"
        + " (autovacuum_enabled = off)', t); end loop; end $$",
  };

  private static final String[] WAYS = {
    "select done()",
    "select x.* from (select done()) x",
    "select deeper()",
    "select atomic()",
    "select definer()",
    "select of_default()",
    "select * from rows_of()",
    "select rows_of()",
    "select hidden()",
    "select caught()",
    "select undone()",
    "values (done())",
    "select id from plain where done() = 1",
    "select id from plain order by done()",
    "select id from plain limit done()",
    "select id from plain group by id having truth(id)",
    "select sum(id) over (order by done()) from plain",
    "select p.id from plain p join lateral (select done()) d on true",
    "select case when exists (select done()) then 1 end",
    "select array(select done())",
    "with w as (select done()) select * from w",
    "with w as materialized (select done()) select 1",
    "select 1 union all select done()",
    "(select done()) except select 2",
    "select coalesce(done(), 1)",
    "select * from viewed",
    "table viewed",
    "select * from of_view",
    "select p.x_of from plain p",
    "select x_of(p) from plain p",
    "select 5::checked",
    "select cast('5' as checked)",
    "select row(1, 2)::pair::int",
    "select row(1, 2)::pair === row(1, 2)::pair",
    "select gathered(id) from plain",
    "select (json_populate_record(null::of_checked, '{\"id\": 5}')).id",
    "call called()",
    "call calling()",
    "call giving(1)",
    "call committing()",
    "call rolling()",
    "{call called()}",
    "{call done()}",
    "{? = call done()}",
    "do $$ begin perform done(); end $$",
    "do $$ begin execute 'select do' || 'ne()'; end $$",
    "do $$ begin call called(); end $$",
    "do 'begin EFFECT; end'",
    "do $$ begin perform done(); commit; end $$",
    "do $$ begin insert into fired values (2); end $$",
    "prepare by_name as select done(); execute by_name; deallocate by_name",
    "explain analyze select done()",
    "create table made as select done()",
    "select done() as x into made_too",
    "refresh materialized view kept_view",
    "insert into defaulting (id) values (1)",
    "insert into defaulting default values",
    "insert into checking values (1)",
    "insert into computing values (1)",
    "insert into indexed values (1)",
    "insert into partial values (1)",
    "insert into fired values (2)",
    "insert into conditional values (2)",
    "insert into deferring values (2)",
    "insert into whole values (1, 'a')",
    "insert into ruled values (1)",
    "insert into instead values (1)",
    "insert into limited values (1)",
    "insert into of_checked values (1)",
    "insert into plain select done()",
    "insert into plain values (1, done())",
    "insert into plain values (1) returning done()",
    "update plain set x = done() where id = 1",
    "update plain set x = 1 where id = 1 and done() = 1",
    "update fired set id = id",
    "delete from plain where id = -done() or id = 77",
    "delete from parents where id = (select min(id) from parents)",
    "truncate emptied",
    "merge into fired f using (values (2)) v (id) on f.id = v.id + 1000 when not matched then insert values (v.id)",
    "merge into plain p using (values (1)) v (id) on p.id = v.id when matched then update set x = done()",
    "alter table plain add column added int default done()",
    "alter table checking add constraint again check (truth(id)) not valid; alter table checking validate constraint again",
    "create index on plain (said_immutable(id))",
    "select id from secured",
    "begin; select done(); commit",
    "begin; select done(); rollback",
    "select done(); select 1",
    "declare c cursor with hold for select done(); fetch all c; close c",
    "begin; insert into deferring values (3); set constraints all immediate; commit",
    "set local way.other = 'x'; select done()",
    "select into_any('fired')",
    "select into_any('defaulting_too')",
    "select changes_any('fired')",
    "select from_any('of_view')",
    "select cast_any('checked')",
    "call into_given('fired')",
    "do $$ declare t text = 'fired'; begin execute format('insert into %I values (9)', t); end $$",
    "select query_to_xml('select done()', true, false, '')",
    "select table_to_xml('viewed', true, false, '')",
    "select * from ts_stat('select to_tsvector(done()::text)')",
    "insert into indexed values (1); analyze indexed",
    "insert into indexed values (1); reindex table indexed",
    "insert into indexed values (1); alter table indexed alter column id type bigint",
    "copy (select done()) to program 'cat > /dev/null'",
    "select * from json_table('[1]', '$[*]' columns (x checked path '$'))",
    "select json_value('5', '$' returning checked)",
    "select * from xmltable('/a' passing '<a/>' columns x int path 'b' default done())",
    "select p from (values (row(1, 2)::pair), (row(2, 1)::pair)) v (p) order by p",
    "select distinct p from (values (row(1, 2)::pair), (row(2, 1)::pair)) v (p)",
    "select max(id) from plain where row(1, id)::pair = any (select row(id, 1)::pair from plain)",
    // One after the other.
    "insert into indexed values (1) \\n analyze indexed",
    "insert into indexed values (1) \\n analyze",
    "insert into indexed values (1) \\n reindex table indexed",
    "insert into indexed values (1) \\n vacuum analyze indexed",
    "prepare by_name as select done() \n execute by_name \n deallocate by_name",
    "declare c cursor with hold for select done() \n fetch all c \n close c",
    "create temp table tt as select done() \n drop table tt",
    "create temp table tt (id int) \n select done() \n drop table tt",
    "listen other \n select done() \n unlisten other",
    "select pg_advisory_lock(5) \n select done() \n select pg_advisory_unlock(5)",
    "create table made (id int) \n select done()",
    "create table made (id int default done()) \n insert into made default values",
    "create function made_now() returns int language sql as 'select done()' \n select made_now() \n drop function made_now",
    "create table made partition of whole for values in (done()::text)",
    "create domain pg_temp.odd as int check (truth(value)) \n select 1::pg_temp.odd \n drop domain pg_temp.odd",
    "create domain pg_temp.odd as int check (truth(value)) \n select cast('1' as pg_temp.odd) \n drop domain pg_temp.odd",
    "create domain pg_temp.odd as int check (truth(value)) \n select pg_temp.odd '1' \n drop domain pg_temp.odd",
    "create temp view seen as select done() \n select * from seen \n drop view seen",
    // What is dropped is seen to write; so it stays.
    "create temp view plain as select done() as id \n select id from plain",
    "create temp view plain as select done() as id \n select count_plain()",
    "create temp table plain (id int, x int default done()) \n insert into plain (id) values (1)",
    "create temp table plain (id int check (truth(id))) \n insert into plain values (1)",
    "create domain pg_temp.checking as int check (truth(value)) \n select '1'::checking",
  };

  @ParameterizedTest
  @EnumSource
  void isSeenByWhomItMustBeSeen(Effect effect) throws Exception {
    isSeen(effect, EffectsByAnyWayTest::run);
  }

  /** As after any DDL: what was known is not known any more, and not yet again. */
  @ParameterizedTest
  @EnumSource(names = {"LOCK", "SEED", "SETTING"})
  void isSeenThoughTheCatalogueIsBeingReadAgain(Effect effect) throws Exception {
    isSeen(
        effect,
        (connection, way) -> {
          try (Connection reading = cluster.bare().getConnection()) {
            reading.setAutoCommit(false);
            Cluster.execute(reading, "lock table pg_catalog.pg_policy in access exclusive mode");
            Cluster.execute(connection, "create table if not exists defined_again ()");
            run(connection, way);
            reading.rollback();
          }
        });
  }

  /** How something is done. */
  private interface Doing {
    void run(Connection connection, String way) throws SQLException;
  }

  private static void isSeen(Effect effect, Doing doing) throws Exception {
    String schema = "way_" + effect.name().toLowerCase(Locale.ROOT);
    cluster.run("drop schema if exists " + schema + " cascade", "create schema " + schema);
    List<String> made = new ArrayList<>(List.of("set search_path = " + schema));
    for (String sql : MADE) {
      made.add(sql.replace("EFFECT", effect.statement));
    }
    cluster.run(made.toArray(String[]::new));
    try (WeirDataSource weir = open(schema)) {
      Cluster.awaitReplicas(weir, 1);
      Cluster.await(
          "the catalogue is known",
          () -> !weir.explain("select done()").cause().contains("catalogue"));
      List<String> wrong = new ArrayList<>();
      cluster.whileReplicasStandStill(
          () -> {
            for (String way : WAYS) {
              compare(
                      way.replace("EFFECT", effect.statement.replace("'", "''")),
                      effect,
                      schema,
                      weir,
                      doing)
                  .forEach(each -> wrong.add(way + ": " + each));
            }
          });
      assertThat(wrong).isEmpty();
    } finally {
      cluster.run("drop schema " + schema + " cascade");
    }
  }

  private static WeirDataSource open(String schema) {
    HikariConfig pool = new HikariConfig();
    pool.setMaximumPoolSize(2);
    String path = "&currentSchema=" + schema;
    return WeirDataSource.builder()
        .primary(cluster.servers().primary().jdbcUrl() + path)
        .replica(cluster.servers().replicas().get(0).jdbcUrl() + path)
        .monitorInterval(Duration.ofMillis(100))
        .pool(pool)
        .build();
  }

  /** What is wrong of one way. */
  private static List<String> compare(
      String way, Effect effect, String schema, WeirDataSource weir, Doing doing)
      throws SQLException {
    clean(schema);
    String bare;
    try (Connection c = cluster.bare().getConnection()) {
      Cluster.execute(c, "set search_path = " + schema);
      run(c, way);
      bare = asked(c, effect);
    }
    if (!effect.isThere(bare)) {
      return List.of(); // This way does not lead there.
    }
    clean(schema);
    List<String> wrong = new ArrayList<>();
    try (Connection c = weir.getConnection();
        Connection other = weir.getConnection()) {
      doing.run(c, way);
      Cluster.query(c, "select 1");
      Cluster.query(other, "select 2 from plain for update");
      if (!List.of(bare, effect.refusal()).contains(asked(c, effect))) {
        wrong.add("is not there");
      }
      if (bare.equals(asked(other, effect)) != effect.isWrite()) {
        wrong.add("another connection");
      }
    }
    try (Connection c = weir.getConnection();
        Connection d = weir.getConnection()) {
      for (Connection next : List.of(c, d)) {
        if (bare.equals(asked(next, effect)) != effect.isWrite()) {
          wrong.add("the next borrower");
        }
      }
    }
    return wrong;
  }

  private static void clean(String schema) throws SQLException {
    try (Connection c = cluster.bare().getConnection()) {
      Cluster.execute(c, "set search_path = " + schema);
      Cluster.execute(c, "truncate written; drop table if exists made, made_too");
      Cluster.execute(c, "alter table plain drop column if exists added");
      Cluster.execute(c, "alter table checking drop constraint if exists again");
    }
  }

  /** A way that the bare driver refuses leads nowhere. */
  private static void run(Connection c, String sql) throws SQLException {
    try {
      if (!sql.startsWith("{")) {
        for (String statement : sql.lines().toList()) {
          Cluster.execute(c, statement);
        }
        return;
      }
      try (CallableStatement s = c.prepareCall(sql)) {
        if (sql.startsWith("{?")) {
          s.registerOutParameter(1, Types.INTEGER);
        }
        s.execute();
      }
    } catch (PSQLException e) {
      assertThat(e.getServerErrorMessage()).as(sql).isNotNull();
    }
  }

  private static String asked(Connection c, Effect effect) throws SQLException {
    try {
      String told = Cluster.query(c, effect.question);
      return told == null ? "" : told; // A setting that was taken back is empty.
    } catch (SQLException e) {
      return String.valueOf(e.getSQLState());
    }
  }
}
