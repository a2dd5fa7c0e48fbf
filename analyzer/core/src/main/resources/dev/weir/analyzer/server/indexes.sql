-- Weir: indexes of tables, with every column they depend on: keys and INCLUDE from indkey (an index of a constraint depends on
-- that instead of the columns), expressions and predicate from pg_depend. None of it waits for a lock, as
-- pg_get_indexdef would. An update of one of these columns is not HOT, unless the index only summarizes (16 and later).
SELECT i.indrelid, x.relname, i.indisunique, i.indisprimary,
       am.amname = 'brin' AND pg_catalog.current_setting('server_version_num')::int >= 160000 AS summarizing,
       pg_catalog.pg_stat_get_numscans(i.indexrelid) AS scans,
       ARRAY(
         SELECT a.attname::text
           FROM pg_catalog.pg_attribute a
          WHERE a.attrelid = i.indrelid
            AND a.attnum > 0
            AND (a.attnum = ANY (i.indkey)
                 OR EXISTS (
                   SELECT FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                      AND d.objid = i.indexrelid
                      AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
                      AND d.refobjid = i.indrelid
                      AND d.refobjsubid = a.attnum))
          ORDER BY pg_catalog.array_position(i.indkey::int2[], a.attnum), a.attnum) AS columns
  FROM pg_catalog.pg_index i
  JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
  JOIN pg_catalog.pg_am am ON am.oid = x.relam
 WHERE i.indrelid = ANY (?::oid[]) AND i.indislive
 ORDER BY i.indrelid, i.indisprimary DESC, x.relname
