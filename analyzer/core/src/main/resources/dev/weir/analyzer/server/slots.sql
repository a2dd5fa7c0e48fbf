-- Weir: replication slots, what they keep of row versions and of WAL. Columns of later versions come by way of JSON.
SELECT s.slot_name::text, s.slot_type = 'logical' AS logical, s.plugin::text, s.database::text, s.active,
       age(s.xmin) AS xmin_age,
       age(s.catalog_xmin) AS catalog_xmin_age,
       pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END, s.restart_lsn)
         AS retained,
       s.wal_status, s.safe_wal_size,
       (to_jsonb(s) ->> 'inactive_since')::timestamptz AS inactive_since,
       to_jsonb(s) ->> 'invalidation_reason' AS invalid
  FROM pg_replication_slots s
