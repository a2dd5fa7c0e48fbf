-- Weir's catalogue: what functions may do. "suspicious" is a label that lies: a body marked stable or immutable that names what
-- writes, locks or sets. Internal and C functions have no body to look at; those of PostgreSQL itself are labelled truly.
select p.oid::pg_catalog.int8 as oid,
       n.nspname as schema,
       p.proname as name,
       p.provolatile::pg_catalog.text as volatility,
       p.oid < 16384 as builtin,
       p.oid >= 16384 and p.provolatile <> 'v' and p.prosrc ~*
         '\m(nextval|setval|set_config|pg_(try_)?advisory\w*|pg_notify|dblink\w*|lo_\w+|insert|update|delete|merge|lock|perform|execute|call)\M'
         as suspicious
  from pg_catalog.pg_proc p
  join pg_catalog.pg_namespace n on n.oid = p.pronamespace
 where p.prokind <> 'p'
