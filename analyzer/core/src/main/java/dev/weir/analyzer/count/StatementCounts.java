package dev.weir.analyzer.count;

import dev.weir.event.Execution;
import dev.weir.event.Outcome;
import dev.weir.event.TransactionEnd;
import dev.weir.event.TransactionStart;
import dev.weir.sql.SqlShape;
import dev.weir.sql.StatementKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What one unit of work after another executes, statement by statement. Confined to its unit's
 * holder.
 */
final class StatementCounts {
  /** Who lets so much time pass before the same question waits for another answer. */
  private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final ShapeTable<StatementTally> tallies;

  /** How often what is read may have become another. */
  private long changes;

  private @Nullable StatementTally newestBatch;

  /** What was executed last, and when that had ended. */
  private @Nullable StatementTally newest;

  private long endNanos;

  /** The newest transaction, and the only statement that it had; null if it had several. */
  private @Nullable TransactionStart transaction;

  private @Nullable StatementTally only;

  /**
   * Nothing counted yet.
   *
   * @param overflow counts executions of statements that did not fit
   */
  StatementCounts(LongAdder overflow) {
    this.tallies = new ShapeTable<>(StatementTally::new, overflow);
  }

  /**
   * Counts what came back.
   *
   * @param searchPath where the names of the statement are looked up
   * @param late whether the thread has left the place where it executed this
   * @param stack if so, the stack of that place; null if nobody looked
   * @return whether it fitted; if not, that was counted
   */
  boolean count(
      Execution execution,
      @Nullable String searchPath,
      Outcome outcome,
      boolean late,
      @Nullable Throwable stack) {
    SqlShape shape = execution.shape();
    if (!isOfInterest(shape)) {
      note(execution, null);
      changes += mayWrite(shape) ? 1 : 0;
      newest = null;
      return true;
    }
    StatementTally tally = find(execution.checkout().dataSource(), searchPath, shape);
    note(execution, tally);
    if (tally != null) {
      boolean batch = execution.batchSize() > 0;
      boolean interrupted = batch && newestBatch != null && !tally.equals(newestBatch);
      changes += hasWaited(tally, execution) ? 1 : 0;
      tally.count(execution, outcome, changes, interrupted, late, stack);
      newestBatch = batch ? tally : newestBatch;
    }
    newest = tally;
    endNanos = outcome.endNanos(execution);
    changes += mayWrite(shape) ? 1 : 0;
    return tally != null;
  }

  private boolean hasWaited(StatementTally tally, Execution execution) {
    return tally.equals(newest) && execution.startNanos() - endNanos >= WAIT_NANOS;
  }

  /** Whether a statement is one of queries and rows. */
  private static boolean isOfInterest(SqlShape shape) {
    return shape.kind().writesRows()
        || shape.kind() == StatementKind.READ
        || shape.kind() == StatementKind.LOCKING_READ;
  }

  /** What a function that is called for itself does, its name does not tell. */
  private static boolean mayWrite(SqlShape shape) {
    return switch (shape.kind()) {
      case TRANSACTION, SESSION, EMPTY, NOTIFY -> false;
      case READ -> shape.reads().isEmpty() && !shape.functions().isEmpty();
      default -> true;
    };
  }

  @SuppressWarnings("ReferenceEquality") // One object is told for all of a transaction.
  private void note(Execution execution, @Nullable StatementTally tally) {
    TransactionStart of = execution.transaction();
    only = of == null || of == transaction ? null : tally;
    transaction = of;
  }

  /** A transaction has ended. */
  @SuppressWarnings("ReferenceEquality")
  void ended(TransactionEnd end) {
    if (end.transaction() == transaction) {
      if (only != null && end.ending() == TransactionEnd.Ending.COMMIT) {
        only.committedAlone();
      }
      transaction = null;
      only = null;
    }
  }

  /** Whether a stack would be of use, should this be counted next. */
  boolean wantsStack(Execution execution, @Nullable String searchPath) {
    StatementTally known =
        tallies.known(execution.checkout().dataSource(), searchPath, execution.shape());
    return known == null ? StatementTally.mayBeOfMany(execution) : known.wantsStack(execution);
  }

  private @Nullable StatementTally find(
      String dataSource, @Nullable String searchPath, SqlShape shape) {
    StatementTally known = tallies.known(dataSource, searchPath, shape);
    if (known != null) {
      return known;
    }
    StatementTally tally = tallies.add(dataSource, searchPath, shape);
    if (tally != null) {
      tally.start(dataSource, searchPath, shape);
    }
    return tally;
  }

  /** How many different statements there were. */
  int shapes() {
    return tallies.size();
  }

  /** Hands over what somebody may have something to say of; ready for the next unit. */
  List<FinishedStatement> finish() {
    boolean slowCount = false;
    for (int i = 0; i < tallies.size(); i++) {
      slowCount |= tallies.get(i).isSlowCount();
    }
    List<FinishedStatement> finished = List.of();
    for (int i = 0; i < tallies.size(); i++) {
      FinishedStatement statement = tallies.get(i).finish(slowCount);
      if (statement != null) {
        finished = finished.isEmpty() ? new ArrayList<>() : finished;
        finished.add(statement);
      }
    }
    tallies.clear();
    changes = 0;
    newestBatch = null;
    newest = null;
    only = null;
    return finished;
  }
}
