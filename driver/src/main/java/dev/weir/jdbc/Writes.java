package dev.weir.jdbc;

import dev.weir.plan.Plan;

import dev.weir.consistency.WriteMarks;
import dev.weir.plan.Plan.Change;
import dev.weir.sql.StatementKind;
import dev.weir.sql.TransactionCommand;

/**
 * What one connection has written and not yet marked. A write is pending from the moment its commit
 * is sent, and marked when that returned, also with an error: an unknown outcome counts as written.
 * Used by one thread at a time.
 */
final class Writes {
  private final Services services;

  /** Of the open transaction, whose commit will be seen coming. */
  private WriteMarks uncommitted = WriteMarks.NONE;

  /**
   * Of a transaction that SQL began: pending since they were sent, because its commit cannot be
   * seen coming.
   */
  private WriteMarks pending = WriteMarks.NONE;

  /**
   * Of what is done beyond Weir's sight, through the driver's own objects: anything, at any time.
   */
  private WriteMarks unseen = WriteMarks.NONE;

  /** Whether SQL may have begun a transaction that the driver's auto-commit mode does not show. */
  private boolean transactionOfSql;

  private Change change = Change.NONE;

  Writes(Services services) {
    this.services = services;
  }

  /**
   * Whether nothing of a statement need be remembered once it has returned: it is its own
   * transaction, or writes nothing.
   *
   * @param writes what it marks, and whose it is
   */
  static boolean isSimple(Plan plan, WriteMarks writes, boolean autoCommit) {
    return plan.change() == Change.NONE
        && (autoCommit
            ? plan.session().pin() == null
            : writes.isEmpty() && !mayBeginTransaction(plan));
  }

  /**
   * A statement is about to be sent.
   *
   * @param writes what it marks, and whose it is
   * @return what is pending until it returns or throws
   */
  WriteMarks sending(Plan plan, WriteMarks writes, boolean autoCommit) {
    transactionOfSql |= plan.session().pin() != null && mayBeginTransaction(plan);
    change = change.or(plan.change());
    if (autoCommit) {
      writes.begin();
      return writes;
    }
    uncommitted = uncommitted.and(writes);
    if (!mayCommit(plan)) {
      return WriteMarks.NONE;
    }
    WriteMarks committed = committing();
    // Of several statements, those after the commit wait for the next one.
    uncommitted = writes;
    return committed;
  }

  /**
   * A statement that is its own transaction returned or threw.
   *
   * @param writes what it has made pending
   */
  void sent(Plan plan, WriteMarks writes) {
    if (endsTransactionOfSql(plan)) {
      closed();
    }
    if (writes.isEmpty()) {
      return;
    }
    if (transactionOfSql) {
      keepPending(writes);
    } else {
      mark(writes);
    }
  }

  /**
   * A statement that is part of a transaction returned or threw.
   *
   * @param committed what it may have committed
   */
  void sentInTransaction(WriteMarks committed) {
    if (!committed.isEmpty()) {
      mark(committed);
    }
  }

  /**
   * Begins to commit: what the transaction wrote is pending from here. The answer goes to {@link
   * #mark}.
   */
  WriteMarks committing() {
    WriteMarks writes = uncommitted;
    uncommitted = WriteMarks.NONE;
    writes.begin();
    return writes;
  }

  /**
   * The commit of these writes returned or threw; no more was kept of their transaction.
   *
   * @param writes that are pending
   */
  static void mark(Services services, WriteMarks writes) {
    if (!writes.isEmpty()) {
      writes.end(services.now());
      services.demand().run();
    }
  }

  /** The commit returned or threw. */
  void mark(WriteMarks writes) {
    mark(services, writes);
    switch (change) {
      case NONE -> {}
      case POSSIBLE -> services.catalog().refresh();
      case CERTAIN -> services.catalog().changed();
    }
    change = Change.NONE;
  }

  /** The transaction was rolled back. */
  void rolledBack() {
    uncommitted = WriteMarks.NONE;
    change = Change.NONE;
  }

  /** The transaction that SQL began is over, at the latest with its connection. */
  void closed() {
    WriteMarks ending = pending;
    pending = WriteMarks.NONE;
    transactionOfSql = false;
    mark(ending);
  }

  /** From here on the application may write without a statement of Weir's. */
  void unseen(WriteMarks everything) {
    if (unseen.isEmpty()) {
      unseen = everything;
      everything.begin();
    }
  }

  /** The connection is closed. */
  void over() {
    rolledBack();
    closed();
    WriteMarks ending = unseen;
    unseen = WriteMarks.NONE;
    mark(ending);
  }

  private void keepPending(WriteMarks writes) {
    WriteMarks both = pending.and(writes);
    both.begin();
    long now = services.now();
    pending.end(now);
    writes.end(now);
    pending = both;
  }

  private static boolean mayBeginTransaction(Plan plan) {
    return switch (plan.shape().kind()) {
      case TRANSACTION, SEVERAL, UNKNOWN -> true;
      default -> false;
    };
  }

  /** Whether a statement that is part of a transaction may commit it. */
  static boolean mayCommit(Plan plan) {
    return plan.shape().transaction() == TransactionCommand.COMMIT
        || plan.shape().kind() == StatementKind.UNKNOWN
        || (plan.shape().kind() == StatementKind.SEVERAL
            && plan.shape().parts().contains(StatementKind.TRANSACTION));
  }

  private static boolean endsTransactionOfSql(Plan plan) {
    TransactionCommand command = plan.shape().transaction();
    return command == TransactionCommand.COMMIT
        || command == TransactionCommand.ROLLBACK
        || command == TransactionCommand.PREPARE_TRANSACTION;
  }
}
