package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.catalog.Catalog;
import dev.weir.catalog.CatalogReader;
import dev.weir.catalog.Closure;
import dev.weir.catalog.Closure.Effect;
import dev.weir.catalog.Tables;
import dev.weir.route.RouteReason;
import dev.weir.sql.SqlShapes;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Functions that a text calls without the name and the parenthesis of a call: fields that are
 * computed, casts, checks of domains, and operators with a symbol of PostgreSQL's own. Tables are
 * written by name, {@code *} is any table, {@code -} is none.
 */
@Tag("proof")
class UnnamedCallsTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final String[] SCHEMA = {
    "create schema unnamed",
    "set search_path = unnamed",
    "create table cust (id int primary key)",
    "create table young (age int) inherits (cust)",
    "create table ord (cust int, total int)",
    "create table journal (what text)",
    "create table plain (id int, name text, balance int)",
    "insert into cust values (1)",
    // What is called writes to the journal, or reads the orders.
    "create function sees(x int) returns int language sql stable as"
        + " $$ select $1 + count(*)::int from ord $$",
    "create function writes(x int) returns int language plpgsql as"
        + " $$ begin insert into journal values (x::text); return x; end $$",
    "create function sees_text(x text) returns text language sql stable as"
        + " $$ select x || count(*) from ord $$",
    // Fields that are computed.
    "create function balance(cust) returns bigint language sql stable as"
        + " $$ select coalesce(sum(total), 0) from ord where cust = $1.id $$",
    "create function touched(cust) returns int language sql as $$ select writes($1.id) $$",
    "create function id(cust) returns int language sql as $$ select writes(1) $$",
    "create function later(c cust, n int default 1) returns int language sql stable as"
        + " $$ select sees(n) $$",
    "create function of_row(anyelement) returns int language plpgsql stable as"
        + " $$ begin return sees(1); end $$",
    "create function the_first() returns cust language sql stable as"
        + " $$ select c from cust c limit 1 $$",
    "create function in_a_body(c cust) returns bigint language sql stable as"
        + " $$ select c.balance $$",
    "create function in_atomic(c cust) returns bigint stable return c.balance",
    "create view fields as select c.balance from cust c",
    "create table ev (c int)",
    "create function by_trigger() returns trigger language plpgsql as"
        + " $$ declare x int; begin select c.touched into x from cust c limit 1; return null; end $$",
    "create trigger t after insert on ev for each row execute function by_trigger()",
    // Domains.
    "create domain checked as int check (sees(value) > 0)",
    "create domain kept as int check (writes(value) > 0)",
    "create domain narrower as kept check (value > 1)",
    "create domain harmless as int check (value > 0)",
    "create type pair as (a kept, b int)",
    "create table of_checked (c checked)",
    "create table of_many (c kept[])",
    "create function declares(x int) returns int language plpgsql as"
        + " $$ declare d kept := x; begin return d; end $$",
    "create function declares_alike(x int) returns int language plpgsql as"
        + " $$ declare d of_many.c%type; r of_many%rowtype; begin return 1; end $$",
    "create function casts(x int) returns int language sql as $$ select x::kept $$",
    "create function casts_atomic(x int) returns int return x::kept",
    "create view of_casts as select id::kept from cust",
    // A type with casts and operators.
    "create type amount as (n int)",
    "create function to_int(amount) returns int language sql stable as $$ select sees($1.n) $$",
    "create cast (amount as int) with function to_int(amount) as implicit",
    "create function to_amount(int) returns amount language sql as $$ select row(writes($1))::amount $$",
    "create cast (int as amount) with function to_amount(int) as assignment",
    "create table priced (id int, price amount)",
    "create view prices as select price from priced",
    "create type mark as enum ('a', 'b')",
    "create function same(mark, text) returns boolean language plpgsql as"
        + " $$ begin perform writes(1); return $1::text = $2; end $$",
    "create operator = (leftarg = mark, rightarg = text, function = same)",
    "create table marked (id int, m mark)",
    "create function takes_mark(m mark) returns boolean language sql as"
        + " $$ select case m when 'a'::text then true end $$",
    "create table unmarked (id int, m text)",
  };

  private static Catalog catalog = Catalog.UNREAD;

  @BeforeAll
  static void read() throws Exception {
    try (Connection c = cluster.bare().getConnection()) {
      for (String sql : SCHEMA) {
        Cluster.execute(c, sql);
      }
      catalog = CatalogReader.read(c);
    }
    cluster.servers().awaitReplication();
  }

  @AfterAll
  static void drop() throws SQLException {
    cluster.run("drop schema unnamed cascade");
  }

  private static Closure close(String sql) {
    return catalog.close(SqlShapes.parse(sql));
  }

  private static String names(Tables tables) {
    if (tables.all()) {
      return "*";
    }
    TreeSet<String> found = new TreeSet<>();
    tables.oids().forEach(oid -> found.add(catalog.name(oid).replaceFirst("unnamed\\.", "")));
    return found.isEmpty() ? "-" : String.join(" ", found);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          select c.balance from cust c                         | PURE     | cust ord
          select cust.balance from cust                        | PURE     | cust ord
          select (c).balance from cust c                       | PURE     | cust ord
          select y.balance from young y                        | PURE     | cust ord
          select c."balance" from cust c order by c.balance    | PURE     | cust ord
          select f.balance from the_first() f                  | PURE     | cust ord
          select (the_first()).balance                         | PURE     | cust ord
          select id from plain where exists (select 1 from cust c where c.balance > plain.id) | PURE | cust ord plain
          select c.later from cust c                           | PURE     | cust ord
          select c.of_row from cust c                          | PURE     | cust ord
          select (1).sees                                      | PURE     | ord
          select ($1).writes                                   | VOLATILE | -
          select (x.n).writes from (select 1 as n) x           | VOLATILE | -
          select c.touched from cust c                         | VOLATILE | cust
          select in_a_body(c) from cust c                      | PURE     | cust ord
          select in_atomic(c) from cust c                      | PURE     | cust ord
          select balance from fields                           | PURE     | cust ord
          select ('s'::regclass).nextval                       | VOLATILE | -
          select (1).pg_advisory_lock                          | SESSION  | -
          select c.id from cust c                              | PURE     | cust
          select p.balance from plain p                        | PURE     | plain
          select p.name, p.id from plain p                     | PURE     | plain
          select 1 as balance from cust                        | PURE     | cust
          select c.sees_text from cust c                       | PURE     | cust
          select ('a').sees_text                               | PURE     | ord
          select id(c) from cust c                             | VOLATILE | cust
          select name(p) from plain p                          | PURE     | plain
          select balance(p) from plain p                       | PURE     | ord plain
          """)
  void fieldIsACallUnlessItIsAColumn(String sql, Effect effect, String reads) {
    Closure closure = close(sql);
    assertThat(closure.effect()).isEqualTo(effect);
    assertThat(names(closure.reads())).isEqualTo(reads);
    assertThat(closure.opaque()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          select 1::checked                                    | PURE     | ord     | -
          select cast(1 as unnamed.checked)                    | PURE     | ord     | -
          select checked '1'                                   | PURE     | ord     | -
          select checked(1)                                    | PURE     | ord     | -
          select (1).checked                                   | PURE     | ord     | -
          select array[1]::checked[]                           | PURE     | ord     | -
          select 1::kept                                       | VOLATILE | -       | journal
          select 1::narrower                                   | VOLATILE | -       | journal
          select row(1, 2)::pair                               | VOLATILE | -       | journal
          select * from json_to_record('{"a":1}') as x(a kept) | VOLATILE | -       | journal
          select * from rows from (json_to_record('{"a":1}') as (a kept)) x | VOLATILE | - | journal
          select * from json_populate_record(null::of_many, '{}') | VOLATILE | -    | journal
          select * from json_table('[1]', '$[*]' columns (a kept path '$')) j | VOLATILE | - | journal
          select json_value('1', '$' returning kept)           | VOLATILE | -       | journal
          select * from xmltable('/a' passing '<a/>' columns a kept path '.') x | VOLATILE | - | journal
          select declares(1)                                   | VOLATILE | -       | journal
          select declares_alike(1)                             | VOLATILE | -       | journal
          select casts(1)                                      | VOLATILE | -       | journal
          select casts_atomic(1)                               | VOLATILE | -       | journal
          select * from of_casts                               | VOLATILE | cust    | journal
          select 1::harmless                                   | PURE     | -       | -
          select 1 as checked                                  | PURE     | -       | -
          select c from of_checked                             | PURE     | of_checked ord | -
          insert into of_checked values (1)                    | PURE     | ord     | of_checked
          insert into of_many values ('{1}')                   | PURE     | -       | journal of_many
          """)
  void makingAValueOfADomainChecksIt(String sql, Effect effect, String reads, String writes) {
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
          select 1 + price from priced                         | PURE     | ord priced | -
          select price from prices                             | PURE     | ord priced | -
          insert into priced values (1, 2)                     | PURE     | ord     | journal priced
          select 1::amount                                     | VOLATILE | ord     | journal
          select amount(1)                                     | VOLATILE | ord     | journal
          select id from marked where m = 'a'                  | VOLATILE | marked  | journal
          select id from marked where m in ('a', 'b')          | VOLATILE | marked  | journal
          select case m when 'a'::text then 1 end from marked  | VOLATILE | marked  | journal
          select nullif(m, 'a'::text) from marked              | VOLATILE | marked  | journal
          select (m, 1) = ('a'::text, 1) from marked           | VOLATILE | marked  | journal
          select m is distinct from 'a'::text from marked      | VOLATILE | marked  | journal
          select 1 from marked join unmarked using (m)         | VOLATILE | marked unmarked | journal
          delete from marked where m = 'a'::text               | VOLATILE | marked  | journal marked
          select 'a'::mark = 'a'::text                         | VOLATILE | -       | journal
          select takes_mark('a')                               | VOLATILE | -       | journal
          select id from unmarked where m = 'a'                | PURE     | unmarked | -
          select id from cust where id in (1, 2)               | PURE     | cust    | -
          select 1::text, 2::int, current_date::text           | PURE     | -       | -
          """)
  void castsAndOperatorsComeWithTheValuesOfTheirTypes(
      String sql, Effect effect, String reads, String writes) {
    Closure closure = close(sql);
    assertThat(closure.effect()).isEqualTo(effect);
    assertThat(names(closure.reads())).isEqualTo(reads);
    assertThat(names(closure.writes())).isEqualTo(writes);
  }

  /** What a trigger calls so is a write of the statement that sets it off. */
  @Test
  void fieldInATriggerIsSetOffByTheWrite() {
    assertThat(names(close("insert into ev values (1)").writes())).isEqualTo("ev journal");
  }

  @Test
  void operatorOnTypesThatEveryoneHasComesWithAnything() throws Exception {
    try (Connection c = cluster.bare().getConnection();
        Statement s = c.createStatement()) {
      s.execute("set search_path = unnamed");
      s.execute(
          "create function add(text, text) returns text language sql stable as"
              + " $$ select $1 || $2 || count(*) from ord $$");
      s.execute("create operator + (leftarg = text, rightarg = text, function = add)");
      Catalog with = CatalogReader.read(c, catalog);
      s.execute("drop function add(text, text) cascade");
      assertThat(with).isNotSameAs(catalog);
      Closure closure = with.close(SqlShapes.parse("select 'a'::text + 'b'::text"));
      assertThat(names(closure.reads())).isEqualTo("ord");
      assertThat(names(with.close(SqlShapes.parse("begin")).reads())).isEqualTo("-");
    }
  }

  /** Rows of a foreign table may be those of any, also of this server. */
  @Test
  void foreignTableMayBeAnyTable() throws Exception {
    try (Connection c = cluster.bare().getConnection();
        Statement s = c.createStatement()) {
      s.execute("set search_path = unnamed");
      s.execute("create foreign data wrapper loops");
      s.execute("create server itself foreign data wrapper loops");
      s.execute("create foreign table far (id int) server itself");
      s.execute("create table near (id int) partition by range (id)");
      s.execute(
          "create foreign table farther partition of near for values from (0) to (9) server itself");
      Catalog with = CatalogReader.read(c);
      s.execute("drop foreign data wrapper loops cascade");
      s.execute("drop table near");
      for (String table : new String[] {"far", "near"}) {
        assertThat(
                with.close(SqlShapes.parse("insert into " + table + " values (1)")).writes().all())
            .isTrue();
        Closure read = with.close(SqlShapes.parse("select id from " + table));
        assertThat(read.effect()).isEqualTo(Effect.NODE_SPECIFIC);
        assertThat(read.reads().all()).isTrue();
      }
    }
  }

  /** In each, the second statement undoes the first. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          create cast (amount as bigint) with function seen(amount) | drop cast (amount as bigint)
          alter table plain alter id type mark using null           | alter table plain alter id type int using null
          alter table plain rename id to later_id                   | alter table plain rename later_id to id
          alter domain harmless add constraint more check (value > 2) | alter domain harmless drop constraint more
          create domain one_more as int                             | drop domain one_more
          create type three as (n int)                              | drop type three
          """)
  void whatChangedIsReadAgain(String change, String back) throws Exception {
    try (Connection c = cluster.bare().getConnection()) {
      Cluster.execute(c, "set search_path = unnamed");
      Cluster.execute(
          c,
          "create or replace function seen(amount) returns bigint return 1;"
              + "create or replace function id(plain) returns int return 1");
      Catalog before = CatalogReader.read(c);
      Cluster.execute(c, change);
      Catalog after = CatalogReader.read(c, before);
      assertThat(after).isNotSameAs(before);
      Cluster.execute(c, back);
      assertThat(CatalogReader.read(c, after)).isNotSameAs(after);
      Cluster.execute(c, "drop function seen(amount), id(plain)");
    }
  }

  // ---------------------------------------------------------------- on real replicas

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          insert into ord values (1, 100)  | select c.balance from cust c
          insert into ord values (1, 100)  | select balance from fields
          insert into ord values (1, 100)  | select in_a_body(c) from cust c
          insert into ord values (1, 100)  | select 1::checked
          insert into ord values (1, 100)  | select id + price from priced
          insert into ev values (1)        | select what from journal
          select 1::kept                   | select what from journal
          delete from marked where m = 'a'::text | select what from journal
          """)
  void readIsOnThePrimaryAfterAWriteThatItSees(String write, String read) throws Exception {
    Recording heard = new Recording();
    try (WeirDataSource weir = cluster.open(b -> b.listener(heard).pool(pool("unnamed")))) {
      cluster.whileReplicasStandStill(
          () -> {
            Cluster.execute(weir, read);
            assertThat(heard.reason()).isEqualTo(RouteReason.READ);
            Cluster.execute(weir, write);
            Cluster.execute(weir, read);
            assertThat(heard.reason()).isEqualTo(RouteReason.OWN_WRITES);
          });
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select c.touched from cust c",
        "select 1::kept",
        "select id from marked where m in ('a', 'b')",
      })
  void readThatWritesIsThePrimarys(String sql) throws Exception {
    Recording heard = new Recording();
    try (WeirDataSource weir = cluster.open(b -> b.listener(heard).pool(pool("unnamed")))) {
      Cluster.execute(weir, sql);
      assertThat(heard.reason()).isEqualTo(RouteReason.VOLATILE_FUNCTION);
    }
  }

  private static com.zaxxer.hikari.HikariConfig pool(String schema) {
    com.zaxxer.hikari.HikariConfig config = new com.zaxxer.hikari.HikariConfig();
    config.setSchema(schema);
    return config;
  }
}
