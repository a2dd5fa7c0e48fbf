package dev.weir.sql;

/** What a statement of kind {@link StatementKind#TRANSACTION} does. */
public enum TransactionCommand {
  /** BEGIN or START TRANSACTION. */
  BEGIN,
  /** COMMIT or END. */
  COMMIT,
  /** ROLLBACK or ABORT of the whole transaction. */
  ROLLBACK,
  /** SAVEPOINT. */
  SAVEPOINT,
  /** RELEASE [SAVEPOINT]. */
  RELEASE,
  /** ROLLBACK TO [SAVEPOINT]. */
  ROLLBACK_TO,
  /** PREPARE TRANSACTION, the first phase of two. */
  PREPARE_TRANSACTION,
  /** COMMIT PREPARED. */
  COMMIT_PREPARED,
  /** ROLLBACK PREPARED. */
  ROLLBACK_PREPARED,
  /** SET TRANSACTION or SET CONSTRAINTS: changes the open transaction only. */
  SET_TRANSACTION
}
