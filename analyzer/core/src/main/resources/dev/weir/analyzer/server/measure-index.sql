-- Weir: how dense the leaves of a btree are. The whole of it is read.
SELECT m.index_size AS bytes, m.leaf_pages AS leaves, m.empty_pages + m.deleted_pages AS unused, m.avg_leaf_density AS density,
       current_setting('block_size')::int AS page
  FROM pgstatindex(?::oid::regclass) m
