-- Weir: what of a table, or a TOAST table, is of use. Pages that are all visible are not read.
SELECT m.approx_free_space AS free, m.dead_tuple_len AS dead, m.table_len AS bytes FROM pgstattuple_approx(?::oid::regclass) m
