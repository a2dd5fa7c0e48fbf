package dev.weir.sql;

/**
 * A yes-or-no fact of a statement's text. Facts of a query's clauses (from {@link #DISTINCT} to
 * {@link #OFFSET}) are those of the outermost query; the others hold at any depth.
 */
public enum Trait {
  /** Returns rows of a write; of an element of WITH only if a query is behind it. */
  RETURNING,
  /** An INSERT with ON CONFLICT. */
  ON_CONFLICT,
  /**
   * An INSERT with ON CONFLICT DO UPDATE; its {@link SqlShape#keys()} are those of the conflict.
   */
  UPSERT,
  /** The outermost statement has a WHERE clause. */
  WHERE,
  /**
   * Which rows the outermost UPDATE, DELETE, MERGE or upsert writes is not told by its keys alone:
   * there is another condition, which neither is a filter over constants ({@code deleted_at IS
   * NULL}) nor concerns only columns that the statement sets ({@code version < ?}).
   */
  OTHER_CONDITIONS,
  /** SELECT DISTINCT. */
  DISTINCT,
  /** Selects {@code *} or {@code t.*}. */
  STAR,
  /** GROUP BY. */
  GROUP_BY,
  /** The select list calls a built-in aggregate (not as a window function). */
  AGGREGATE,
  /** The select list calls {@code count}. */
  COUNT,
  /** Reads more than one table or sub-query: JOIN, or a comma in FROM. */
  JOIN,
  /** UNION, INTERSECT or EXCEPT. */
  SET_OPERATION,
  /** ORDER BY. */
  ORDER_BY,
  /** LIMIT or FETCH FIRST; its value, if simple, is in {@link SqlShape#limits()}. */
  LIMIT,
  /** OFFSET; its value, if simple, is in {@link SqlShape#limits()}. */
  OFFSET,
  /** A lock that fails rather than wait. */
  NOWAIT,
  /** A lock that skips locked rows rather than wait. */
  SKIP_LOCKED,
  /** EXPLAIN of a statement, executed or not. */
  EXPLAIN,
  /** EXPLAIN that executes the statement. */
  EXPLAIN_ANALYZE,
  /** Creates something temporary. */
  TEMPORARY,
  /** A cursor that outlives its transaction. */
  WITH_HOLD,
  /** INSERT of more than one row of VALUES. */
  MULTI_ROW_VALUES,
  /** INSERT of a query's rows. */
  INSERT_SELECT,
  /** BEGIN or SET TRANSACTION with READ ONLY. */
  READ_ONLY_BEGIN,
  /** BEGIN or SET TRANSACTION with READ WRITE. */
  READ_WRITE_BEGIN,
  /** BEGIN or SET TRANSACTION with ISOLATION LEVEL SERIALIZABLE. */
  SERIALIZABLE,
  /** BEGIN or SET TRANSACTION with ISOLATION LEVEL REPEATABLE READ. */
  REPEATABLE_READ,
  /** COMMIT or ROLLBACK that begins the next transaction at once: AND CHAIN. */
  CHAIN,
  /** TRUNCATE or DROP that reaches further tables. */
  CASCADE,
  /** The text has literal strings or numbers. */
  HAS_LITERALS
}
