package dev.weir.analyzer.count;

import dev.weir.analyzer.place.Samples;
import dev.weir.event.Execution;
import dev.weir.event.Outcome;
import dev.weir.event.Parameters;
import dev.weir.event.TransactionEnd;
import dev.weir.event.TransactionStart;
import dev.weir.sql.SqlShape;
import dev.weir.sql.Trait;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows that open transactions of one unit of work after another have locked, the first {@value
 * #MOST}, and advisory locks with them: how long each was, and in which order. Confined to its
 * unit's holder.
 */
final class RowLocks {
  private static final int MOST = 8;

  private final HotRows hotRows;
  private final LockOrders orders;
  private final Disturbances disturbances;
  private final List<Lock> locks = new ArrayList<>(0);

  /** A transaction that has locked what it updates before, in an order of its own. */
  private @Nullable TransactionStart ordered;

  RowLocks(HotRows hotRows, LockOrders orders, Disturbances disturbances) {
    this.hotRows = hotRows;
    this.orders = orders;
    this.disturbances = disturbances;
  }

  private record Lock(TransactionStart of, SqlShape shape, long row, long nanos, boolean loop) {}

  /** A query has locked rows: one, which it names, or several in an order of its own. */
  void lockedBy(Execution execution, Outcome outcome, @Nullable Tally tally) {
    List<Parameters> parameters = execution.parameters();
    long row =
        tally == null
            ? 0
            : tally.lockedKey(
                execution.shape(), parameters.isEmpty() ? Parameters.NONE : parameters.get(0));
    if (tally == null || row == 0) {
      ordered = execution.transaction();
    } else {
      add(execution, row, outcome.sentNanos(execution), tally.isOverManyRows());
    }
  }

  /** An advisory lock is taken, which is kept as those of rows are. */
  void advisory(Execution execution, Outcome outcome) {
    List<Parameters> parameters = execution.parameters();
    long key = KeyHash.ofAll(parameters.isEmpty() ? Parameters.NONE : parameters.get(0));
    if (execution.shape().has(Trait.HAS_LITERALS)) {
      key = KeyHash.mix(key ^ KeyHash.ofText(execution.sql()));
    }
    long lock = KeyHash.mix(key ^ execution.checkout().dataSource().hashCode());
    add(execution, lock, outcome.sentNanos(execution), false);
  }

  /**
   * A row is locked from now on, unless it is already.
   *
   * @param row the hash of the row
   * @param nanos since when
   * @param loop whether it is one of a loop's over many rows
   */
  void add(Execution execution, long row, long nanos, boolean loop) {
    TransactionStart transaction = execution.transaction();
    if (transaction == null || locks.size() == MOST) {
      return;
    }
    for (int i = 0; i < locks.size(); i++) {
      if (locks.get(i).row == row) {
        return;
      }
    }
    locks.add(new Lock(transaction, execution.shape(), row, nanos, loop));
  }

  /**
   * A transaction has ended.
   *
   * @param late whether the thread has left the place where it ended it
   * @param stack if so, the stack of that place; null if nobody looked
   */
  @SuppressWarnings("ReferenceEquality") // One object is told for all of a transaction.
  void release(TransactionEnd end, boolean late, @Nullable Throwable stack) {
    if (locks.isEmpty()) {
      return;
    }
    locks.removeIf(lock -> lock.of != end.transaction()); // Those were of one that nobody ended.
    long thread = Thread.currentThread().getId();
    boolean inOrder = ordered == end.transaction();
    for (int i = 0; i < locks.size(); i++) {
      Lock lock = locks.get(i);
      long untilNanos = end.startNanos() + end.elapsedNanos();
      if (!lock.loop && !disturbances.explain(lock.nanos, untilNanos, HotRows.LONG_NANOS)) {
        hotRows.held(lock.row, lock.nanos, untilNanos);
      }
      for (int before = 0; before < i && !inOrder; before++) {
        if (orders.isOpposite(locks.get(0).row, locks.get(before).row, lock.row, thread)) {
          conflict(end, lock.shape, late, stack);
        }
      }
    }
    locks.clear();
  }

  private void conflict(
      TransactionEnd end, SqlShape shape, boolean late, @Nullable Throwable stack) {
    Throwable here = late ? stack : new Throwable("stack");
    if (here != null) {
      Samples place = new Samples();
      place.add(1, false, here);
      orders.conflict(end.checkout().dataSource(), shape, place);
    }
  }

  /** The unit has ended. */
  void clear() {
    locks.clear();
    ordered = null;
  }
}
