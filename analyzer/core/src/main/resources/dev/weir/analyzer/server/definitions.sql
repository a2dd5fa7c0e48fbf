-- Weir: how some indexes are made, to make them again. Those whose expressions or predicates may hold values are left out, and
-- those that somebody locks, for which pg_get_indexdef would wait; a lock that is only waited for is enough. Hence no
-- "and granted".
SELECT i.indexrelid AS oid, pg_get_indexdef(i.indexrelid) AS definition
  FROM pg_index i
 WHERE i.indexrelid = ANY (?::bigint[])
   AND i.indexprs IS NULL AND i.indpred IS NULL
   AND NOT EXISTS (
     SELECT FROM pg_locks l
      WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock' AND l.relation IN (i.indexrelid, i.indrelid))
