-- Weir: what of a table, or a TOAST table, is of use. Pages that are all visible are not read.
SELECT m.table_len AS bytes, m.approx_free_space AS free, m.dead_tuple_len AS dead, m.dead_tuple_count AS dead_rows,
       m.approx_tuple_count AS live_rows, current_setting('block_size')::int AS page
  FROM pgstattuple_approx(?::oid::regclass) m
