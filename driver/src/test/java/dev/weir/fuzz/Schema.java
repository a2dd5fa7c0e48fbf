package dev.weir.fuzz;

import java.util.List;

/** The tables and functions that sequences use. */
final class Schema {
  static final List<String> ALL =
      List.of(
          "create extension hstore",
          "create schema other",
          "create table account (id int primary key, tenant text, balance int)",
          "create table other.account (id int primary key, tenant text, balance int)",
          "create table orders (account int, total int)",
          "create table item (id serial primary key, name text)",
          """
          create table val (id serial primary key, t text, u text, j jsonb, p point, iv interval,
            ia int[], y bytea, ts timestamptz, tz timestamp, d date, ti time, h hstore, i int)
          """,
          "create table audit (n int)",
          "create table event (n int)",
          "create sequence counter",
          """
          create view mine as select id, balance from account
            where tenant = current_setting('app.tenant', true)
          """,
          // What sessions have, changed where no text shows it.
          """
          create function set_setting(name text, value text) returns text language plpgsql
            as 'begin return set_config(name, value, false); end'
          """,
          """
          create function set_in_sql(name text, value text) returns text language sql
            as 'select set_config(name, value, false)'
          """,
          """
          create function take_lock(key int) returns boolean language plpgsql
            as 'begin return pg_try_advisory_lock(key); end'
          """,
          """
          create function share_lock(key int) returns boolean language sql
            as 'select pg_try_advisory_lock_shared(key)'
          """,
          """
          create function draw() returns bigint language plpgsql
            as $$ begin return nextval('counter'); end $$
          """,
          """
          create function told() returns trigger language plpgsql as $$
            begin perform set_config('app.event', new.n::text, false); return null; end $$
          """,
          "create trigger told after insert on event for each row execute function told()",
          // Reads and writes where no text shows them.
          """
          create function owed(account) returns bigint language sql stable
            as 'select coalesce(sum(total), 0) from orders where account = $1.id'
          """,
          """
          create function touch(account) returns int language plpgsql
            as 'begin update audit set n = n + 1; return 1; end'
          """,
          """
          create function touched() returns trigger language plpgsql as $$
            declare x int; begin select a.touch into x from account a limit 1; return null; end $$
          """,
          "create trigger touched after delete on event execute function touched()",
          "create type tag as enum ('total')",
          """
          create function sum_of(tag) returns bigint language sql stable
            as 'select coalesce(sum(total), 0) from orders'
          """,
          "create cast (tag as bigint) with function sum_of(tag)",
          """
          create function few() returns boolean language sql stable
            as 'select count(*) < 3 from orders'
          """,
          "create domain limited as int check (few())",
          """
          create function is_sum(tag, bigint) returns boolean language sql stable
            as 'select $2 = coalesce(sum(total), 0) from orders'
          """,
          "create operator = (leftarg = tag, rightarg = bigint, function = is_sum)",
          "grant usage on schema other to fuzz_reader",
          "grant all on all tables in schema public, other to fuzz_reader",
          "grant all on all sequences in schema public to fuzz_reader");

  /** Puts into all tables what they begin with. */
  static final String BEGIN =
      """
      delete from account; delete from other.account; delete from orders; delete from item;
      delete from val; delete from audit; alter table event disable trigger user;
      delete from event; alter table event enable trigger user;
      select setval('counter', 1, false), setval('item_id_seq', 1, false), setval('val_id_seq', 1, false);
      insert into account values (1, 'a', 10), (2, 'a', 20), (3, 'b', 30);
      insert into other.account values (1, 'b', 110), (2, 'b', 120);
      insert into audit values (0);
      """;

  private Schema() {}
}
