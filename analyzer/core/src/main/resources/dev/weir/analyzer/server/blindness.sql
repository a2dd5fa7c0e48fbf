-- Weir: what keeps the statistics from telling all: counters that are off, or a standby, whose counters know only what it
-- did itself.
SELECT pg_catalog.current_setting('track_counts')::boolean AS counts,
       pg_catalog.pg_is_in_recovery() AS standby
