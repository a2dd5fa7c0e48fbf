create table account (id int primary key, balance int);
create table journal (what text);
create table archive (what text);
create table tally (n int);
create sequence numbers;
insert into account values (1, 10), (2, 20);

-- Bodies that are what they are, whatever their label says.
create function write_journal(x text) returns int language sql as $$ insert into journal values (x); select 1 $$;
create function volatile_read(x int) returns int language plpgsql as
  $$ declare total int := 0; r record;
     begin for r in select balance from account where id < x loop total := total + r.balance; end loop; return total; end $$;
create function volatile_sum(a int, b int) returns int language plpgsql as $$ begin return a + b; end $$;
create function volatile_noise() returns float8 language sql as $$ select random() + extract(epoch from clock_timestamp()) $$;
create function stable_write() returns int language sql stable as $$ select write_journal('x') $$;
create function immutable_sequence() returns bigint language sql immutable as $$ select nextval('numbers') $$;
create function stable_lock() returns int language plpgsql stable as
  $$ begin perform id from account for update; return 1; end $$;
create function write_on_error(x int) returns int language plpgsql as
  $$ begin return 1 / x; exception when division_by_zero then insert into journal values ('e'); return 0; end $$;
create function upsert() returns void language sql as
  $$ insert into account values (1, 1) on conflict (id) do update set balance = 2 $$;
create function notifies() returns void language plpgsql as $$ begin notify c; end $$;
create function defines() returns void language plpgsql as $$ begin create table if not exists made (id int); end $$;

-- Depth and cycles.
create function outer_write() returns int language plpgsql as $$ begin return middle_write() + 1; end $$;
create function middle_write() returns int language plpgsql as $$ begin perform write_journal('m'); return 1; end $$;
create function even(x int) returns boolean language plpgsql as
  $$ begin if x = 0 then return exists (select from account); end if; return odd(x - 1); end $$;
create function odd(x int) returns boolean language plpgsql as
  $$ begin if x = 0 then insert into tally values (1); end if; return even(x - 1); end $$;
create view through_functions as select outer_write() as n;
create function reads_view() returns bigint language sql stable as $$ select n from through_functions $$;
create view owners as select id, volatile_read(id) from account;

-- One name, several functions.
create function of_many(x int) returns int language sql as $$ select x $$;
create function of_many(x text) returns int language sql as $$ insert into journal values (x); select 1 $$;

-- Parsed bodies.
create function atomic_read() returns bigint begin atomic select count(*) from account; end;
create function atomic_write() returns void begin atomic insert into journal select 'a' from tally; end;
create function atomic_call() returns int return write_journal('r');
create function atomic_sum(a int, b int) returns int return a + b;
create function atomic_lock() returns int begin atomic select id from account for share; end;
create function atomic_set() returns text return set_config('app.tenant', 'a', false);

-- Aggregates.
create function keep(state int, x int) returns int language plpgsql as
  $$ begin insert into tally values (x); return state + x; end $$;
create function add_up(state int, x int) returns int language plpgsql as $$ begin return state + x; end $$;
create function write_end(state int) returns int language sql as $$ insert into archive values ('f'); select 1 $$;
create aggregate sum_and_keep(int) (sfunc = keep, stype = int, initcond = '0');
create aggregate sum_only(int) (sfunc = add_up, stype = int, initcond = '0');
create aggregate sum_finally(int) (sfunc = add_up, stype = int, initcond = '0', finalfunc = write_end);
create aggregate ordered_keep(order by int) (sfunc = keep, stype = int, initcond = '0');

-- Settings.
create function set_tenant(x text) returns text language sql as $$ select set_config('app.tenant', x, false) $$;
create function set_two() returns void language plpgsql as
  $$ begin perform set_tenant('b'); set app.other = 'x'; end $$;
create function set_locally(x text) returns text language plpgsql as
  $$ begin set local app.tenant = 'l'; return set_config('app.other', x, true); end $$;
create function set_any(k text, v text) returns text language sql as $$ select set_config(k, v, false) $$;
create function resets() returns void language plpgsql as $$ begin reset app.tenant; end $$;
create function resets_all() returns void language plpgsql as $$ begin reset all; end $$;
create function takes_role() returns void language plpgsql as $$ begin set role postgres; end $$;
create function with_clause() returns int language plpgsql set app.tenant = 'c' set work_mem = '8MB' as $$ begin return 1; end $$;
create function moves_for_good() returns text language sql as $$ select set_config('search_path', 'other', false) $$;
create function moves_locally() returns text language sql as $$ select set_config('search_path', 'other', true) $$;
create function default_argument(x text default set_config('app.tenant', 'd', false)) returns text language sql as $$ select x $$;

-- What lives in the session.
create function locks_session() returns int language plpgsql as $$ begin perform pg_advisory_lock(77); return 1; end $$;
create function locks_transaction() returns int language plpgsql as
  $$ begin perform pg_advisory_xact_lock(77); return 1; end $$;
create function uses_temporary() returns int language plpgsql as
  $$ begin create temp table if not exists scratch (id int); insert into scratch values (1); return 1; end $$;
create function listens() returns void language plpgsql as $$ begin listen c; end $$;

-- Procedures.
create procedure only_writes() language plpgsql as $$ begin insert into journal values ('p'); end $$;
create procedure commits() language plpgsql as $$ begin insert into journal values ('1'); commit; insert into archive values ('2'); end $$;
create procedure only_reads() language plpgsql as $$ begin perform count(*) from account; end $$;
create procedure runs_text() language plpgsql as $$ begin execute format('insert into %I values (1)', 'tally'); end $$;
create procedure sets_tenant() language plpgsql as $$ begin set app.tenant = 'p'; end $$;

-- SQL that is put together.
create function dynamic_write(t text) returns void language plpgsql as
  $$ begin execute format('update %I set balance = 0', t); end $$;
create function dynamic_stable(t text) returns bigint language plpgsql stable as
  $$ declare n bigint; begin execute 'select count(*) from ' || t into n; return n; end $$;
create function dynamic_set(v text) returns void language plpgsql as
  $$ begin execute 'set app.tenant = ' || quote_literal(v); end $$;
create function dynamic_any(stmt text) returns void language plpgsql as $$ begin execute stmt; end $$;

-- Bodies that cannot be read.
create extension pgcrypto;
create extension unaccent;

-- Triggers, defaults, checks, indexes, domains and rules.
create table audited (id int, v int);
create function audit() returns trigger language plpgsql as $$ begin insert into journal values ('t'); return new; end $$;
create trigger audit after update on audited for each row execute function audit();
create table tenanted (id int);
create function set_by_trigger() returns trigger language plpgsql as
  $$ begin perform set_config('app.tenant', 't', false); return new; end $$;
create trigger tenant before insert on tenanted for each row execute function set_by_trigger();
create table conditional (id int);
create function stay() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger sometimes before insert on conditional for each row when (write_journal('w') > 0) execute function stay();
create table opaque (id int);
create function run_anything() returns trigger language plpgsql as $$ begin execute 'insert into ' || tg_argv[0]; return new; end $$;
create trigger anything before insert on opaque for each row execute function run_anything('journal');
create table disabled (id int);
create trigger never before insert on disabled for each row execute function audit();
alter table disabled disable trigger never;
create table defaulted (id int, w int default write_journal('d'));
create table set_by_default (id int, w text default set_tenant('d'));
create table numbered (id serial, v int);
create table identified (id int generated always as identity, v int);
create table checked (id int check (write_journal('c') > 0));
create function lies(x int) returns int language plpgsql immutable as $$ begin perform write_journal('i'); return x; end $$;
create table indexed (id int);
create index on indexed (lies(id));
create table generated (id int, g int generated always as (lies(id)) stored);
create domain positive as int check (write_journal('p') > 0);
create table of_domain (id positive);
create function takes_domain(x positive) returns int language sql immutable as $$ select 1 $$;
create table ruled (id int);
create rule also as on delete to ruled do also insert into journal values ('r');
create table guarded (id int);
alter table guarded enable row level security;
create policy p on guarded using (true) with check (write_journal('g') > 0);
create view plain_view as select id, v from audited;
create view replaced as select id, v from audited;
create function replaces() returns trigger language plpgsql as $$ begin insert into archive values ('v'); return new; end $$;
create trigger instead instead of insert on replaced for each row execute function replaces();

-- Keys.
create table parent (id int primary key);
create table child (id int references parent on delete cascade, at int);
create table grandchild (id int references parent on update cascade);
create table leaf (id int references parent);
create function forget() returns trigger language plpgsql as $$ begin insert into archive values ('c'); return old; end $$;
create trigger forget after delete on child for each row execute function forget();

-- Trees.
create table tree (id int, v int) partition by range (id);
create table branch partition of tree for values from (0) to (10);
create trigger grown after delete on branch for each row execute function audit();

-- PostgreSQL's own relations.
create view running as select pid from pg_stat_activity;
create view classes as select relname from pg_class;

-- Other schemas.
create schema other;
create table other.account (id int);
create table other.only_there (id int);
create function other.of_two() returns int language sql as $$ insert into closing.archive values ('o'); select 1 $$;
create function of_two() returns int language sql stable as $$ select 1 $$;
create function on_its_path() returns bigint language sql stable set search_path = other as $$ select count(*) from account $$;
create function on_the_callers_path() returns bigint language sql stable as $$ select count(*) from account $$;
create function calls_on_its_path() returns bigint language plpgsql set search_path = other as
  $$ begin return closing.on_the_callers_path(); end $$;
create function as_other_role() returns bigint language sql stable set role postgres as $$ select count(*) from account $$;
create function as_owner() returns bigint language sql stable security definer as $$ select count(*) from account $$;
create function on_ddl() returns event_trigger language plpgsql as
  $$ begin perform set_config('app.tenant', 'e', false); end $$;
