-- Weir: the standbys that this server sends to. Without pg_read_all_stats all but name and process is null.
WITH position AS (
  SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END AS lsn
)
SELECT r.pid, r.application_name, host(r.client_addr) AS address, r.state, r.sync_state,
       age(r.backend_xmin) AS xmin_age,
       pg_wal_lsn_diff(position.lsn, '0/0') AS position,
       pg_wal_lsn_diff(r.replay_lsn, '0/0') AS replayed,
       extract(epoch FROM r.replay_lag) * 1000 AS replay_ms
  FROM position, pg_stat_replication r
