-- Weir: TOAST tables, their dead rows and autovacuum's trigger. A TOAST table without any option of its own follows those of its table;
-- with one, it follows its own alone.
WITH setting AS MATERIALIZED (
  SELECT current_setting('autovacuum')::boolean AND current_setting('track_counts')::boolean AS active,
         current_setting('autovacuum_vacuum_threshold')::float8 AS threshold,
         current_setting('autovacuum_vacuum_scale_factor')::float8 AS scale,
         coalesce(current_setting('autovacuum_vacuum_max_threshold', true)::float8, -1) AS most
), toast AS (
  SELECT t.oid, n.nspname, c.relname,
         setting.active AND coalesce(own.enabled, true) AS active,
         coalesce(own.threshold, setting.threshold)
           + coalesce(own.scale, setting.scale) * greatest(t.reltuples, 0)::float8 AS trigger,
         coalesce(own.most, setting.most) AS most
    FROM setting, pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_class t ON t.oid = c.reltoastrelid
   CROSS JOIN LATERAL (
           SELECT max(o.option_value) FILTER (WHERE o.option_name = 'autovacuum_enabled')::boolean AS enabled,
                  max(o.option_value) FILTER (WHERE o.option_name = 'autovacuum_vacuum_threshold')::float8 AS threshold,
                  max(o.option_value) FILTER (WHERE o.option_name = 'autovacuum_vacuum_scale_factor')::float8 AS scale,
                  max(o.option_value) FILTER (WHERE o.option_name = 'autovacuum_vacuum_max_threshold')::float8 AS most
             FROM pg_options_to_table(coalesce(t.reloptions, c.reloptions)) o) own
   WHERE c.relkind IN ('r', 'm') AND c.relpersistence <> 't'
     AND n.nspname NOT IN ('pg_catalog', 'information_schema')
)
SELECT oid, nspname, relname,
       pg_stat_get_dead_tuples(oid) AS dead_rows,
       pg_stat_get_live_tuples(oid) AS live_rows,
       CASE WHEN NOT active THEN 'NaN' WHEN most >= 0 THEN least(trigger, most) ELSE trigger END AS trigger,
       greatest(pg_stat_get_last_vacuum_time(oid), pg_stat_get_last_autovacuum_time(oid)) AS last_run
  FROM toast
 WHERE pg_stat_get_dead_tuples(oid) + pg_stat_get_live_tuples(oid) >= 1000
 ORDER BY dead_rows DESC, oid
 LIMIT 1000
