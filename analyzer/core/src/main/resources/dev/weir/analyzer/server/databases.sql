-- Weir: databases, the ages of their oldest rows and their counters.
SELECT d.datname::text, d.datname = current_database() AS current,
       age(d.datfrozenxid) AS xid_age, mxid_age(d.datminmxid) AS multixact_age,
       s.xact_commit, s.xact_rollback, s.blks_read, s.blks_hit, s.temp_files, s.temp_bytes, s.deadlocks, s.sessions, s.stats_reset
  FROM pg_database d
  LEFT JOIN pg_stat_database s ON s.datid = d.oid
 ORDER BY 2 DESC, 3 DESC
 LIMIT 1000
