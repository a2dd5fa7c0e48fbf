-- Weir: what a standby knows of its own replay.
SELECT w.status, pg_is_wal_replay_paused() AS paused,
       greatest(0, pg_wal_lsn_diff(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())) AS unreplayed,
       pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0') AS replayed,
       pg_last_xact_replay_timestamp() AS last_replay,
       w.last_msg_receipt_time AS last_message
  FROM (SELECT) one LEFT JOIN pg_stat_wal_receiver w ON true
