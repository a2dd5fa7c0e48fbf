-- Weir: tables, TOAST tables and indexes of 10 MB and more, and what their rows would need: the widths that ANALYZE has seen. Only
-- what may be so large is asked for its size, which waits for whoever holds, or waits for, an ACCESS EXCLUSIVE lock on it;
-- there the pages of the last VACUUM or ANALYZE must do. pg_stats shows a role the columns that it may read.
WITH locked AS MATERIALIZED (
  SELECT l.relation
    FROM pg_locks l JOIN pg_database d ON d.oid = l.database
   WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock' AND d.datname = current_database()
), root AS MATERIALIZED (
  SELECT c.oid, n.nspname, c.relname, c.reltoastrelid, c.relpages, c.reltuples::float8 AS reltuples,
         pg_stat_get_live_tuples(c.oid) AS live,
         pg_stat_get_mod_since_analyze(c.oid) AS mods,
         greatest(c.reltuples, pg_stat_get_live_tuples(c.oid) + pg_stat_get_dead_tuples(c.oid)) AS most_rows
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'm') AND c.relpersistence <> 't'
     AND n.nspname NOT IN ('pg_catalog', 'information_schema')
     AND n.nspname !~ '^pg_(toast|temp)'
), part AS (
  SELECT oid AS root, oid, 'TABLE' AS kind FROM root
   UNION ALL
  SELECT oid, reltoastrelid, 'TOAST' FROM root WHERE reltoastrelid <> 0
   UNION ALL
  SELECT i.indrelid, i.indexrelid, 'INDEX' FROM root JOIN pg_index i ON i.indrelid = root.oid WHERE i.indisvalid AND NOT i.indisexclusion
), sized AS (
  SELECT part.root, part.oid, part.kind, c.relname, c.relam, c.relpages, c.relallvisible, c.reloptions,
         part.oid IN (SELECT relation FROM locked) AS locked,
         CASE
           WHEN part.oid IN (SELECT relation FROM locked) THEN c.relpages::bigint * current_setting('block_size')::bigint
           ELSE pg_relation_size(part.oid)
         END AS bytes
    FROM part
    JOIN pg_class c ON c.oid = part.oid
    JOIN root ON root.oid = part.root
   WHERE c.relpages >= 640 OR root.most_rows >= 5000
), big AS MATERIALIZED (
  SELECT * FROM sized WHERE bytes >= 10 * 1024 * 1024 ORDER BY bytes DESC, oid LIMIT 200
)
SELECT big.oid, big.kind, root.nspname, big.relname, root.relname AS table_name, am.amname, big.bytes, big.locked,
       coalesce((SELECT o.option_value::int FROM pg_options_to_table(big.reloptions) o WHERE o.option_name = 'fillfactor'),
                CASE WHEN big.kind = 'INDEX' THEN 90 ELSE 100 END) AS fillfactor,
       CASE WHEN root.mods < 0.1 * root.reltuples THEN root.reltuples ELSE root.live END AS rows,
       root.mods / greatest(root.reltuples, 1) AS changed,
       CASE WHEN big.kind <> 'INDEX' AND big.relpages > 0 THEN least(1, big.relallvisible::float8 / big.relpages) ELSE 0 END AS visible,
       CASE
         WHEN big.locked THEN 'LOCKED'
         WHEN big.kind = 'TOAST' THEN 'TOAST'
         WHEN root.reltuples < 0 THEN 'NEVER_ANALYZED'
         WHEN big.kind = 'INDEX' AND am.amname <> 'btree' THEN 'OTHER_METHOD'
         WHEN i.indpred IS NOT NULL OR i.indexprs IS NOT NULL THEN 'PARTIAL'
         WHEN big.kind = 'TABLE' AND attribute.dropped THEN 'DROPPED_COLUMNS'
         WHEN attribute.names THEN 'NAMES'
       END AS doubt,
       attribute.lengths, attribute.aligns, attribute.widths, attribute.nulls, attribute.distincts
  FROM big
  JOIN root ON root.oid = big.root
  LEFT JOIN pg_am am ON am.oid = big.relam
  LEFT JOIN pg_index i ON i.indexrelid = big.oid
 CROSS JOIN LATERAL (
         SELECT bool_or(a.attisdropped) AS dropped,
                bool_or(a.atttypid = 'name'::regtype) AS names,
                array_agg(a.attlen::float8 ORDER BY a.position, a.attnum) FILTER (WHERE NOT a.attisdropped) AS lengths,
                array_agg(CASE a.attalign WHEN 'd' THEN 8 WHEN 'i' THEN 4 WHEN 's' THEN 2 ELSE 1 END::float8 ORDER BY a.position, a.attnum)
                  FILTER (WHERE NOT a.attisdropped) AS aligns,
                array_agg(coalesce(s.avg_width, -1)::float8 ORDER BY a.position, a.attnum) FILTER (WHERE NOT a.attisdropped) AS widths,
                array_agg(coalesce(s.null_frac, 0)::float8 ORDER BY a.position, a.attnum) FILTER (WHERE NOT a.attisdropped) AS nulls,
                array_agg(coalesce(CASE WHEN s.n_distinct < 0 THEN -s.n_distinct ELSE s.n_distinct / greatest(root.reltuples, 1) END, 0)::float8
                          ORDER BY a.position, a.attnum)
                  FILTER (WHERE NOT a.attisdropped) AS distincts
           FROM (SELECT t.*, array_position(i.indkey::int2[], t.attnum) AS position
                   FROM pg_attribute t
                  WHERE big.kind <> 'TOAST' AND t.attrelid = big.root AND t.attnum > 0
                    AND (i.indexrelid IS NULL OR t.attnum = ANY (i.indkey))) a
           LEFT JOIN pg_stats s
             ON s.schemaname = root.nspname AND s.tablename = root.relname AND s.attname = a.attname AND NOT s.inherited) attribute
 ORDER BY big.bytes DESC, big.oid
