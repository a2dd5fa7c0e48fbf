-- Weir: the texts of some statements.
SELECT s.queryid, min(s.query) AS query
  FROM pg_stat_statements s
 WHERE s.queryid = ANY (?::bigint[])
 GROUP BY s.queryid
