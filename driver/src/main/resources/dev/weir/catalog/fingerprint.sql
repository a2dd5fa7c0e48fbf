-- Weir's catalogue: has anything changed? One number over all rows that the full reading looks at, in whatever order they lie.
-- Rows that only DDL updates count by their xmin; pg_class by what matters of it, because TRUNCATE and CREATE INDEX update it too.
-- What is temporary comes and goes, and is not looked at.
with lasting as (
  select oid, relnamespace, relname, relkind, relpersistence, relnatts
    from pg_catalog.pg_class
   where oid >= 16384 and relpersistence <> 't' and relkind in ('r', 'p', 'v', 'm', 'f', 'S')),
watched(item) as (
  select pg_catalog.concat_ws(' ', 'path', pg_catalog.current_schemas(false)::pg_catalog.text,
                              pg_catalog.current_setting('search_path'))
  union all
  select pg_catalog.concat_ws(' ', 'schema', oid, nspname) from pg_catalog.pg_namespace
   where nspname !~ '^pg_(toast_)?temp_'
  union all
  select pg_catalog.concat_ws(' ', 'relation', oid, relnamespace, relname, relkind, relpersistence, relnatts) from lasting
  union all
  select pg_catalog.concat_ws(' ', 'routine', oid, xmin) from pg_catalog.pg_proc where oid >= 16384
  union all
  select pg_catalog.concat_ws(' ', 'aggregate', aggfnoid::pg_catalog.oid, xmin) from pg_catalog.pg_aggregate
   where aggfnoid >= 16384
  union all
  select pg_catalog.concat_ws(' ', 'operator', oid, xmin) from pg_catalog.pg_operator where oid >= 16384
  union all
  select pg_catalog.concat_ws(' ', 'event trigger', oid, xmin) from pg_catalog.pg_event_trigger
  union all
  select pg_catalog.concat_ws(' ', 'heir', i.inhrelid, i.inhparent)
    from pg_catalog.pg_inherits i join lasting l on l.oid = i.inhrelid
  union all
  select pg_catalog.concat_ws(' ', 'rule', r.oid, r.xmin) from pg_catalog.pg_rewrite r join lasting l on l.oid = r.ev_class
  union all
  select pg_catalog.concat_ws(' ', 'policy', p.oid, p.xmin) from pg_catalog.pg_policy p join lasting l on l.oid = p.polrelid
  union all
  select pg_catalog.concat_ws(' ', 'trigger', t.oid, t.xmin)
    from pg_catalog.pg_trigger t join lasting l on l.oid = t.tgrelid
   where not t.tgisinternal
  union all
  select pg_catalog.concat_ws(' ', 'default', d.oid, d.xmin) from pg_catalog.pg_attrdef d join lasting l on l.oid = d.adrelid
  union all
  select pg_catalog.concat_ws(' ', 'constraint', k.oid, k.xmin)
    from pg_catalog.pg_constraint k join lasting l on l.oid = k.conrelid
   where k.contype in ('c', 'f')
  union all
  select pg_catalog.concat_ws(' ', 'index', i.indexrelid, i.xmin)
    from pg_catalog.pg_index i join lasting l on l.oid = i.indrelid
   where i.indexprs is not null or i.indpred is not null
  union all
  select pg_catalog.concat_ws(' ', 'domain', k.oid, k.xmin) from pg_catalog.pg_constraint k
   where k.contypid >= 16384 and k.contype = 'c'
  union all
  select pg_catalog.concat_ws(' ', 'cast', oid, xmin) from pg_catalog.pg_cast where oid >= 16384
  union all
  select pg_catalog.concat_ws(' ', 'support', oid, xmin) from pg_catalog.pg_amproc where oid >= 16384
  union all
  select pg_catalog.concat_ws(' ', 'type', t.oid, t.xmin)
    from pg_catalog.pg_type t left join pg_catalog.pg_class c on c.oid = t.typrelid
   where t.oid >= 16384 and t.typcategory <> 'A' and (t.typrelid = 0 or c.relkind = 'c')
  union all
  -- Columns of types that are not PostgreSQL's own, and those that are in the way of a function's attribute notation.
  select pg_catalog.concat_ws(' ', 'column', a.attrelid, a.attnum, a.atttypid, a.attisdropped)
    from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid
   where a.atttypid >= 16384 and a.attnum > 0 and c.relpersistence <> 't'
  union all
  select pg_catalog.concat_ws(' ', 'field', a.attrelid, a.attname)
    from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid
   where a.attrelid >= 16384 and a.attnum > 0 and not a.attisdropped
     and c.relpersistence <> 't' and c.relkind in ('r', 'p', 'v', 'm', 'f', 'c')
     and a.attname in (select p.proname from pg_catalog.pg_proc p where p.oid >= 16384))
select pg_catalog.concat_ws(' ', pg_catalog.count(*), pg_catalog.bit_xor(pg_catalog.hashtextextended(item, 0))) as fingerprint
  from watched
