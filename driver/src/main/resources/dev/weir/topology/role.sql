-- Weir's monitor, where positions may not be asked for: what this server is, and since when it runs.
select pg_catalog.pg_is_in_recovery() as in_recovery,
       (pg_catalog.date_part('epoch', pg_catalog.pg_postmaster_start_time()) * 1000000)::pg_catalog.int8 as life
