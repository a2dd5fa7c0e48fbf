package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.catalog.Catalog;
import dev.weir.catalog.CatalogReader;
import dev.weir.catalog.Closure;
import dev.weir.catalog.Closure.Effect;
import dev.weir.sql.SqlShapes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is read or written where neither a table nor a function is named: fields that are computed,
 * of rows that are reached through their type; defaults and checks of domains; partition keys; and
 * tables that are one with others through an heir. Nothing is replayed: a read that a replica
 * served would be an old one.
 */
class HiddenCallsTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final String[] SCHEMA = {
    "create schema hidden",
    "set search_path = hidden",
    "create table ord (total int)",
    "insert into ord values (0)",
    "create table journal (what text)",
    "create function sees(x int) returns bigint language sql stable as"
        + " $$ select $1 + max(total) from ord $$",
    "create function jot(x int) returns int language plpgsql as"
        + " $$ begin insert into journal values (x::text); return x; end $$",
    // Rows of a table's type.
    "create table cust (id int)",
    "create function balance(cust) returns int language sql stable as"
        + " $$ select max(total) from ord $$",
    "create table holder (c cust, many cust[])",
    "insert into holder values (row(1), array[row(1)::cust])",
    "create view held as select c from holder",
    "create type nest as (c cust)",
    "create table nester (n nest)",
    "insert into nester values (row(row(1)))",
    "create domain dcust as cust",
    "create domain ddcust as dcust",
    "create table dholder (c ddcust)",
    "insert into dholder values (row(1))",
    "create table plain (id int, balance int, sees int)",
    "create function of_parameter(x int) returns bigint language sql stable as"
        + " $$ select x.sees $$",
    "create function of_function() returns bigint language sql stable as"
        + " $$ select x.sees from generate_series(1, 1) x $$",
    "create function of_variable() returns bigint language plpgsql stable as"
        + " $$ declare r record; begin select * into r from holder; return (r.c).balance; end $$",
    // A row that becomes one of a type with a column of that name.
    "create table row_a (id int)",
    "create type row_b as (n int)",
    "create function id(row_a) returns int language sql stable as"
        + " $$ select max(total) from ord $$",
    "create function to_a(row_b) returns row_a language sql immutable as"
        + " $$ select row($1.n)::row_a $$",
    "create cast (row_b as row_a) with function to_a(row_b) as implicit",
    // One heir of two tables.
    "create table one (a int)",
    "create table two (b int)",
    "create table heir () inherits (one, two)",
    "create function of_two(two) returns int language sql stable as"
        + " $$ select max(total) from ord $$",
    "insert into heir values (1, 1)",
    // What is written unnamed.
    "create domain by_default as int default jot(1)",
    "create table with_default (a by_default, b int)",
    "create domain kept as int check (jot(value) > 0)",
    "create view of_record as select x.a from json_to_record('{\"a\":1}') as x(a kept)",
    "create function parameter_of_cursor() returns int language plpgsql as"
        + " $$ declare c cursor (p kept) for select p; begin open c(1); return 1; end $$",
    "create function immutable(x int) returns int language plpgsql immutable as"
        + " $$ begin perform jot(x); return x; end $$",
    "create table parts (id int) partition by list (immutable(id))",
    "create table part partition of parts for values in (1)",
    // Texts that become values of the type that stands beside them.
    "create function below(x int) returns boolean language sql stable as"
        + " $$ select $1 <= (select max(total) from ord) $$",
    "create domain low as int check (below(value))",
    "create type low_pair as (x low, y text)",
    "create type lows as range (subtype = low)",
    "create table of_low (n low, c low_pair, a low[], r lows)",
    "insert into of_low values (0, row(0, 'x'), '{0}', '[0,0]')",
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
    cluster.run("drop schema hidden cascade");
  }

  @Test
  void fieldOfRowsThatComeThroughTheirTypeIsOneOfToday() throws Exception {
    assertThat(
            oldReads(
                "update ord set total = total + 1",
                "select (h.c).balance from holder h",
                "select (v.c).balance from held v",
                "select (null::cust).balance",
                "select x.balance from jsonb_populate_recordset(null::cust, '[{\"id\":1}]') x",
                "select x.balance from rows from (jsonb_populate_recordset(null::cust, '[{}]')) x",
                "select x.balance from coalesce(row(1)::cust) x",
                "select x.balance from holder h cross join lateral unnest(h.many) as x",
                "select (('{(1)}'::cust[])[1]).balance",
                "select (h.many[1]).balance from holder h",
                "select (n.n).c.balance from nester n",
                "select (d.c).balance from dholder d",
                "with w as (select c from holder) select (w.c).balance from w",
                "select (v).balance from (values (row(1)::cust)) as t(v)",
                "select max(1) filter (where (h.c).balance > 0) + max((h.c).balance) from holder h",
                "select sum(1) over (order by (h.c).balance) + (h.c).balance from holder h",
                "select x.sees from generate_series(1, 1) x",
                "select of_parameter(1)",
                "select of_function()",
                "select of_variable()",
                "select (row(1)::row_b).id",
                "select h.of_two from heir h"))
        .isEmpty();
  }

  @Test
  void callBehindAnOperatorWithItsSchemaIsOneOfToday() throws Exception {
    assertThat(
            oldReads(
                "update ord set total = total + 1",
                "select 1 operator(pg_catalog.+) sees(1)",
                "select sum(x operator(pg_catalog.*) sees(x)) from generate_series(1, 2) x"))
        .isEmpty();
  }

  @Test
  void heirOfSeveralTablesMakesThemOne() throws Exception {
    assertThat(oldReads("insert into heir values (2, 2)", "select count(*) from two")).isEmpty();
    assertThat(oldReads("update two set b = b + 1", "select sum(b) from heir")).isEmpty();
    assertThat(oldReads("update one set a = a + 1", "select sum(a) from heir")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "insert into with_default (b) values (1)",
        "insert into parts values (1)",
        "select a from of_record",
        "select x.kept from generate_series(1, 1) x",
        "select parameter_of_cursor()",
      })
  void writeThatNothingNamesIsSeen(String write) throws Exception {
    assertThat(oldReads(write, "select count(*) from journal")).isEmpty();
    Closure closure = catalog.close(SqlShapes.parse(write));
    assertThat(closure.writes().oids()).anyMatch(oid -> catalog.name(oid).equals("hidden.journal"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select p.balance, p.sees from plain p",
        "select p.balance from plain p join one o on o.a = p.sees",
        "select balance from plain, generate_series(1, 3)",
        "select 1::by_default",
      })
  void columnOfTheTablesThatAreNamedIsNoCall(String sql) {
    Closure closure = catalog.close(SqlShapes.parse(sql));
    assertThat(closure.effect()).isEqualTo(Effect.PURE);
    assertThat(closure.reads().oids()).noneMatch(oid -> catalog.name(oid).equals("hidden.ord"));
  }

  /** As what it is read is told by what it is compared or put together with, or by a name. */
  @Test
  void textThatIsReadAsADomainIsChecked() throws Exception {
    assertThat(
            oldReads(
                "update ord set total = 1000 + total",
                "select coalesce(n, '900') from of_low",
                "select count(*) from of_low where c in ('(900,x)', '(0,x)')",
                "select count(*) from of_low where a = '{900}'",
                "select count(*) from of_low where r && '[900,900]'",
                "select c from of_low union all select '(900,x)' order by 1 desc",
                "select jsonb_populate_record(t, '{\"n\": 900}') from of_low t",
                "select lag(a, 1, '{900}') over () from of_low",
                "select pg_input_is_valid('900', 'low')",
                "select count(message) from pg_input_error_info('900', 'hidden.low')",
                "select array_in('{900}', 'low'::regtype, -1)"))
        .isEmpty();
  }

  /** The reads that do not answer as the primary does, after a write. */
  private static List<String> oldReads(String write, String... reads) throws Exception {
    com.zaxxer.hikari.HikariConfig pool = new com.zaxxer.hikari.HikariConfig();
    pool.setSchema("hidden");
    List<String> old = new ArrayList<>();
    try (WeirDataSource weir = cluster.open(b -> b.pool(pool));
        Connection bare = cluster.bare().getConnection()) {
      bare.setSchema("hidden");
      cluster.whileReplicasStandStill(
          () -> {
            Cluster.execute(weir, write);
            for (String read : reads) {
              String answer = Cluster.query(weir, read);
              String right = Cluster.query(bare, read);
              if (!String.valueOf(right).equals(answer)) {
                old.add(read + ": " + answer + ", not " + right);
              }
            }
          });
    }
    return old;
  }
}
