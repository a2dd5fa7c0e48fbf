-- Weir: clients' sessions by who they are and what they do. Without pg_read_all_stats the kind of a session is hidden; those in
-- a database are taken for clients', unless they are nobody's, as workers of autovacuum are.
SELECT a.datname::text, a.usename::text, a.application_name, a.state, count(*) AS sessions
  FROM pg_stat_activity a
 WHERE coalesce(a.backend_type = 'client backend', a.datname IS NOT NULL AND a.usesysid IS NOT NULL)
 GROUP BY 1, 2, 3, 4
 ORDER BY 5 DESC
 LIMIT 1000
