package dev.weir.jdbc;

import dev.weir.catalog.Catalog;
import dev.weir.consistency.WriteMarks;
import dev.weir.lease.Lease;
import dev.weir.plan.Plan;
import dev.weir.plan.Plan.Change;
import dev.weir.sql.StatementKind;
import dev.weir.sql.TransactionCommand;
import org.jspecify.annotations.Nullable;

/**
 * What one connection has written and not yet marked. A write is pending from the moment its commit
 * is sent, and marked when that returned, also with an error: an unknown outcome counts as written.
 * Used by one thread at a time.
 */
final class Writes {
  private final Marking marking;

  /** Of the open transaction, whose commit will be seen coming. */
  private WriteMarks uncommitted = WriteMarks.NONE;

  /**
   * Of a transaction that SQL began: pending since they were sent, because its commit cannot be
   * seen coming.
   */
  private WriteMarks pending = WriteMarks.NONE;

  /** Where those are. */
  private @Nullable Lease pendingOn;

  /**
   * Of what is done beyond Weir's sight, through the driver's own objects: anything, at any time.
   */
  private WriteMarks unseen = WriteMarks.NONE;

  private Change change = Change.NONE;

  /** What has told the first of what is not marked yet. */
  private Catalog told = Catalog.UNREAD;

  Writes(Marking marking) {
    this.marking = marking;
  }

  /**
   * Whether nothing of a statement need be remembered once it has returned: it is its own
   * transaction, or writes nothing.
   *
   * @param writes what it marks, and whose it is
   */
  static boolean isSimple(Plan plan, WriteMarks writes, boolean autoCommit) {
    return plan.change() == Change.NONE
        && !mayBeginTransaction(plan)
        && (autoCommit ? plan.session().pin() == null : writes.isEmpty());
  }

  /**
   * A statement is about to be sent.
   *
   * @param writes what it marks, and whose it is
   * @return what is pending until it returns or throws
   */
  WriteMarks sending(Plan plan, WriteMarks writes, boolean autoCommit) {
    change = change.or(plan.change());
    if (uncommitted.isEmpty() && pending.isEmpty()) {
      told = plan.catalog();
    }
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
   * A statement that the driver's auto-commit mode takes for its own transaction returned or threw.
   * If SQL has begun one there, as the driver has heard, it stays pending until that is over.
   *
   * @param writes what it has made pending
   */
  void sent(Lease lease, WriteMarks writes) {
    if (!lease.isIdle()) {
      keepPending(lease, writes);
      return;
    }
    ended(writes);
    sqlEnded();
  }

  /** A transaction that SQL began is over, if there was one, in whatever mode it was ended. */
  void sqlEnded() {
    if (!pending.isEmpty()) {
      ended(takePending());
    }
  }

  /** All that is pending, with what a statement or a commit has made so. */
  static WriteMarks all(@Nullable Writes before, WriteMarks sent) {
    return before == null ? sent : before.pending.and(sent);
  }

  private void keepPending(Lease lease, WriteMarks writes) {
    pendingOn = lease;
    WriteMarks both = pending.and(writes);
    both.begin();
    marking.keep(pending);
    marking.keep(writes);
    pending = both;
  }

  private WriteMarks takePending() {
    WriteMarks ending = pending;
    pending = WriteMarks.NONE;
    pendingOn = null;
    return ending;
  }

  /**
   * Begins to commit: what the transaction wrote is pending from here. The answer goes to {@link
   * #ended}.
   */
  WriteMarks committing() {
    WriteMarks writes = uncommitted;
    uncommitted = WriteMarks.NONE;
    writes.begin();
    return writes;
  }

  /** The commit of these writes returned or threw. */
  void ended(WriteMarks writes) {
    marking.mark(writes, told);
    marking.changed(change);
    change = Change.NONE;
  }

  /** The commit of what a statement of a transaction may have committed returned or threw. */
  void endedWithin(WriteMarks committed) {
    if (!committed.isEmpty()) {
      ended(committed);
    }
  }

  /** The transaction was rolled back. */
  void rolledBack() {
    marking.rolledBack(uncommitted);
    uncommitted = WriteMarks.NONE;
    change = Change.NONE;
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
    marking.straggles(pendingOn, pending);
    ended(takePending());
    WriteMarks ending = unseen;
    unseen = WriteMarks.NONE;
    ended(ending);
  }

  private static boolean mayBeginTransaction(Plan plan) {
    return switch (plan.shape().kind()) {
      case TRANSACTION, SEVERAL, UNKNOWN -> true;
      default -> false;
    };
  }

  /** Whether a statement that is part of a transaction may commit it, or let others do so. */
  static boolean mayCommit(Plan plan) {
    return plan.shape().transaction() == TransactionCommand.COMMIT
        || plan.shape().transaction() == TransactionCommand.PREPARE_TRANSACTION
        || plan.shape().kind() == StatementKind.UNKNOWN
        || (plan.shape().kind() == StatementKind.SEVERAL
            && plan.shape().parts().contains(StatementKind.TRANSACTION));
  }
}
