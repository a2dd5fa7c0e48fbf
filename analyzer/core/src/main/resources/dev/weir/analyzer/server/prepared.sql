-- Weir: transactions that were prepared and not ended. They hold locks and the horizon of VACUUM over restarts.
SELECT gid, prepared, owner::text, database::text, age(transaction) AS xid_age FROM pg_prepared_xacts ORDER BY 5 DESC LIMIT 1000
