package dev.weir.jdbc;

import dev.weir.consistency.WriteMarks;
import dev.weir.jdbc.Plan.Change;
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

  /** Of the open transaction, by a text that may commit it and has been sent. */
  private WriteMarks committedByText = WriteMarks.NONE;

  /**
   * Of what is done beyond Weir's sight, through the driver's own objects: anything, at any time.
   */
  private WriteMarks unseen = WriteMarks.NONE;

  /** Whether SQL may have begun a transaction that the driver's auto-commit mode does not show. */
  private boolean transactionOfSql;

  /** Of the statement that is its own transaction and has been sent. */
  private WriteMarks sent = WriteMarks.NONE;

  private Change change = Change.NONE;

  Writes(Services services) {
    this.services = services;
  }

  /**
   * A statement is about to be sent.
   *
   * @param writes what it marks, and whose it is
   */
  void sending(Plan plan, WriteMarks writes, boolean autoCommit) {
    transactionOfSql |= plan.session().pin() != null && mayBeginTransaction(plan);
    change = change.or(plan.change());
    if (autoCommit) {
      sent = writes;
      writes.begin();
      return;
    }
    uncommitted = uncommitted.and(writes);
    if (mayCommit(plan)) {
      committedByText = committing();
      // Of several statements, those after the commit wait for the next one.
      uncommitted = writes;
    }
  }

  /** A statement that is part of a transaction returned or threw. */
  void sentInTransaction() {
    if (!committedByText.isEmpty()) {
      WriteMarks committed = committedByText;
      committedByText = WriteMarks.NONE;
      mark(committed);
    }
  }

  /** A statement that is its own transaction returned or threw. */
  void sent(Plan plan) {
    if (endsTransactionOfSql(plan)) {
      closed();
    }
    WriteMarks writes = sent;
    sent = WriteMarks.NONE;
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
   * Begins to commit: what the transaction wrote is pending from here. The answer goes to {@link
   * #mark}.
   */
  WriteMarks committing() {
    WriteMarks writes = uncommitted;
    uncommitted = WriteMarks.NONE;
    writes.begin();
    return writes;
  }

  /** The commit returned or threw. */
  void mark(WriteMarks writes) {
    if (!writes.isEmpty()) {
      writes.end(services.now());
      services.demand().run();
    }
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
