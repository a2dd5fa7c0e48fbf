-- Weir: foreign keys whose columns no index begins with, in any order. A partial index serves if it leaves out nulls only; that
-- is read from the stored predicate, because pg_get_expr waits for locks. Keys that are not enforced, or temporal, are left
-- out (18), and those of partitions, which their parent's speaks for: it has a constraint for each partition on either side.
SELECT c.conname, n.nspname, t.relname, t.relkind = 'p' AS partitioned, k.table_oids, k.parent_oids,
       ARRAY(SELECT a.attname::text
               FROM unnest(c.conkey) WITH ORDINALITY u(attnum, place)
               JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = u.attnum
              ORDER BY u.place) AS columns,
       pn.nspname AS parent_schema, p.relname AS parent,
       c.confdeltype IN ('c', 'n', 'd') OR c.confupdtype IN ('c', 'n', 'd') AS cascades
  FROM pg_constraint c
  JOIN pg_class t ON t.oid = c.conrelid
  JOIN pg_namespace n ON n.oid = t.relnamespace
  JOIN pg_class p ON p.oid = c.confrelid
  JOIN pg_namespace pn ON pn.oid = p.relnamespace
 CROSS JOIN LATERAL (
         WITH RECURSIVE k AS (
           SELECT c.oid, c.conrelid, c.confrelid
            UNION ALL
           SELECT x.oid, x.conrelid, x.confrelid FROM pg_constraint x JOIN k ON x.conparentid = k.oid)
         SELECT array_agg(DISTINCT k.conrelid::bigint) AS table_oids, array_agg(DISTINCT k.confrelid::bigint) AS parent_oids
           FROM k) k
 WHERE c.contype = 'f' AND c.conparentid = 0
   AND coalesce((to_jsonb(c) ->> 'conenforced')::boolean, true)
   AND NOT coalesce((to_jsonb(c) ->> 'conperiod')::boolean, false)
   AND NOT EXISTS (
     SELECT FROM pg_index i
       JOIN pg_class ic ON ic.oid = i.indexrelid
       JOIN pg_am am ON am.oid = ic.relam
      WHERE i.indrelid = c.conrelid AND i.indisvalid AND am.amname IN ('btree', 'hash')
        AND ARRAY(SELECT x FROM unnest((i.indkey::int2[])[0:cardinality(c.conkey) - 1]) x ORDER BY x)
              = ARRAY(SELECT x FROM unnest(c.conkey) x ORDER BY x)
        AND (i.indpred IS NULL
             OR (cardinality(c.conkey) = 1
                 AND i.indpred::text ~ ('^\(?\{NULLTEST :arg \{VAR :varno 1 :varattno ' || c.conkey[1] || ' [^}]*\} :nulltesttype 1 [^}]*\}\)?$'))))
 ORDER BY t.relpages DESC
 LIMIT 1000
