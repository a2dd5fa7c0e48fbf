-- Weir: sessions in a transaction, sessions that wait for a lock, and those that they wait for. pg_blocking_pids takes all locks
-- of the lock manager, so it is called only for who waits. What a role without pg_read_all_stats may not see is null;
-- ids of transactions and of locks are shown to everybody. A setting of a role in a database goes before that of the role, that
-- before the database's, and that before the one for all. Of all that are in a database, only workers of autovacuum are nobody's.
WITH waiting AS MATERIALIZED (
  SELECT l.pid,
         extract(epoch FROM clock_timestamp() - min(l.waitstart)) * 1000 AS waited_ms,
         min(l.mode) AS mode,
         min(l.relation::text) AS relation
    FROM pg_locks l
   WHERE NOT l.granted
   GROUP BY l.pid
), blocked AS MATERIALIZED (
  SELECT w.*, pg_blocking_pids(w.pid) AS blockers FROM waiting w
), timeout AS MATERIALIZED (
  SELECT s.setdatabase, s.setrole, split_part(c, '=', 2) AS timeout
    FROM pg_db_role_setting s, unnest(s.setconfig) c
   WHERE c ~ '^idle_in_transaction_session_timeout='
)
SELECT a.pid, a.backend_type, a.datname, a.usename, a.application_name, a.state, a.wait_event_type, a.wait_event,
       a.xact_start, a.state_change,
       age(a.backend_xid) AS xid_age,
       age(a.backend_xmin) AS xmin_age,
       left(a.query, 4000) AS query,
       coalesce(a.backend_type IN ('autovacuum worker', 'autovacuum launcher'), a.usesysid IS NULL AND a.datid IS NOT NULL)
         OR a.pid IN (SELECT p.pid FROM pg_stat_progress_vacuum p) AS vacuums,
       blocked.waited_ms, blocked.mode, coalesce(blocked.blockers, '{}') AS blockers,
       n.nspname, c.relname, own.timeout AS own_timeout, others.timeout AS inherited_timeout
  FROM pg_stat_activity a
  LEFT JOIN blocked ON blocked.pid = a.pid
  LEFT JOIN pg_class c ON c.oid = blocked.relation::oid AND a.datname = current_database()
  LEFT JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN timeout own ON own.setdatabase = a.datid AND own.setrole = a.usesysid
  LEFT JOIN LATERAL (
         SELECT t.timeout
           FROM timeout t
          WHERE t.setdatabase IN (0, a.datid) AND t.setrole IN (0, a.usesysid) AND (t.setdatabase = 0 OR t.setrole = 0)
          ORDER BY t.setrole DESC, t.setdatabase DESC
          LIMIT 1) others ON true
 WHERE a.pid <> pg_backend_pid()
   AND (a.xact_start IS NOT NULL
        OR a.backend_xid IS NOT NULL
        OR a.backend_xmin IS NOT NULL
        OR blocked.pid IS NOT NULL
        OR a.pid IN (SELECT unnest(b.blockers) FROM blocked b))
 ORDER BY blocked.pid IS NULL, greatest(age(a.backend_xid), age(a.backend_xmin)) DESC NULLS LAST, a.xact_start
 LIMIT 1000
