package dev.weir.analyzer.count;

import dev.weir.event.Execution;
import dev.weir.event.Outcome;
import dev.weir.event.TransactionEnd;
import dev.weir.event.TransactionStart;
import dev.weir.sql.SqlShape;
import dev.weir.sql.StatementKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What one unit of work after another executes, statement by statement: an open hash table that
 * keeps its tallies for the next unit. At most {@value #MOST}; executions of further statements are
 * only counted. Confined to its unit's holder.
 */
final class StatementCounts {
  private static final int MOST = 512;
  private static final int KEPT = 32;

  private StatementTally[] all = new StatementTally[4];
  private @Nullable StatementTally[] slots = new StatementTally[16];
  private final LongAdder overflow;
  private int size;
  private long writes;
  private @Nullable StatementTally newestBatch;

  /** The newest transaction, and the only statement that it had; null if it had several. */
  private @Nullable TransactionStart transaction;

  private @Nullable StatementTally only;

  /**
   * Nothing counted yet.
   *
   * @param overflow counts executions of statements that did not fit
   */
  StatementCounts(LongAdder overflow) {
    this.overflow = overflow;
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
      writes += mayWrite(shape) ? 1 : 0;
      return true;
    }
    StatementTally tally = find(execution.checkout().dataSource(), searchPath, shape);
    note(execution, tally);
    if (tally != null) {
      boolean batch = execution.batchSize() > 0;
      boolean interrupted = batch && newestBatch != null && !tally.equals(newestBatch);
      tally.count(execution, outcome, writes, interrupted, late, stack);
      newestBatch = batch ? tally : newestBatch;
    }
    writes += mayWrite(shape) ? 1 : 0;
    return tally != null;
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
        slots[slot(execution.checkout().dataSource(), searchPath, execution.shape())];
    return known == null
        ? StatementTally.maySkipOrCountMany(execution.shape())
        : known.wantsStack();
  }

  private @Nullable StatementTally find(
      String dataSource, @Nullable String searchPath, SqlShape shape) {
    int slot = slot(dataSource, searchPath, shape);
    StatementTally known = slots[slot];
    if (known != null) {
      return known;
    }
    if (size == MOST) {
      overflow.increment();
      return null;
    }
    StatementTally tally = next();
    tally.start(dataSource, searchPath, shape);
    slots[slot] = tally;
    if (size * 2 > slots.length) {
      grow();
    }
    return tally;
  }

  private int slot(String dataSource, @Nullable String searchPath, SqlShape shape) {
    int slot = shape.fingerprint().hashCode() & (slots.length - 1);
    for (StatementTally tally = slots[slot]; tally != null; tally = slots[slot]) {
      if (tally.counts(dataSource, searchPath, shape)) {
        return slot;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  /** Hands over what somebody may have something to say of; ready for the next unit. */
  List<FinishedStatement> finish() {
    boolean slowCount = false;
    for (int i = 0; i < size; i++) {
      slowCount |= all[i].isSlowCount();
    }
    List<FinishedStatement> finished = List.of();
    for (int i = 0; i < size; i++) {
      FinishedStatement statement = all[i].finish(slowCount);
      if (statement != null) {
        finished = finished.isEmpty() ? new ArrayList<>() : finished;
        finished.add(statement);
      }
    }
    clear();
    return finished;
  }

  private StatementTally next() {
    if (size == all.length) {
      all = Arrays.copyOf(all, 2 * size);
    }
    StatementTally tally = all[size];
    if (tally == null) {
      tally = new StatementTally();
      all[size] = tally;
    }
    size++;
    return tally;
  }

  private void clear() {
    for (int i = 0; i < size; i++) {
      all[i].clear();
    }
    if (all.length > KEPT) {
      all = Arrays.copyOf(all, KEPT);
      slots = new StatementTally[2 * KEPT];
    } else if (size > 0) {
      Arrays.fill(slots, null);
    }
    size = 0;
    writes = 0;
    newestBatch = null;
    only = null;
  }

  private void grow() {
    slots = new StatementTally[2 * slots.length];
    for (int i = 0; i < size; i++) {
      int slot = all[i].hash() & (slots.length - 1);
      while (slots[slot] != null) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = all[i];
    }
  }
}
