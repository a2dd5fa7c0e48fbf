-- Weir: settings that the diagnoses compare with, in their base units, and which of all ALTER SYSTEM has set, as far as a role may
-- see that. What whoever asks has of its own is not the server's.
SELECT name, setting
  FROM pg_settings
 WHERE (name ~ '^autovacuum' OR name ~ '^vacuum_' OR name ~ 'reserved_connections$'
    OR name IN ('max_connections', 'idle_in_transaction_session_timeout', 'statement_timeout', 'transaction_timeout',
                'max_slot_wal_keep_size', 'idle_replication_slot_timeout', 'hot_standby_feedback', 'maintenance_work_mem',
                'work_mem', 'shared_buffers', 'track_counts', 'max_wal_size', 'wal_level'))
   AND NOT (name = 'idle_in_transaction_session_timeout' AND source NOT IN ('default', 'configuration file', 'command line'))
 UNION ALL
SELECT 'postgresql.auto.conf', coalesce(string_agg(name, ','), '')
  FROM pg_settings
 WHERE sourcefile ~ 'postgresql[.]auto[.]conf$'
