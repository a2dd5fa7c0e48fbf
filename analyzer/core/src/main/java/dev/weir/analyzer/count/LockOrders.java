package dev.weir.analyzer.count;

import dev.weir.analyzer.model.LockConflict;
import dev.weir.analyzer.place.Places;
import dev.weir.analyzer.place.Samples;
import dev.weir.sql.SqlShape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * In which order transactions update two rows, over all units of work: of {@value #MOST} pairs by
 * their hash, the newest. Two that lock the same pair in opposite orders can wait for each other
 * for ever; unless both have begun with one row, which keeps them apart. Thread-safe.
 */
final class LockOrders {
  private static final int MOST = 4_096;
  private static final int STRIPES = 64;
  private static final int MOST_CONFLICTS = 64;

  private final long[] pairs = new long[MOST];
  private final long[] firsts = new long[MOST];
  private final long[] threads = new long[MOST];
  private final boolean[] ascending = new boolean[MOST];
  private final Object[] stripes = new Object[STRIPES];
  private final Map<String, Conflict> conflicts = new LinkedHashMap<>(); // Guarded by itself.

  LockOrders() {
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Object();
    }
  }

  private static final class Conflict {
    private final String dataSource;
    private final SqlShape shape;
    private final Samples place;
    private long count;

    Conflict(String dataSource, SqlShape shape, Samples place) {
      this.dataSource = dataSource;
      this.shape = shape;
      this.place = place;
    }
  }

  /**
   * A transaction has updated one row and then another.
   *
   * @param first the hash of the row that it had updated before all others
   * @param thread that did
   * @return whether another thread did so in the opposite order
   */
  boolean isOpposite(long first, long one, long other, long thread) {
    long pair = KeyHash.mix(Math.min(one, other)) ^ Math.max(one, other);
    int slot = (int) (KeyHash.mix(pair) & (MOST - 1));
    boolean up = one < other;
    synchronized (stripes[slot & (STRIPES - 1)]) {
      boolean opposite =
          pairs[slot] == pair
              && ascending[slot] != up
              && threads[slot] != thread
              && firsts[slot] != first;
      pairs[slot] = pair;
      firsts[slot] = first;
      threads[slot] = thread;
      ascending[slot] = up;
      return opposite;
    }
  }

  /** Keeps a statement that has locked in the opposite order. */
  void conflict(String dataSource, SqlShape shape, Samples place) {
    synchronized (conflicts) {
      Conflict known = conflicts.get(dataSource + shape.fingerprint());
      if (known == null && conflicts.size() < MOST_CONFLICTS) {
        known = new Conflict(dataSource, shape, place);
        conflicts.put(dataSource + shape.fingerprint(), known);
      }
      if (known != null) {
        known.count++;
      }
    }
  }

  /**
   * Those since this was last asked.
   *
   * @param places unfolds the stacks
   */
  List<LockConflict> take(Places places) {
    List<Conflict> taken;
    synchronized (conflicts) {
      if (conflicts.isEmpty()) {
        return List.of();
      }
      taken = new ArrayList<>(conflicts.values());
      conflicts.clear();
    }
    return taken.stream()
        .map(
            each ->
                new LockConflict(each.dataSource, each.shape, places.first(each.place), each.count))
        .toList();
  }
}
