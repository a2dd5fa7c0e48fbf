-- Weir: sizes of tables with their indexes and TOAST. pg_total_relation_size waits for whoever holds, or waits for, an ACCESS
-- EXCLUSIVE lock on one of these; there the pages of the last VACUUM or ANALYZE must do. Hence no "and granted".
WITH part AS (
  SELECT c.oid AS root, c.oid FROM pg_catalog.pg_class c WHERE c.oid = ANY (?::oid[])
   UNION ALL
  SELECT i.indrelid, i.indexrelid FROM pg_catalog.pg_index i WHERE i.indrelid = ANY (?::oid[])
   UNION ALL
  SELECT c.oid, c.reltoastrelid
    FROM pg_catalog.pg_class c WHERE c.oid = ANY (?::oid[]) AND c.reltoastrelid <> 0
   UNION ALL
  SELECT c.oid, i.indexrelid
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_index i ON i.indrelid = c.reltoastrelid
   WHERE c.oid = ANY (?::oid[])
), locked AS MATERIALIZED (
  SELECT l.relation
    FROM pg_catalog.pg_locks l
    JOIN pg_catalog.pg_database d ON d.oid = l.database
   WHERE l.locktype = 'relation'
     AND l.mode = 'AccessExclusiveLock'
     AND d.datname = pg_catalog.current_database()
), known AS (
  SELECT part.root,
         pg_catalog.bool_or(part.oid IN (SELECT relation FROM locked)) AS locked,
         pg_catalog.sum(c.relpages) * pg_catalog.current_setting('block_size')::bigint AS estimate
    FROM part JOIN pg_catalog.pg_class c ON c.oid = part.oid
   GROUP BY part.root
)
SELECT root,
       locked,
       CASE WHEN locked THEN nullif(estimate, 0) ELSE pg_catalog.pg_total_relation_size(root) END AS bytes
  FROM known
