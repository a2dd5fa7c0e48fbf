-- Weir: settings that the diagnoses compare with, in their base units.
SELECT name, setting
  FROM pg_settings
 WHERE name ~ '^autovacuum' OR name ~ '^vacuum_' OR name ~ 'reserved_connections$'
    OR name IN ('max_connections', 'idle_in_transaction_session_timeout', 'statement_timeout', 'transaction_timeout',
                'max_slot_wal_keep_size', 'idle_replication_slot_timeout', 'hot_standby_feedback', 'maintenance_work_mem',
                'work_mem', 'shared_buffers', 'track_counts', 'max_wal_size', 'wal_level')
