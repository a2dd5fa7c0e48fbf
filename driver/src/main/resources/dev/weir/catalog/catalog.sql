-- Weir's catalogue: what lies behind the names that statements use, all of it in one snapshot.
-- Each row says what it is; the meaning of the other columns depends on that:
--   path      the search path as it is set (path)
--   schema    a schema of the search path that exists, in its order (id)
--   relation  a table, view or sequence: its OID, the OID of the root of its tree (target), its relkind and relpersistence (code)
--   function  a function, procedure or aggregate: whose field it can be (target, see Function), its prokind, provolatile and what of it cannot be told (code), language and body
--   operator  one that is not PostgreSQL's own, and its function (target)
--   type      the name of a type, with its schema, but for arrays and the rows of tables, and a function that making a value of it calls (target), if any
--   column    the name of a column, of whatever table
--   setting   one that is the server's, not the session's; but for that by which applications see where they are
-- and edges from one OID (id) to another (target), see Edge. "on_events" and "to_events" are bits of pg_trigger.tgtype; 128 is
-- TRUNCATE .. CASCADE. Expressions are searched in the form in which they are stored: showing them as text would lock tables.
with recursive parents as (
  select i.inhrelid as oid, i.inhparent as parent, 1 as depth from pg_catalog.pg_inherits i
  union all
  select p.oid, i.inhparent, p.depth + 1
    from parents p join pg_catalog.pg_inherits i on i.inhrelid = p.parent
   where p.depth < 32),
tops as (
  select distinct p.oid, p.parent as top
    from parents p
   where not exists (select from pg_catalog.pg_inherits i where i.inhrelid = p.parent)),
-- Those that have an heir in common.
joined as (
  select a.top, b.top as other
    from tops a join tops b on b.oid = a.oid
   where a.oid in (select oid from tops group by 1 having pg_catalog.count(*) > 1)
  union
  select j.top, b.top
    from joined j join tops a on a.top = j.other join tops b on b.oid = a.oid),
-- A write to a child is seen through its parents, and the other way: all are marked under one root.
roots as (
  select t.oid, pg_catalog.min(coalesce(j.other, t.top)) as parent
    from tops t left join joined j on j.top = t.top
   group by 1
  union all
  select j.top, pg_catalog.min(j.other) from joined j group by 1),
relations as (
  select c.oid, c.relnamespace, c.relname, c.relkind, c.relpersistence, coalesce(r.parent, c.oid) as root
    from pg_catalog.pg_class c
    left join roots r on r.oid = c.oid
   where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and c.relpersistence <> 't'),
-- Being unlogged or foreign holds for a whole tree if for one of it: its root's statements reach all of it.
trees as (
  select root, pg_catalog.bool_or(relpersistence = 'u' or relkind = 'f') as elsewhere, pg_catalog.bool_or(relkind = 'f') as foreign
    from relations group by 1),
domains(type, base) as (
  select t.oid, t.typbasetype from pg_catalog.pg_type t where t.typtype = 'd'
  union all
  select d.type, t.typbasetype from domains d join pg_catalog.pg_type t on t.oid = d.base where t.typtype = 'd'),
routines as (
  select p.*, n.nspname, l.lanname,
         (select pg_catalog.substr(c, 13) from pg_catalog.unnest(p.proconfig) c where c ~~ 'search_path=%') as path
    from pg_catalog.pg_proc p
    join pg_catalog.pg_namespace n on n.oid = p.pronamespace
    join pg_catalog.pg_language l on l.oid = p.prolang),
-- Stored expressions: who has them, the edges to the relations and to the functions in them, and on what events they are run.
stored(id, to_relations, to_functions, on_events, to_events, tree) as (
  select w.ev_class, 'reads', 'calls', 60, 0, w.ev_action::pg_catalog.text
    from pg_catalog.pg_rewrite w join relations v on v.oid = w.ev_class and v.relkind = 'v'
   where w.ev_class >= 16384 and w.ev_type = '1'
  union all
  -- What REFRESH reads and calls, which is all that can be done to one.
  select w.ev_class, 'fills', 'runs', 60, 0, w.ev_action::pg_catalog.text
    from pg_catalog.pg_rewrite w join relations v on v.oid = w.ev_class and v.relkind = 'm'
   where w.ev_class >= 16384 and w.ev_type = '1'
  union all
  select w.ev_class, 'writes', 'runs', case w.ev_type when '2' then 16 when '3' then 4 else 8 end, 60,
         pg_catalog.concat(w.ev_qual, w.ev_action)
    from pg_catalog.pg_rewrite w
   where w.ev_class >= 16384 and w.ev_type <> '1' and w.ev_enabled <> 'D'
  union all
  select p.polrelid, 'reads', 'calls', 60, 0, pg_catalog.concat(p.polqual, p.polwithcheck) from pg_catalog.pg_policy p
  union all
  select t.tgrelid, null, 'runs', t.tgtype & 60, 0, t.tgqual::pg_catalog.text
    from pg_catalog.pg_trigger t
   where not t.tgisinternal and t.tgenabled <> 'D' and t.tgqual is not null
  union all
  select d.adrelid, null, 'runs', 20, 0, d.adbin::pg_catalog.text from pg_catalog.pg_attrdef d
  union all
  select k.conrelid, null, 'runs', 20, 0, k.conbin::pg_catalog.text
    from pg_catalog.pg_constraint k
   where k.contype = 'c' and k.conrelid <> 0
  union all
  select i.indrelid, null, 'runs', 20, 0, pg_catalog.concat(i.indexprs, i.indpred)
    from pg_catalog.pg_index i
   where i.indexprs is not null or i.indpred is not null
  union all
  select k.partrelid, null, 'runs', 20, 0, k.partexprs::pg_catalog.text
    from pg_catalog.pg_partitioned_table k
   where k.partexprs is not null
  union all
  select k.contypid, null, 'checks', 20, 0, k.conbin::pg_catalog.text
    from pg_catalog.pg_constraint k
   where k.contype = 'c' and k.contypid >= 16384
  union all
  select t.oid, null, 'defaults', 20, 0, t.typdefaultbin::pg_catalog.text
    from pg_catalog.pg_type t
   where t.typtype = 'd' and t.oid >= 16384 and t.typdefaultbin is not null
  union all
  select p.oid, 'touches', 'uses', 60, case when p.prosqlbody::pg_catalog.text ~ ':commandType [2-9]' then 60 else 0 end,
         p.prosqlbody::pg_catalog.text
    from pg_catalog.pg_proc p
   where p.oid >= 16384 and p.prosqlbody is not null
  union all
  select p.oid, null, 'passes', 60, 0, p.proargdefaults::pg_catalog.text
    from pg_catalog.pg_proc p
   where p.oid >= 16384 and p.proargdefaults is not null),
mentions as (
  select distinct s.id, case m.found[1] when 'relid' then s.to_relations else s.to_functions end as edge,
         m.found[2]::pg_catalog.oid as target, s.on_events, s.to_events
    from stored s
   cross join lateral pg_catalog.regexp_matches(
           s.tree, ':(relid|funcid|opfuncid|winfnoid|aggfnoid) ([1-9][0-9]*)', 'g') as m(found)),
-- What nobody need name to call it: it comes with the values of a type ('a': operators that have a symbol of PostgreSQL's own or order
-- values, casts, and what indexes and ranges call), with the making of one ('d': a domain's checks; 'm': casts to it), or with a row that is
-- given none ('f': a domain's default). Of no type (0), it comes with anything.
unnamed as (
  select m.id as type, m.target as func, case m.edge when 'checks' then 'd' else 'f' end as by
    from mentions m
   where m.edge in ('checks', 'defaults')
  union
  select t.type, o.oprcode::pg_catalog.oid, 'a'
    from pg_catalog.pg_operator o
   cross join lateral (
           select u from pg_catalog.unnest(array[o.oprleft, o.oprright]) u where u >= 16384
           union select 0 where o.oprleft < 16384 and o.oprright < 16384) as t(type)
   where o.oid >= 16384
     and (exists (select from pg_catalog.pg_operator b where b.oprname = o.oprname and b.oid < 16384)
          or exists (select from pg_catalog.pg_amop m where m.amopopr = o.oid))
  union
  select t.type, c.castfunc, t.by
    from pg_catalog.pg_cast c
   cross join lateral (
           select c.castsource, 'a' where c.castsource >= 16384
           union select c.casttarget, case c.castcontext when 'i' then 'a' else 'm' end where c.casttarget >= 16384
           union select 0, 'a' where c.castsource < 16384 and c.casttarget < 16384) as t(type, by)
   where c.oid >= 16384 and c.castfunc <> 0
  union
  select t.type, s.amproc::pg_catalog.oid, 'a'
    from pg_catalog.pg_amproc s
   cross join lateral (
           select u from pg_catalog.unnest(array[s.amproclefttype, s.amprocrighttype]) u where u >= 16384
           union select 0 where s.amproclefttype < 16384 and s.amprocrighttype < 16384) as t(type)
   where s.oid >= 16384
  union
  select r.rngtypid, f.oid, 'a'
    from pg_catalog.pg_range r
   cross join lateral pg_catalog.unnest(array[r.rngcanonical, r.rngsubdiff]::pg_catalog.oid[]) as f(oid)
   where r.rngtypid >= 16384 and f.oid >= 16384),
-- What is compiled says truly whether it only computes.
hidden as (
  select u.type, u.func, u.by
    from unnamed u join pg_catalog.pg_proc p on p.oid = u.func join pg_catalog.pg_language l on l.oid = p.prolang
   where p.provolatile = 'v' or l.lanname not in ('c', 'internal')),
parts(whole, part) as (
  select t.oid, u.part
    from pg_catalog.pg_type t cross join lateral pg_catalog.unnest(array[t.typelem, t.typbasetype]) as u(part)
   where t.oid >= 16384 and u.part >= 16384
  union all
  select t.oid, a.atttypid
    from pg_catalog.pg_attribute a join pg_catalog.pg_type t on t.typrelid = a.attrelid
   where a.atttypid >= 16384 and a.attnum > 0 and not a.attisdropped
  union all
  select r.rngtypid, r.rngsubtype from pg_catalog.pg_range r where r.rngsubtype >= 16384
  union all
  select r.rngmultitypid, r.rngtypid from pg_catalog.pg_range r where r.rngtypid >= 16384),
-- The types whose values hold those of others: arrays, domains, rows, ranges.
holders(whole, type) as (
  select distinct h.type, h.type from hidden h where h.type <> 0
  union
  select p.whole, h.type from holders h join parts p on p.part = h.whole),
-- Only what there is of all that, most often nothing.
held as (
  select distinct o.whole, h.func, h.by from holders o join hidden h on h.type = o.type)
select 'schema' as what, s.position as id, 0::pg_catalog.int8 as target, 0 as on_events, 0 as to_events,
       null::pg_catalog.name as schema, s.name, null::pg_catalog.text as code, null::pg_catalog.name as language,
       null::pg_catalog.text as body, null::pg_catalog.text as path
  from pg_catalog.unnest(pg_catalog.current_schemas(false)) with ordinality as s(name, position)
union all
select 'path', 0, 0, 0, 0, null, null, null, null, null, pg_catalog.current_setting('search_path')
union all
select 'relation', c.oid::pg_catalog.int8, c.root::pg_catalog.int8, 0, 0, n.nspname, c.relname,
       pg_catalog.concat(c.relkind, case when t.foreign then 'f' when t.elsewhere then 'u' else c.relpersistence end), null, null, null
  from relations c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  join trees t on t.root = c.root
 where n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
union all
-- In code: 'a' is a body of BEGIN ATOMIC or RETURN, which 'w' writes and 'l' locks rows; 'r' runs as a role for which names may
-- mean something else; 'c' may switch synchronous_commit off; 'n' tells of the server or session that runs it, which PostgreSQL marks
-- by keeping it from parallel workers.
select 'function', p.oid::pg_catalog.int8, fields.row, 0, 0, p.nspname, p.proname,
       pg_catalog.concat(
         p.prokind, p.provolatile,
         case when p.prosqlbody is not null then 'a' end,
         case when p.prosqlbody::pg_catalog.text ~ ':commandType [2-9]' then 'w' end,
         case when p.prosqlbody::pg_catalog.text ~ 'ROWMARKCLAUSE' then 'l' end,
         case when p.path is null and (
                p.prosecdef and pg_catalog.current_setting('search_path') ~ '\$user'
                and exists (select from pg_catalog.pg_namespace o where o.nspname = pg_catalog.pg_get_userbyid(p.proowner))
                or exists (select from pg_catalog.unnest(p.proconfig) c where c ~ '^(role|session_authorization)='))
              then 'r' end,
         case when p.oid < 16384 and p.provolatile = 's' and p.proparallel = 'r'
               and p.proname !~ '(_to_xml|^age$|^pg_get_viewdef$|^pg_trigger_depth$)' then 'n' end,
         case when p.oid >= 16384 and pg_catalog.concat(p.prosrc, p.proconfig) ~~* '%synchronous_commit%' then 'c' end),
       p.lanname,
       case when p.oid >= 16384 and p.prosqlbody is null then p.prosrc end,
       p.path
  from routines p
  left join pg_catalog.pg_type t
    on t.oid = coalesce((select d.base from domains d join pg_catalog.pg_type b on b.oid = d.base
                          where d.type = p.proargtypes[0] and b.typtype <> 'd'), p.proargtypes[0])
 cross join lateral (
         select case when p.pronargs = 0 or p.pronargs - p.pronargdefaults > 1 or p.prokind = 'p' then 0
                     when t.typtype = 'p' or p.provariadic <> 0 then -1
                     when exists (select from pg_catalog.pg_cast c join pg_catalog.pg_type r on r.oid = c.castsource
                                   where c.oid >= 16384 and c.castcontext = 'i' and c.casttarget = t.oid
                                     and (t.typrelid <> 0 or r.typrelid <> 0)) then -1
                     when t.typtype = 'c' then t.typrelid::pg_catalog.int8
                     else -2 end) as takes(row)
 -- A column of that name comes first.
 cross join lateral (
         select case when takes.row > 0
                      and exists (select from pg_catalog.pg_attribute a
                                   where a.attrelid = takes.row::pg_catalog.oid and a.attname = p.proname and not a.attisdropped)
                     then 0 else takes.row end) as fields(row)
union all
select 'operator', o.oid::pg_catalog.int8, o.oprcode::pg_catalog.oid::pg_catalog.int8, 0, 0, n.nspname, o.oprname,
       null, null, null, null
  from pg_catalog.pg_operator o
  join pg_catalog.pg_namespace n on n.oid = o.oprnamespace
 where o.oid >= 16384
union all
select distinct 'type', t.oid::pg_catalog.int8, coalesce(h.func, 0)::pg_catalog.int8, 0, 0, n.nspname, t.typname,
       null, null, null, null
  from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace left join held h on h.whole = t.oid and h.by <> 'f'
 where h.func is not null or t.typtype in ('b', 'd', 'e', 'r', 'm', 'p') and t.typcategory <> 'A'
    or t.typtype = 'c' and (t.oid < 16384 or exists (select from pg_catalog.pg_class c where c.oid = t.typrelid and c.relkind = 'c'))
union all
select distinct 'column', 0::pg_catalog.int8, 0::pg_catalog.int8, 0, 0, null::pg_catalog.name, a.attname, null, null, null, null
  from pg_catalog.pg_attribute a join relations c on c.oid = a.attrelid
 where a.attrelid >= 16384 and a.attnum > 0 and not a.attisdropped
union all
select 'setting', 0, 0, 0, 0, null, s.name::pg_catalog.name, null, null, null, null
  from pg_catalog.pg_settings s
 where (s.context in ('internal', 'postmaster', 'sighup') or s.name = 'transaction_read_only') and s.name <> 'cluster_name'
union all
select 'applies', 0, h.func::pg_catalog.int8, 60, 0, null, null, null, null, null, null from hidden h where h.type = 0
union all
-- Tables and views with columns of such a type, or whose rows are. A text that stands beside a value of a domain becomes one.
select distinct case when h.by in ('a', 'd') then 'applies' else 'runs' end, c.oid::pg_catalog.int8, h.func::pg_catalog.int8,
       case when h.by in ('a', 'd') then 60 else 20 end, 0, null::pg_catalog.name, null::pg_catalog.name, null, null, null, null
  from held h
  join pg_catalog.pg_type t on t.oid = h.whole
  join relations c on c.oid = t.typrelid
union all
select distinct 'uses', d.objid::pg_catalog.int8, h.func::pg_catalog.int8, 60, 0, null::pg_catalog.name, null::pg_catalog.name,
       null, null, null, null
  from held h
  join pg_catalog.pg_depend d on d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass and d.refobjid = h.whole
   and d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
  join pg_catalog.pg_proc p on p.oid = d.objid
 where h.by in ('a', 'd') or h.by = 'm' and (p.prorettype = h.whole or h.whole = any (p.proallargtypes))
union all
-- Views, policies and parsed bodies that make values of such a type.
select distinct s.to_functions, s.id::pg_catalog.int8, h.func::pg_catalog.int8, s.on_events, s.to_events,
       null::pg_catalog.name, null::pg_catalog.name, null, null, null, null
  from stored s
 cross join lateral pg_catalog.regexp_matches(
         s.tree, ':(?:resulttype|funcresulttype|consttype|casetype|array_typeid|row_typeid|coltypes|funccoltypes) (?:\(o )?([1-9][0-9 ]*)', 'g')
       as m(found)
 cross join lateral pg_catalog.unnest(pg_catalog.string_to_array(m.found[1], ' ')) as type(oid)
  join held h on h.whole = nullif(type.oid, '')::pg_catalog.oid
 where exists (select from held) and h.by <> 'f' and s.to_functions not in ('checks', 'defaults')
union all
-- PostgreSQL's own immutable functions, most of what there is, do nothing.
select m.edge, m.id::pg_catalog.int8, m.target::pg_catalog.int8, m.on_events, m.to_events, null, null, null, null, null, null
  from mentions m
  left join pg_catalog.pg_proc b on b.oid = m.target and b.oid < 16384 and b.provolatile = 'i'
       and m.edge in ('calls', 'runs', 'uses', 'passes')
 where m.edge not in ('checks', 'defaults') and b.oid is null and not (m.edge in ('reads', 'writes', 'fills') and m.target = m.id)
union all
select 'runs', t.tgrelid::pg_catalog.int8, t.tgfoid::pg_catalog.int8, t.tgtype & 60, 0, null, null, null, null, null, null
  from pg_catalog.pg_trigger t
 where not t.tgisinternal and t.tgenabled <> 'D'
union all
-- An identity column draws from its sequence without a default of its own.
select 'runs', d.refobjid::pg_catalog.int8, 'pg_catalog.nextval(pg_catalog.regclass)'::pg_catalog.regprocedure::pg_catalog.oid::pg_catalog.int8,
       20, 0, null, null, null, null, null, null
  from pg_catalog.pg_class s
  join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = s.oid
   and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.deptype = 'i'
 where s.relkind = 'S'
union all
select 'instead', t.tgrelid::pg_catalog.int8, t.tgrelid::pg_catalog.int8, t.tgtype & 60, 0, null, null, null, null, null, null
  from pg_catalog.pg_trigger t
 where t.tgenabled <> 'D' and t.tgtype & 64 <> 0
union all
-- What becomes of the referencing rows: deleted with theirs, or updated.
select 'writes', k.confrelid::pg_catalog.int8, k.conrelid::pg_catalog.int8, a.on_events, a.to_events, null, null, null, null, null, null
  from pg_catalog.pg_constraint k
 cross join lateral (
         select 8, case k.confdeltype when 'c' then 8 else 16 end where k.confdeltype in ('c', 'n', 'd')
         union all
         select 16, 16 where k.confupdtype in ('c', 'n', 'd')
         union all
         select 128, 160) as a(on_events, to_events)
 where k.contype = 'f'
union all
select 'uses', a.aggfnoid::pg_catalog.oid::pg_catalog.int8, f.oid::pg_catalog.int8, 0, 0, null, null, null, null, null, null
  from pg_catalog.pg_aggregate a
 cross join lateral pg_catalog.unnest(array[
         a.aggtransfn, a.aggfinalfn, a.aggcombinefn, a.aggserialfn, a.aggdeserialfn,
         a.aggmtransfn, a.aggminvtransfn, a.aggmfinalfn]::pg_catalog.oid[]) as f(oid)
 where a.aggfnoid >= 16384 and f.oid <> 0
union all
-- DDL's triggers, of no relation.
select 'runs', 0, e.evtfoid::pg_catalog.int8, 60, 0, null, null, null, null, null, null
  from pg_catalog.pg_event_trigger e
 where e.evtevent <> 'login' and e.evtenabled <> 'D'
