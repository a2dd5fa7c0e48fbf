-- Weir: partitioned tables, their DEFAULT partition, and the last one of a range of one column. Bounds are read without their table,
-- for which nobody has to wait; those of lists, which may be values, are not. A month is one in the zone of its bounds: the first of
-- the session's, UTC and the log's in which both are midnight.
WITH parted AS (
  SELECT p.partrelid, p.partstrat, n.nspname, c.relname, a.attname,
         CASE
           WHEN a.atttypid IN ('date'::regtype, 'timestamp'::regtype, 'timestamptz'::regtype) THEN 'TIME'
           WHEN a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype) THEN 'NUMBER'
         END AS kind,
         a.atttypid,
         d.oid AS default_oid, dn.nspname AS default_schema, d.relname AS default_name,
         greatest(pg_stat_get_live_tuples(d.oid), d.reltuples, 0) AS default_rows
    FROM pg_partitioned_table p
    JOIN pg_class c ON c.oid = p.partrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_attribute a ON p.partnatts = 1 AND p.partstrat = 'r' AND a.attrelid = p.partrelid AND a.attnum = p.partattrs[0]
    LEFT JOIN pg_class d ON d.oid = p.partdefid
    LEFT JOIN pg_namespace dn ON dn.oid = d.relnamespace
   WHERE n.nspname !~ '^pg_temp'
), bound AS (
  SELECT parted.partrelid, parted.kind, parted.atttypid, pg_get_expr(c.relpartbound, 0) AS text,
         CASE WHEN c.relkind = 'p' THEN c.oid END AS further
    FROM parted
    JOIN pg_inherits i ON i.inhparent = parted.partrelid
    JOIN pg_class c ON c.oid = i.inhrelid
   WHERE parted.kind IS NOT NULL
), range AS (
  SELECT bound.*, (regexp_match(text, '^FOR VALUES FROM \(''?([^'']*)''?\) TO \(''?([^'']*)''?\)$')) AS ends,
         text ~ 'TO \(MAXVALUE\)$' AS endless
    FROM bound
), ranged AS (
  SELECT partrelid, kind, atttypid, endless, further,
         CASE WHEN kind = 'TIME' AND NOT endless AND ends[1] <> 'MINVALUE' THEN ends[1]::timestamptz END AS time_from,
         CASE WHEN kind = 'TIME' AND NOT endless AND ends[1] <> 'MINVALUE' THEN ends[2]::timestamptz END AS time_to,
         CASE WHEN kind = 'NUMBER' AND NOT endless AND ends[1] <> 'MINVALUE' THEN ends[1]::numeric END AS number_from,
         CASE WHEN kind = 'NUMBER' AND NOT endless AND ends[1] <> 'MINVALUE' THEN ends[2]::numeric END AS number_to
    FROM range
), last AS (
  SELECT DISTINCT ON (partrelid) *, bool_or(endless) OVER (PARTITION BY partrelid) AS endless_too
    FROM ranged
   ORDER BY partrelid, time_to DESC NULLS LAST, number_to DESC NULLS LAST
), zoned AS (
  SELECT last.*, zone.name AS zone, last.time_from AT TIME ZONE zone.name AS local_from, last.time_to AT TIME ZONE zone.name AS local_to
    FROM last
   CROSS JOIN LATERAL (
           SELECT z.name
             FROM unnest(ARRAY[current_setting('TimeZone'), 'UTC', current_setting('log_timezone'), current_setting('TimeZone')])
                    WITH ORDINALITY AS z(name, place)
            WHERE z.place = 4
               OR (last.atttypid = 'timestamptz'::regtype
                   AND (last.time_from AT TIME ZONE z.name)::time = '00:00' AND (last.time_to AT TIME ZONE z.name)::time = '00:00')
            ORDER BY z.place
            LIMIT 1) zone
), next AS (
  SELECT zoned.*, local_to + age(local_to, local_from) AS local_next FROM zoned
)
SELECT parted.partrelid AS oid, parted.nspname, parted.relname, parted.partstrat = 'r' AS ranged, parted.attname,
       parted.default_schema, parted.default_name, parted.default_rows,
       coalesce(last.endless_too, false) AS endless,
       last.kind = 'TIME' AS timed,
       coalesce(extract(epoch FROM last.time_to - clock_timestamp()), last.number_to)::float8 AS ends,
       coalesce(extract(epoch FROM last.time_to - last.time_from), last.number_to - last.number_from)::float8 AS width,
       CASE
         WHEN last.kind = 'NUMBER' THEN last.number_to::text
         WHEN last.atttypid = 'date'::regtype THEN last.time_to::date::text
         WHEN last.atttypid = 'timestamp'::regtype THEN last.time_to::timestamp::text
         ELSE last.time_to::text
       END AS next_from,
       CASE
         WHEN last.kind = 'NUMBER' THEN (2 * last.number_to - last.number_from)::text
         WHEN last.atttypid = 'date'::regtype THEN last.local_next::date::text
         WHEN last.atttypid = 'timestamp'::regtype THEN last.local_next::text
         ELSE (last.local_next AT TIME ZONE last.zone)::text
       END AS next_to,
       CASE
         WHEN last.kind = 'NUMBER' THEN replace(last.number_to::text, '-', 'minus_')
         WHEN last.local_to <> date_trunc('day', last.local_to) THEN to_char(last.local_to, 'YYYY_MM_DD_HH24_MI')
         WHEN extract(day FROM last.local_from) = 1 AND extract(day FROM last.local_to) = 1 AND last.local_from = date_trunc('month', last.local_from)
           THEN to_char(last.local_to, 'YYYY_MM')
         ELSE to_char(last.local_to, 'YYYY_MM_DD')
       END AS next_name,
       last.further IS NOT NULL AS further,
       -- An expression may hold values.
       (SELECT pg_get_partkeydef(p.partrelid) FROM pg_partitioned_table p WHERE p.partrelid = last.further AND p.partexprs IS NULL)
         AS further_key,
       ARRAY(SELECT a.attname::text FROM pg_attribute a
              WHERE a.attrelid = parted.partrelid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
              ORDER BY a.attnum) AS columns
  FROM parted
  LEFT JOIN next last ON last.partrelid = parted.partrelid
 ORDER BY parted.nspname, parted.relname
 LIMIT 1000
