-- Weir: sequences that end, and the columns that end before them. Those that somebody alters wait for nobody here.
SELECT n.nspname, c.relname, tn.nspname AS table_schema, t.relname AS table_name, a.attname, format_type(a.atttypid, NULL) AS type,
       CASE WHEN has_sequence_privilege(s.seqrelid, 'SELECT,USAGE') THEN pg_sequence_last_value(s.seqrelid) END AS last,
       has_sequence_privilege(s.seqrelid, 'SELECT,USAGE') AS readable,
       s.seqincrement, s.seqstart,
       CASE WHEN s.seqincrement < 0 THEN greatest(s.seqmin, -type_end) ELSE least(s.seqmax, type_end) END AS end,
       CASE WHEN s.seqincrement < 0 THEN -type_end > s.seqmin ELSE type_end < s.seqmax END AS column_ends,
       coalesce(a.attinhcount > 0
                  OR EXISTS (SELECT FROM pg_partitioned_table p WHERE p.partrelid = a.attrelid AND a.attnum = ANY (p.partattrs)), false)
         AS partition_key,
       -- What ALTER COLUMN .. TYPE refuses to go on with.
       ARRAY(
         SELECT CASE d.classid
                  WHEN 'pg_rewrite'::regclass THEN
                    CASE WHEN w.relkind IN ('v', 'm') THEN pg_describe_object('pg_class'::regclass, w.oid, 0)
                         ELSE pg_describe_object(d.classid, d.objid, 0) END
                  WHEN 'pg_attrdef'::regclass THEN pg_describe_object('pg_class'::regclass, f.adrelid, f.adnum)
                  ELSE pg_describe_object(d.classid, d.objid, d.objsubid)
                END AS what
           FROM pg_depend d
           LEFT JOIN pg_rewrite r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid
           LEFT JOIN pg_class w ON w.oid = r.ev_class
           LEFT JOIN pg_attrdef f ON d.classid = 'pg_attrdef'::regclass AND f.oid = d.objid
          WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum
            AND (d.classid IN ('pg_rewrite'::regclass, 'pg_policy'::regclass, 'pg_trigger'::regclass, 'pg_proc'::regclass,
                               'pg_publication_rel'::regclass)
                 OR f.adnum <> a.attnum)
         UNION
         SELECT pg_describe_object('pg_class'::regclass, u.attrelid, u.attnum)
           FROM pg_attribute u
           JOIN pg_class uc ON uc.oid = u.attrelid AND uc.relkind IN ('r', 'p', 'm')
          WHERE u.atttypid = t.reltype AND t.reltype <> 0 AND NOT u.attisdropped
          ORDER BY 1) AS dependents
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
