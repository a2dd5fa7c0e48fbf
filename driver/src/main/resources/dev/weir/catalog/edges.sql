-- Weir's catalogue: what reads or writes reach beyond the relation that they name.
-- 'reads': a view, or a table's policy, reads another relation. 'cascades': a DELETE or key UPDATE of a parent writes its children.
select 'reads' as edge, w.ev_class::pg_catalog.int8 as source, d.refobjid::pg_catalog.int8 as target
  from pg_catalog.pg_rewrite w
  join pg_catalog.pg_class v on v.oid = w.ev_class and v.relkind = 'v'
  join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and d.objid = w.oid
   and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid <> w.ev_class
 where w.ev_class >= 16384
union
select 'reads', p.polrelid::pg_catalog.int8, d.refobjid::pg_catalog.int8
  from pg_catalog.pg_policy p
  join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass and d.objid = p.oid
   and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid <> p.polrelid
union
select 'cascades', k.confrelid::pg_catalog.int8, k.conrelid::pg_catalog.int8
  from pg_catalog.pg_constraint k
 where k.contype = 'f' and (k.confdeltype in ('c', 'n', 'd') or k.confupdtype in ('c', 'n', 'd'))
union
select 'calls', w.ev_class::pg_catalog.int8, m.fn[1]::pg_catalog.int8
  from pg_catalog.pg_rewrite w
  join pg_catalog.pg_class v on v.oid = w.ev_class and v.relkind = 'v'
 cross join lateral pg_catalog.regexp_matches(
         w.ev_action::pg_catalog.text, ':(?:funcid|opfuncid|winfnoid|aggfnoid) ([0-9]+)', 'g') as m(fn)
 where w.ev_class >= 16384
union
select 'calls', p.polrelid::pg_catalog.int8, m.fn[1]::pg_catalog.int8
  from pg_catalog.pg_policy p
 cross join lateral pg_catalog.regexp_matches(
         coalesce(p.polqual::pg_catalog.text, '') || coalesce(p.polwithcheck::pg_catalog.text, ''),
         ':(?:funcid|opfuncid) ([0-9]+)', 'g') as m(fn)
