-- Weir: what VACUUM does in this database now.
SELECT p.pid, p.relid, p.phase, p.heap_blks_total, p.heap_blks_scanned, a.backend_type = 'autovacuum worker' AS automatic, a.xact_start
  FROM pg_stat_progress_vacuum p
  LEFT JOIN pg_stat_activity a ON a.pid = p.pid
 WHERE p.datname = current_database()
