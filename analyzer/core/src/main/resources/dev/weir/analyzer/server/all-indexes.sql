-- Weir: all indexes. Nothing here waits for a lock: sizes are the pages of the last VACUUM or ANALYZE, definitions are not read.
SELECT i.indexrelid AS oid, i.indrelid AS table_oid, n.nspname, t.relname AS table_name, x.relname, am.amname,
       i.indisunique, i.indisvalid, i.indisreplident, i.indisclustered,
       i.indpred IS NOT NULL AS partial, i.indexprs IS NOT NULL AS expression,
       x.relispartition AS partition,
       EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid) AS constrained,
       EXISTS (SELECT FROM pg_depend d
                WHERE d.classid = 'pg_class'::regclass AND d.objid IN (i.indexrelid, i.indrelid) AND d.deptype = 'e') AS extension,
       EXISTS (SELECT FROM pg_constraint f
                WHERE f.contype = 'f' AND f.conrelid = i.indrelid AND i.indkey[0] = ANY (f.conkey)) AS serves_foreign_key,
       am.amname = 'brin' AND current_setting('server_version_num')::int >= 160000 AS summarizing,
       x.relpages::bigint * current_setting('block_size')::bigint AS size_bytes,
       pg_stat_get_numscans(i.indexrelid) AS scans,
       -- Who may not see the progress of others sees the lock that they hold on the table meanwhile.
       i.indexrelid IN (SELECT p.index_relid FROM pg_stat_progress_create_index p)
         OR (NOT i.indisvalid AND NOT pg_has_role('pg_read_all_stats', 'USAGE')
             AND EXISTS (SELECT FROM pg_locks l
                          WHERE l.relation = i.indrelid AND l.granted
                            AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
                            AND l.mode = 'ShareUpdateExclusiveLock')) AS building,
       ARRAY(
         SELECT a.attname::text
           FROM pg_attribute a
          WHERE a.attrelid = i.indrelid
            AND a.attnum > 0
            AND (a.attnum = ANY (i.indkey)
                 OR EXISTS (
                   SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid
                      AND d.refclassid = 'pg_class'::regclass AND d.refobjid = i.indrelid AND d.refobjsubid = a.attnum))
          ORDER BY array_position(i.indkey::int2[], a.attnum), a.attnum) AS columns
  FROM pg_index i
  JOIN pg_class x ON x.oid = i.indexrelid
  JOIN pg_class t ON t.oid = i.indrelid
  JOIN pg_namespace n ON n.oid = t.relnamespace
  JOIN pg_am am ON am.oid = x.relam
 WHERE x.relkind = 'i' AND i.indislive
   AND n.nspname NOT IN ('pg_catalog', 'information_schema')
   AND n.nspname !~ '^pg_(toast|temp)'
 ORDER BY x.relpages DESC, x.oid
 LIMIT 20000
