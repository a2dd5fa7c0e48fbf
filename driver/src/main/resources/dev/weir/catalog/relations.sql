-- Weir's catalogue: what lies behind the names of tables and views.
-- "identity" is the root of a partition or inheritance tree: a write to a child is seen through its parent, and the other way.
-- "unclear" means that a statement on it can touch what cannot be told: a trigger or rule (writes), see also the edges.
-- Both that and being unlogged or foreign hold for a whole tree if for one of it: its root's statements reach all of it.
with recursive parents as (
  select i.inhrelid as oid, i.inhparent as parent, 1 as depth from pg_catalog.pg_inherits i
  union all
  select p.oid, i.inhparent, p.depth + 1
    from parents p join pg_catalog.pg_inherits i on i.inhrelid = p.parent
   where p.depth < 32),
roots as (select distinct on (oid) oid, parent from parents order by oid, depth desc, parent),
trees as (
  select coalesce(r.parent, c.oid) as root,
         pg_catalog.bool_or(
           exists (select from pg_catalog.pg_trigger t
                    where t.tgrelid = c.oid and not t.tgisinternal and t.tgenabled <> 'D')
           or exists (select from pg_catalog.pg_rewrite w
                       where w.ev_class = c.oid and w.ev_type <> '1')) as unclear,
         pg_catalog.bool_or(c.relpersistence = 'u' or c.relkind = 'f') as elsewhere
    from pg_catalog.pg_class c
    left join roots r on r.oid = c.oid
   where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
   group by 1)
select c.oid::pg_catalog.int8 as oid,
       n.nspname as schema,
       c.relname as name,
       c.relkind::pg_catalog.text as kind,
       case when t.elsewhere then 'u' else c.relpersistence::pg_catalog.text end as persistence,
       t.root::pg_catalog.int8 as identity,
       t.unclear
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  left join roots r on r.oid = c.oid
  join trees t on t.root = coalesce(r.parent, c.oid)
 where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
   and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
   and not pg_catalog.pg_is_other_temp_schema(n.oid)
