-- Weir's catalogue: what functions may do. "suspicious" is a label that lies: a body marked stable or immutable that names what
-- writes, locks or sets; one marked immutable that reads tables counts as stable. "session" is a body that names what outlives
-- its transaction: settings, locks of the session, temporary tables. Internal and C functions have no body to look at; those of
-- PostgreSQL itself are labelled truly.
select p.oid::pg_catalog.int8 as oid,
       n.nspname as schema,
       p.proname as name,
       case when p.provolatile = 'i' and b.body ~* '\mfrom\M' then 's' else p.provolatile::pg_catalog.text end as volatility,
       p.oid < 16384 as builtin,
       p.provolatile <> 'v' and b.body ~*
         '\m(nextval|setval|set_config|pg_(try_)?advisory\w*|pg_notify|dblink\w*|lo_\w+|insert|update|delete|merge|lock|perform|execute|call)\M'
         as suspicious,
       b.body ~* '\m(set_config|pg_(try_)?advisory_(un)?lock\w*|listen|discard)\M'
         or b.body ~* '\mcreate\s+((local|global)\s+)?temp(orary)?\M'
         or b.body ~* '(^|;|\m(begin|then|else|loop)\M)\s*(reset|set(?!\s+local\M))\M'
         as session
  from pg_catalog.pg_proc p
  join pg_catalog.pg_namespace n on n.oid = p.pronamespace
 cross join lateral (
         -- A body of BEGIN ATOMIC is not in prosrc.
         select case when p.oid < 16384 then ''
                     when p.prosrc = '' and p.prokind in ('f', 'w') then pg_catalog.pg_get_functiondef(p.oid)
                     else p.prosrc end) as b(body)
 where p.prokind <> 'p'
