-- Weir: rows, counters, ages and autovacuum's triggers of tables. The counters come from pg_stat_get_*, which take no lock and
-- are a third of the price of the views; nothing here waits for a lock on a table. The triggers are the server's own rule
-- (relation_needs_vacanalyze): each parameter is the table's, else the setting; reltuples is -1 before the first
-- ANALYZE and counts as 0; PostgreSQL 18 caps the sum at autovacuum_vacuum_max_threshold, unless that is -1.
-- Counters that began anew (a crash, a reset) know no row that was there before: the planner's estimate does, but for unlogged
-- tables, which a crash empties.
WITH setting AS MATERIALIZED (
  SELECT pg_catalog.current_setting('autovacuum')::boolean
           AND pg_catalog.current_setting('track_counts')::boolean AS active,
         pg_catalog.current_setting('autovacuum_vacuum_threshold')::float8 AS vacuum_threshold,
         pg_catalog.current_setting('autovacuum_vacuum_scale_factor')::float8 AS vacuum_scale,
         pg_catalog.current_setting('autovacuum_vacuum_max_threshold', true)::float8 AS vacuum_max,
         pg_catalog.current_setting('autovacuum_vacuum_insert_threshold')::float8 AS insert_threshold,
         pg_catalog.current_setting('autovacuum_vacuum_insert_scale_factor')::float8 AS insert_scale,
         pg_catalog.current_setting('autovacuum_freeze_max_age')::float8 AS freeze_max,
         pg_catalog.current_setting('autovacuum_analyze_threshold')::float8 AS analyze_threshold,
         pg_catalog.current_setting('autovacuum_analyze_scale_factor')::float8 AS analyze_scale
), effective AS (
  SELECT c.oid, n.nspname, c.relname, c.relkind, c.relpersistence, c.relpages, c.relallvisible, c.reltuples::float8 AS reltuples,
         own.some AS own_settings,
         coalesce(own.insert_threshold, setting.insert_threshold) AS insert_threshold,
         coalesce(own.insert_scale, setting.insert_scale) * greatest(c.reltuples, 0)::float8
           * CASE
               WHEN c.relpages > 0 AND pg_catalog.to_jsonb(c) ->> 'relallfrozen' IS NOT NULL THEN
                 1 - least((pg_catalog.to_jsonb(c) ->> 'relallfrozen')::float8, c.relpages) / c.relpages
               ELSE 1
             END AS insert_share,
         least(own.freeze_max, setting.freeze_max) AS freeze_max,
         CASE WHEN c.relkind <> 'p' THEN
           greatest(pg_catalog.age(c.relfrozenxid),
                    (SELECT pg_catalog.age(x.relfrozenxid) FROM pg_catalog.pg_class x WHERE x.oid = c.reltoastrelid))
         END AS xid_age,
         CASE WHEN c.relkind <> 'p' THEN pg_catalog.mxid_age(c.relminmxid) END AS multixact_age,
         setting.active AND coalesce(own.enabled, true) AS active,
         coalesce(own.vacuum_threshold, setting.vacuum_threshold)
           + coalesce(own.vacuum_scale, setting.vacuum_scale) * greatest(c.reltuples, 0)::float8 AS vacuum_sum,
         coalesce(own.vacuum_max, setting.vacuum_max, -1) AS vacuum_max,
         coalesce(own.analyze_threshold, setting.analyze_threshold)
           + coalesce(own.analyze_scale, setting.analyze_scale) * greatest(c.reltuples, 0)::float8 AS analyze_sum,
         coalesce(own.fillfactor, 100) AS fillfactor
    FROM setting, pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
   CROSS JOIN LATERAL (
           SELECT max(o.option_value) FILTER (WHERE o.option_name = 'autovacuum_enabled')::boolean AS enabled,
                  max(o.option_value) FILTER (WHERE o.option_name = 'autovacuum_vacuum_threshold')::float8 AS vacuum_threshold,
                  max(o.option_value) FILTER (WHERE o.option_name = 'autovacuum_vacuum_scale_factor')::float8 AS vacuum_scale,
                  max(o.option_value) FILTER (WHERE o.option_name = 'autovacuum_vacuum_max_threshold')::float8 AS vacuum_max,
                  max(o.option_value) FILTER (WHERE o.option_name = 'autovacuum_vacuum_insert_threshold')::float8 AS insert_threshold,
                  max(o.option_value) FILTER (WHERE o.option_name = 'autovacuum_vacuum_insert_scale_factor')::float8 AS insert_scale,
                  max(o.option_value) FILTER (WHERE o.option_name = 'autovacuum_freeze_max_age')::float8 AS freeze_max,
                  coalesce(pg_catalog.bool_or(o.option_name LIKE 'autovacuum%'), false) AS some,
                  max(o.option_value) FILTER (WHERE o.option_name = 'autovacuum_analyze_threshold')::float8 AS analyze_threshold,
                  max(o.option_value) FILTER (WHERE o.option_name = 'autovacuum_analyze_scale_factor')::float8 AS analyze_scale,
                  max(o.option_value) FILTER (WHERE o.option_name = 'fillfactor')::int AS fillfactor
             FROM pg_catalog.pg_options_to_table(c.reloptions) o) own
   WHERE c.relkind IN ('r', 'm', 'p')
     AND n.nspname NOT IN ('pg_catalog', 'information_schema')
     AND n.nspname !~ '^pg_(toast|temp)'
     AND (?::oid[] IS NULL OR c.oid = ANY (?::oid[]))
)
SELECT oid, nspname, relname, relkind = 'p' AS partitioned,
       pg_catalog.clock_timestamp() AS at,
       CASE
         WHEN relkind <> 'p' AND relpersistence = 'p'
              AND reltuples > pg_catalog.pg_stat_get_tuples_inserted(oid)
              AND pg_catalog.pg_stat_get_last_vacuum_time(oid) IS NULL
              AND pg_catalog.pg_stat_get_last_autovacuum_time(oid) IS NULL
              AND pg_catalog.pg_stat_get_last_analyze_time(oid) IS NULL
              AND pg_catalog.pg_stat_get_last_autoanalyze_time(oid) IS NULL
           THEN greatest(reltuples + pg_catalog.pg_stat_get_tuples_inserted(oid) - pg_catalog.pg_stat_get_tuples_deleted(oid),
                         pg_catalog.pg_stat_get_live_tuples(oid))::int8
         ELSE pg_catalog.pg_stat_get_live_tuples(oid)
       END AS live_rows,
       pg_catalog.pg_stat_get_dead_tuples(oid) AS dead_rows,
       pg_catalog.pg_stat_get_tuples_inserted(oid) AS inserts,
       pg_catalog.pg_stat_get_tuples_updated(oid) AS updates,
       pg_catalog.pg_stat_get_tuples_hot_updated(oid) AS hot_updates,
       pg_catalog.pg_stat_get_tuples_deleted(oid) AS deletes,
       pg_catalog.pg_stat_get_mod_since_analyze(oid) AS mods_since_analyze,
       pg_catalog.pg_stat_get_last_vacuum_time(oid) AS last_vacuum,
       pg_catalog.pg_stat_get_last_autovacuum_time(oid) AS last_autovacuum,
       pg_catalog.pg_stat_get_last_analyze_time(oid) AS last_analyze,
       pg_catalog.pg_stat_get_last_autoanalyze_time(oid) AS last_autoanalyze,
       CASE
         WHEN NOT active THEN 'NaN'
         WHEN vacuum_max >= 0 THEN least(vacuum_sum, vacuum_max)
         ELSE vacuum_sum
       END AS vacuum_trigger,
       CASE WHEN active THEN analyze_sum ELSE 'NaN' END AS analyze_trigger,
       fillfactor,
       active, own_settings, reltuples, relpages, relallvisible, xid_age, multixact_age, freeze_max,
       pg_catalog.pg_stat_get_autovacuum_count(oid) AS autovacuums,
       pg_catalog.pg_stat_get_vacuum_count(oid) AS vacuums,
       pg_catalog.pg_stat_get_ins_since_vacuum(oid) AS inserts_since_vacuum,
       CASE WHEN active AND insert_threshold >= 0 THEN insert_threshold + insert_share ELSE 'NaN' END AS insert_trigger,
       pg_catalog.pg_stat_get_numscans(oid) AS sequential_scans,
       pg_catalog.pg_stat_get_tuples_returned(oid) AS sequential_rows,
       (SELECT sum(pg_catalog.pg_stat_get_numscans(i.indexrelid))
          FROM pg_catalog.pg_index i WHERE i.indrelid = effective.oid) AS index_scans
  FROM effective
 ORDER BY pg_catalog.pg_stat_get_tuples_inserted(oid)
            + pg_catalog.pg_stat_get_tuples_updated(oid)
            + pg_catalog.pg_stat_get_tuples_deleted(oid) DESC,
          relpages DESC,
          oid
 LIMIT ?
