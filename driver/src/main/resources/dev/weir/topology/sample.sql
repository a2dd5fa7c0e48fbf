-- Weir's monitor: what this server is and how far it is. One round trip, no locks, no tables of users.
-- A commit is acknowledged when its record is flushed, so the flush position covers every commit that returned. Where commits may
-- return before they are flushed (synchronous_commit = off), only the insert position does; but it also counts what nobody waits
-- for, such as pruning, and that is sent to replicas only when the WAL writer flushes it, up to 200 ms later.
-- A primary tells its timeline by the name of the segment it writes (the control file lags behind a promotion); a standby by
-- the timeline it streams, which only members of pg_monitor may see: null means unknown, and unknown confirms nothing.
-- When the server was started tells its lives apart, and servers that are copies of each other.
select pg_catalog.pg_is_in_recovery() as in_recovery,
       case when pg_catalog.pg_is_in_recovery()
            then pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_last_wal_replay_lsn(), '0/0')
            when ?::pg_catalog.bool
              or pg_catalog.current_setting('synchronous_commit') = 'off'
              or exists (select from pg_catalog.pg_db_role_setting s where s.setconfig::pg_catalog.text ~~* '%synchronous_commit%')
            then pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_insert_lsn(), '0/0')
            else pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_flush_lsn(), '0/0') end::pg_catalog.int8 as lsn,
       case when pg_catalog.pg_is_in_recovery()
            then (select r.received_tli from pg_catalog.pg_stat_wal_receiver r where r.status = 'streaming')
            else ('x' || pg_catalog.substr(pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_insert_lsn()), 1, 8))::pg_catalog.bit(32)::pg_catalog.int4 end as timeline,
       (select c.system_identifier from pg_catalog.pg_control_system() c) as system_identifier,
       pg_catalog.pg_size_bytes(pg_catalog.current_setting('wal_segment_size')) as segment_bytes,
       (pg_catalog.date_part('epoch', pg_catalog.pg_postmaster_start_time()) * 1000000)::pg_catalog.int8 as life,
       case when pg_catalog.pg_is_in_recovery() and not pg_catalog.pg_has_role('pg_read_all_stats'::pg_catalog.name, 'USAGE')
            then pg_catalog.quote_ident(current_user::pg_catalog.text) end as blind_user
