-- Weir: what active sessions of clients, and the workers of autovacuum, wait for.
SELECT coalesce(a.wait_event_type, 'CPU') AS type, coalesce(a.wait_event, '') AS event, count(*) AS sessions,
       a.backend_type = 'autovacuum worker' AS autovacuum
  FROM pg_stat_activity a
 WHERE ((a.state = 'active' AND a.backend_type = 'client backend') OR a.backend_type = 'autovacuum worker')
   AND a.pid <> pg_backend_pid()
 GROUP BY 1, 2, 4
