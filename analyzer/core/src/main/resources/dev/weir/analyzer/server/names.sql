-- Weir: which tables the statements' names mean, for this role's search path. A name with a schema is looked up in the
-- catalogue and not by to_regclass, which fails where the role may not use the schema. Views are followed by nobody:
-- they have no rows of their own.
SELECT asked.n, c.oid
  FROM ROWS FROM (pg_catalog.unnest(?::text[]), pg_catalog.unnest(?::text[]))
         WITH ORDINALITY AS asked(schema, name, n)
  JOIN pg_catalog.pg_class c
    ON CASE
         WHEN asked.schema IS NULL THEN
           c.oid = pg_catalog.to_regclass(pg_catalog.quote_ident(asked.name))::oid
         ELSE
           c.relname = asked.name
             AND c.relnamespace =
               (SELECT s.oid FROM pg_catalog.pg_namespace s WHERE s.nspname = asked.schema)
       END
 WHERE c.relkind IN ('r', 'm', 'p')
