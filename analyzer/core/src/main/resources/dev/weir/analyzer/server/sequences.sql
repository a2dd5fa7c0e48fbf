-- Weir: sequences that end, and the columns that end before them. Those that somebody alters wait for nobody here.
SELECT n.nspname, c.relname, tn.nspname AS table_schema, t.relname AS table_name, a.attname, format_type(a.atttypid, NULL) AS type,
       CASE WHEN has_sequence_privilege(s.seqrelid, 'SELECT,USAGE') THEN pg_sequence_last_value(s.seqrelid) END AS last,
       has_sequence_privilege(s.seqrelid, 'SELECT,USAGE') AS readable,
       s.seqincrement, s.seqstart,
       CASE WHEN s.seqincrement < 0 THEN greatest(s.seqmin, -type_end) ELSE least(s.seqmax, type_end) END AS end,
       CASE WHEN s.seqincrement < 0 THEN -type_end > s.seqmin ELSE type_end < s.seqmax END AS column_ends
  FROM pg_sequence s
  JOIN pg_class c ON c.oid = s.seqrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN LATERAL (
         SELECT d.refobjid, d.refobjsubid
           FROM pg_depend d
          WHERE d.classid = 'pg_class'::regclass AND d.objid = s.seqrelid AND d.refclassid = 'pg_class'::regclass
            AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
          LIMIT 1) owner ON true
  LEFT JOIN pg_class t ON t.oid = owner.refobjid
  LEFT JOIN pg_namespace tn ON tn.oid = t.relnamespace
  LEFT JOIN pg_attribute a ON a.attrelid = owner.refobjid AND a.attnum = owner.refobjsubid
 CROSS JOIN LATERAL (
         SELECT CASE a.atttypid
                  WHEN 'int2'::regtype THEN 32767
                  WHEN 'int4'::regtype THEN 2147483647
                  ELSE 9223372036854775807
                END::bigint AS type_end) types
 WHERE NOT s.seqcycle
   AND n.nspname !~ '^pg_temp'
   AND NOT EXISTS (
     SELECT FROM pg_locks l
      WHERE l.relation = s.seqrelid AND l.mode IN ('ShareRowExclusiveLock', 'AccessExclusiveLock'))
 ORDER BY abs(s.seqincrement) DESC
 LIMIT 5000
