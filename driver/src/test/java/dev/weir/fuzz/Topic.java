package dev.weir.fuzz;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What applications do, by what it is about. Each line of a template is one step; a word in braces
 * stands for one value in all of a template.
 */
@SuppressWarnings("ImmutableEnumChecker") // Its lists are never changed.
enum Topic {
  READS(
      "sql select id, balance from account order by id",
      "sql select balance from account where id = {id}",
      "sql select count(*) from item",
      "sql select * from mine order by id",
      "sql select count(*), coalesce(sum(total), 0) from orders",
      "sql select n from audit",
      "sql select 1; select 2",
      "prepare read select balance from account where id = ?\nnumber read 1 {id}\nrun read\n"
          + "number read 1 {id2}\nrun read",
      "number read 1 {id}\nrun read",
      "run read"),
  WRITES(
      "sql update account set balance = balance + {n} where id = {id}",
      "sql insert into orders values ({id}, {n})",
      "sql insert into item (name) values ('{n}')",
      "sql delete from orders",
      "sql update audit set n = {n}",
      "sql insert into account values ({id}, 'a', {n}) on conflict (id) do update set balance = {n}",
      "sql with w as (update account set balance = {n} where id = {id} returning id) select * from w",
      "sql select id from account where id = {id} for update",
      "prepare write update account set balance = ? where id = ?\nnumber write 1 {n}\n"
          + "number write 2 {id}\nrun write",
      "number write 1 {n}\nrun write"),
  SETTINGS(
      "sql set app.tenant = '{tenant}'",
      "sql set local app.tenant = '{tenant}'",
      "sql select set_config('app.tenant', '{tenant}', {bool})",
      "sql reset app.tenant",
      "sql reset all",
      "sql set work_mem = '{n}MB'",
      "sql show work_mem",
      "sql update pg_settings set setting = '{n}024' where name = 'work_mem'",
      "sql select coalesce(nullif(current_setting('app.tenant', true), ''), 'none')",
      "sql select * from mine order by id",
      "sql set role fuzz_reader",
      "sql reset role",
      "sql select current_user",
      "schema {schema}",
      "sql set search_path = {schema}, public",
      "sql show search_path",
      "sql select count(*) from account",
      "client-info client{n}",
      "sql show application_name"),
  TRANSACTIONS(
      "auto-commit {on}",
      "auto-commit off",
      "commit",
      "rollback",
      "sql begin",
      "sql commit",
      "sql rollback",
      "sql set transaction isolation level {isolation}",
      "sql start transaction read only"),
  ISOLATION(
      "isolation {level}",
      "isolation {level}\nauto-commit off",
      "sql show transaction_isolation",
      "ask\ncommit"),
  READ_ONLY(
      "read-only {on}",
      "read-only on\nauto-commit off",
      "sql show transaction_read_only",
      "sql select nextval('counter') where false",
      "sql select clock_timestamp() is null, txid_current_if_assigned() is null"),
  SAVEPOINTS(
      "savepoint {save}",
      "rollback-to {save}",
      "release {save}",
      "sql savepoint {save}",
      "sql rollback to {save}",
      "sql release {save}"),
  OBJECTS(
      "prepare {kind} insert into val ({column}) values (?)\nobject {kind} 1 {kind} {n}\n"
          + "change {kind} {n2}\nrun {kind}",
      "prepare {kind} insert into val ({column}) values (?)\nobject {kind} 1 {kind} {n}\n"
          + "add-batch {kind}\nobject {kind} 1 {kind} {n2}\nadd-batch {kind}\nrun-batch {kind}",
      "object {kind} 1 {kind} {n}\nadd-batch {kind}",
      "run-batch {kind}",
      "run {kind}",
      "clear {kind}",
      "sql select * from val order by id"),
  STREAMS(
      "prepare s insert into val (t, u) values (?, ?)\nstream s 1 {reader} abc\n"
          + "stream s 2 {reader2} def\nrun s",
      "prepare s insert into val (t, u) values (?, ?)\nstream s 2 part ab\nstream s 1 part cd\nrun s",
      "prepare y insert into val (y) values (?)\nstream y 1 {bytes} abc\nrun y",
      "run s",
      "sql select id, t, u, y from val order by id"),
  BATCHES(
      "texts insert into item (name) values ('{n}') ;; update account set balance = {n} where id = {id}",
      "texts insert into item (name) values ('{n}') ;; insert into account values (1, 'a', 1)",
      "texts set app.tenant = '{tenant}' ;; insert into item (name) values ('{n}')",
      "prepare b insert into val (i) values (?)\nnumber b 1 {n}\nadd-batch b\nnull b 1\nadd-batch b\nrun-batch b",
      "prepare b insert into account values (?, 'a', 1)\nnumber b 1 7\nadd-batch b\nnumber b 1 {id}\nadd-batch b\nrun-batch b",
      "run-batch b",
      "sql select id, name from item order by id",
      "sql select id, i from val order by id"),
  TEMPORARY(
      "sql create temp table if not exists mine_only (n int)",
      "sql create temp table if not exists mine_only (n int) on commit drop",
      "sql insert into mine_only values ({n})",
      "sql select n from mine_only order by n",
      "sql drop table if exists mine_only"),
  LISTENING(
      "sql listen news",
      "sql listen news\ncommit",
      "sql unlisten *",
      "sql notify news, '{n}'",
      "sql select pg_notify('news', '{n}')",
      "notifications",
      "sql select string_agg(c, ', ') from pg_listening_channels() c"),
  CURSORS(
      "cursor rows select id from account order by id",
      "cursor rows select g from generate_series(1, 9) g",
      "next rows",
      "close-cursor rows",
      "sql declare held cursor with hold for select id from account order by id",
      "sql fetch 1 from held",
      "sql close held",
      "sql declare short cursor for select id from account order by id",
      "sql fetch 1 from short"),
  LOCKS(
      "sql select pg_try_advisory_lock({key})",
      "sql select pg_advisory_unlock({key})",
      "sql select pg_try_advisory_lock_shared({key})",
      "sql select pg_advisory_unlock_shared({key})",
      "sql select pg_try_advisory_xact_lock({key})",
      "sql select pg_advisory_unlock_all()",
      "sql lock table audit in share mode"),
  HIDDEN_LOCKS(
      "sql select take_lock({key})",
      "sql select share_lock({key})",
      "sql select pg_advisory_unlock({key})",
      "sql prepare locking as select pg_try_advisory_lock({key})",
      "sql execute locking",
      "sql deallocate locking"),
  HIDDEN_SETTINGS(
      "sql select set_setting('app.tenant', '{tenant}')",
      "sql select set_in_sql('app.tenant', '{tenant}')",
      "sql insert into event values ({n})",
      "sql select coalesce(nullif(current_setting('app.event', true), ''), 'none')",
      "sql select coalesce(nullif(current_setting('app.tenant', true), ''), 'none')",
      "sql do $$begin perform set_config('app.tenant', '{tenant}', false); end$$"),
  SEQUENCES(
      "sql select nextval('counter')",
      "sql select currval('counter')",
      "sql select lastval()",
      "sql insert into item (name) values ('{n}')",
      "sql select currval('item_id_seq')",
      "sql select draw()",
      "sql select setval('counter', {n})"),
  PREPARED(
      "sql prepare plan as select balance from account where id = {id}",
      "sql execute plan",
      "sql deallocate plan",
      "sql deallocate all",
      "sql discard all"),
  ERRORS(
      "sql selec 1",
      "sql select 1 / 0",
      "sql select * from nothing_here",
      "sql insert into account values (1, 'a', 1)",
      "sql insert into item (nothing) values (1)",
      "sql raise"),
  TIMEOUTS(
      "sql set statement_timeout = 60",
      "sql select pg_sleep(0.15)",
      "sql select pg_sleep(0.15), count(*) from account",
      "sql reset statement_timeout",
      "sql set statement_timeout = 0"),
  LIMITS(
      "limited 1 select count(*) from account",
      "limited 5 update account set balance = {n} where id = {id}",
      "limited 1 select count(*) from item",
      "limited 1 select pg_sleep(1.2)"),
  KEYS("keys insert into item (name) values ('{n}')", "keys update audit set n = {n}"),
  QUESTIONS(
      "getters",
      "ask\nrollback",
      "valid 1",
      "valid 0",
      "valid -1",
      "warnings",
      "holdability {hold}"),
  COPYING(
      "copy copy audit from stdin <- {n}",
      "copy copy audit from stdin <- no number",
      "sql select n from audit order by n"),
  HIDDEN_READS(
      "sql insert into orders values ({id}, {n})",
      "sql select id, owed(a) from account a order by id",
      "sql select a.id, a.owed from account a order by id",
      "sql select (a).owed from account a order by a.id",
      "sql select 'total'::tag::bigint",
      "sql select cast('total'::tag as bigint)",
      "sql select 1::limited",
      "sql select 'total'::tag = {n}::bigint",
      "sql select touch(a) from account a where id = 1",
      "sql select a.touch from account a where id = 1",
      "sql insert into event values ({n})",
      "sql delete from event",
      "sql select n from audit"),
  REPLAY("pause", "resume"),
  FAULTS(
      "abort\nsql select id from account\nvalid 1\nclose",
      "close-elsewhere\nsql select id from account\nclose",
      "abort-during select pg_sleep(1.2), count(*) from account\nsql select 1\nclose",
      "close-during select pg_sleep(1.2), count(*) from account\nsql select 1",
      "time-out select pg_sleep(1.5), count(*) from account\nsql select 1\nclose",
      "kill\nsql select count(*) from account\nrollback\nvalid 1");

  /** A word in a template. */
  static final Pattern WORD = Pattern.compile("\\{(\\w+)}");

  private final List<String> templates;

  Topic(String... templates) {
    this.templates = List.of(templates);
  }

  List<String> templates() {
    return templates;
  }
}
