package dev.weir.sql;

/**
 * What a statement does, as far as its text tells. Functions, views and policies can hide more; see
 * {@link SqlShape#functions()}.
 */
public enum StatementKind {
  /**
   * Only reads: SELECT, VALUES, TABLE, a read-only WITH, {@code COPY (SELECT ..) TO STDOUT}, SHOW,
   * EXPLAIN that does not execute, EXPLAIN ANALYZE of a read.
   */
  READ,
  /** Reads and takes row locks (FOR UPDATE and its kin, at any depth) or table locks (LOCK). */
  LOCKING_READ,
  /** INSERT, also with ON CONFLICT, also inside WITH, EXPLAIN ANALYZE or COPY. */
  INSERT,
  /** UPDATE, also inside WITH, EXPLAIN ANALYZE or COPY. */
  UPDATE,
  /** DELETE, also inside WITH, EXPLAIN ANALYZE or COPY. */
  DELETE,
  /** MERGE, also inside WITH, EXPLAIN ANALYZE or COPY. */
  MERGE,
  /** TRUNCATE. */
  TRUNCATE,
  /** Changes the catalogue: CREATE, ALTER, DROP, GRANT, COMMENT, SELECT INTO and the like. */
  DDL,
  /** Transaction control; {@link SqlShape#transaction()} says which. */
  TRANSACTION,
  /** Changes the session: SET, RESET, DISCARD, LOAD; {@link SqlShape#settings()} says what. */
  SESSION,
  /** A cursor of SQL: DECLARE, FETCH, MOVE, CLOSE. */
  CURSOR,
  /** COPY of a table, or from or to a file or a program. */
  COPY,
  /** LISTEN, UNLISTEN, NOTIFY. */
  NOTIFY,
  /** Runs a routine or a block that can do anything: CALL, DO, and the escape {@code {call ..}}. */
  CALL,
  /** VACUUM, ANALYZE, REINDEX, CLUSTER, CHECKPOINT, REFRESH MATERIALIZED VIEW. */
  MAINTENANCE,
  /** Prepared statements of SQL, which belong to a session: PREPARE, EXECUTE, DEALLOCATE. */
  PREPARED,
  /** More than one statement in one text; {@link SqlShape#parts()} has their kinds. */
  SEVERAL,
  /** Nothing but white space, comments and semicolons. */
  EMPTY,
  /** Not understood: it may do anything. */
  UNKNOWN;

  /**
   * Returns whether this is a write of rows.
   *
   * @return true for INSERT, UPDATE, DELETE and MERGE
   */
  public boolean writesRows() {
    return this == INSERT || this == UPDATE || this == DELETE || this == MERGE;
  }
}
