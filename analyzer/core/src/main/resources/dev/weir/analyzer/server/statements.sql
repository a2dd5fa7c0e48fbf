-- Weir: the statements of this database that took most time. Their texts are asked for later, of a few.
SELECT s.queryid, sum(s.calls)::bigint AS calls, sum(s.total_exec_time) AS exec_ms, sum(s.rows)::bigint AS rows,
       sum(s.shared_blks_hit)::bigint AS hit, sum(s.shared_blks_read)::bigint AS read,
       sum(s.temp_blks_written)::bigint AS temp, sum(s.wal_bytes)::float8 AS wal, NULL::text AS query
  FROM pg_stat_statements(false) s
 WHERE s.dbid = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database()) AND s.queryid IS NOT NULL
 GROUP BY s.queryid
 ORDER BY 3 DESC
 LIMIT 2000
