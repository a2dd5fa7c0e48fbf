-- Weir: who answers, and as whom we ask.
SELECT current_setting('server_version_num')::int AS version,
       current_setting('server_version') AS version_text,
       pg_is_in_recovery() AS standby,
       pg_postmaster_start_time() AS started,
       clock_timestamp() AS at,
       current_database()::text AS database,
       current_user::text AS role,
       pg_has_role('pg_read_all_stats', 'USAGE') AS sees_sessions,
       current_setting('track_counts')::boolean AS counts,
       current_setting('block_size')::int AS block_bytes,
       CASE
         WHEN EXISTS (SELECT FROM pg_proc WHERE proname = 'aurora_version') THEN 'Amazon Aurora'
         WHEN EXISTS (SELECT FROM pg_settings WHERE name LIKE 'rds.%') THEN 'Amazon RDS'
         WHEN EXISTS (SELECT FROM pg_settings WHERE name LIKE 'cloudsql.%') THEN 'Google Cloud SQL'
         WHEN EXISTS (SELECT FROM pg_settings WHERE name LIKE 'azure.%') THEN 'Azure Database for PostgreSQL'
         WHEN EXISTS (SELECT FROM pg_settings WHERE name LIKE 'neon.%') THEN 'Neon'
       END AS managed,
       ARRAY(SELECT e.extname::text FROM pg_extension e ORDER BY e.extname) AS extensions,
       ARRAY(SELECT n.nspname::text
               FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
              ORDER BY e.extname) AS schemas
