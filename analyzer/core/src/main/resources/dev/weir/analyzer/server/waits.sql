-- Weir: what active sessions of clients wait for.
SELECT coalesce(a.wait_event_type, 'CPU') AS type, coalesce(a.wait_event, '') AS event, count(*) AS sessions
  FROM pg_stat_activity a
 WHERE a.state = 'active' AND a.backend_type = 'client backend' AND a.pid <> pg_backend_pid()
 GROUP BY 1, 2
