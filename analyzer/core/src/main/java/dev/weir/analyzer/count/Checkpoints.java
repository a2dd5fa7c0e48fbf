package dev.weir.analyzer.count;

import dev.weir.event.TransactionStart;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows in which a job notes how far it has come: it updates them again and again, but each time
 * behind many rows that it has written, or after a while, and commits, so that who looks can see it
 * and a new attempt goes on from there. Reusable; confined to its unit's holder.
 */
final class Checkpoints {
  /** A job has few of them; of more the one that came first makes room. */
  private static final int MOST = 4;

  private static final long MANY_ROWS = 100;
  private static final long LONG_NANOS = 5_000_000_000L;

  /** Those of this unit come first; further ones are kept for those to come. */
  private final List<Checkpoint> all = new ArrayList<>(1);

  private int known;
  private int next;

  private static final class Checkpoint {
    private long row;
    private @Nullable TransactionStart transaction;
    private long written;
    private long nanos;
  }

  /**
   * Notes an update of a row.
   *
   * @param row its hash
   * @param transaction in which it was updated; null if that was one of its own
   * @param written how many rows the unit has written
   * @return whether it is a checkpoint
   */
  @SuppressWarnings("ReferenceEquality") // One object is told for all of a transaction.
  boolean add(long row, @Nullable TransactionStart transaction, long written, long nowNanos) {
    Checkpoint before = find(row);
    boolean first = before == null;
    Checkpoint at = before == null ? take() : before;
    boolean isOne =
        first
            ? written > MANY_ROWS
            : (transaction == null || transaction != at.transaction)
                && (written - at.written > MANY_ROWS || nowNanos - at.nanos >= LONG_NANOS);
    at.row = row;
    at.transaction = transaction;
    at.written = written;
    at.nanos = nowNanos;
    return isOne;
  }

  private @Nullable Checkpoint find(long row) {
    for (int i = 0; i < known; i++) {
      if (all.get(i).row == row) {
        return all.get(i);
      }
    }
    return null;
  }

  private Checkpoint take() {
    if (known == MOST) {
      next = (next + 1) % MOST;
      return all.get(next);
    }
    if (known == all.size()) {
      all.add(new Checkpoint());
    }
    return all.get(known++);
  }

  void clear() {
    for (int i = 0; i < known; i++) {
      all.get(i).transaction = null;
    }
    known = 0;
  }
}
