-- Weir: B-trees that another one makes needless: the same columns, or the first of the other's, in the same order, with the same
-- classes, collations and directions. Expressions and predicates are compared as they are stored, less where they stood in
-- their text, because pg_get_expr waits for locks. A unique one is needless beside an equal one that is checked at once.
-- Of a partitioned table the index of the whole is asked for: one of a partition that belongs to it cannot be dropped alone, but
-- makes another of that partition needless.
WITH ix AS (
  SELECT i.indexrelid, i.indrelid, i.indisunique, i.indimmediate, i.indnkeyatts AS nk, i.indnatts AS na,
         i.indkey::int2[] AS k, i.indclass::oid[] AS cl, i.indcollation::oid[] AS co, i.indoption::int2[] AS op,
         coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false) AS nulls_equal,
         coalesce(regexp_replace(i.indexprs::text, ':location -?[0-9]+', '', 'g'), '') AS ex,
         coalesce(regexp_replace(i.indpred::text, ':location -?[0-9]+', '', 'g'), '') AS pr,
         EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')) AS constrained,
         EXISTS (SELECT FROM pg_constraint f WHERE f.contype = 'f' AND f.conindid = i.indexrelid) AS referenced,
         i.indisreplident, i.indisclustered, c.relispartition AS attached
    FROM pg_index i
    JOIN pg_class c ON c.oid = i.indexrelid
    JOIN pg_am am ON am.oid = c.relam
    JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE i.indisvalid AND i.indislive AND am.amname = 'btree' AND c.relkind IN ('i', 'I')
     AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'
)
, needless AS (
SELECT DISTINCT ON (a.indexrelid) a.indexrelid AS oid, b.indexrelid AS keep_oid, a.nk = b.nk AND a.na = b.na AS identical
  FROM ix a
  JOIN ix b ON a.indrelid = b.indrelid AND a.indexrelid <> b.indexrelid
 WHERE a.pr = b.pr
   AND a.nk <= b.nk
   AND a.k[0:a.nk - 1] = b.k[0:a.nk - 1]
   AND a.cl[0:a.nk - 1] = b.cl[0:a.nk - 1]
   AND a.co[0:a.nk - 1] = b.co[0:a.nk - 1]
   AND a.op[0:a.nk - 1] = b.op[0:a.nk - 1]
   AND (0 <> ALL (a.k) OR (a.ex = b.ex AND a.nk = b.nk))
   AND (a.na = a.nk OR a.k = b.k)
   AND NOT a.attached AND NOT a.constrained AND NOT a.indisreplident AND NOT a.indisclustered AND NOT a.referenced
   AND (NOT a.indisunique
        OR (b.indisunique AND b.indimmediate AND a.nk = b.nk AND a.nulls_equal = b.nulls_equal))
   AND (a.nk < b.nk
        OR a.na < b.na
        OR (b.constrained OR b.indisreplident OR b.indisclustered OR b.attached)
        OR (b.indisunique AND NOT a.indisunique)
        OR (a.indisunique = b.indisunique AND a.indexrelid > b.indexrelid))
 ORDER BY a.indexrelid, b.na DESC, b.indexrelid
)
SELECT needless.*, c.relkind = 'I' AS partitioned, n.nspname, t.relname AS table_name, c.relname, k.relname AS keep_name,
       whole.size_bytes, whole.scans
  FROM needless
  JOIN pg_class c ON c.oid = needless.oid
  JOIN pg_class k ON k.oid = needless.keep_oid
  JOIN pg_index i ON i.indexrelid = needless.oid
  JOIN pg_class t ON t.oid = i.indrelid
  JOIN pg_namespace n ON n.oid = t.relnamespace
 CROSS JOIN LATERAL (
         WITH RECURSIVE part AS (
           SELECT c.oid
            UNION ALL
           SELECT h.inhrelid FROM part JOIN pg_inherits h ON h.inhparent = part.oid AND c.relkind = 'I')
         SELECT coalesce(sum(p.relpages::bigint) * current_setting('block_size')::bigint, 0)::bigint AS size_bytes,
                coalesce(sum(pg_stat_get_numscans(p.oid)), 0)::bigint AS scans
           FROM part JOIN pg_class p ON p.oid = part.oid AND p.relkind = 'i') whole
