-- Weir's catalogue: operators that are not PostgreSQL's own, and the function behind each.
select n.nspname as schema, o.oprname as name, o.oprcode::pg_catalog.oid::pg_catalog.int8 as function
  from pg_catalog.pg_operator o
  join pg_catalog.pg_namespace n on n.oid = o.oprnamespace
 where o.oid >= 16384
