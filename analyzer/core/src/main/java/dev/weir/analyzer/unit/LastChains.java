package dev.weir.analyzer.unit;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * By which chain of calls one thread executed each statement last. Stacks are looked at when a
 * statement comes for the first three times, then at growing distances; in between the last chain
 * is assumed. Confined to its thread; {@value #SLOTS} statements, of which the newer ones make
 * older ones be looked at again.
 */
final class LastChains {
  private static final int SLOTS = 64;
  private static final int ALWAYS_UP_TO = 3;
  private static final int MOST_APART = 1_024;

  private final @Nullable String[] statements = new @Nullable String[SLOTS];
  private final long[] chains = new long[SLOTS];
  private final int[] counts = new int[SLOTS];
  private final int[] due = new int[SLOTS];

  /**
   * The chain of the running statement.
   *
   * @param statement its fingerprint
   * @param apart after how many executions at most to look again at first; 1 for each time
   * @param look looks at the stack
   */
  long of(String statement, int apart, LongSupplier look) {
    int slot = statement.hashCode() & (SLOTS - 1);
    if (!statement.equals(statements[slot])) {
      statements[slot] = statement;
      counts[slot] = 0;
      due[slot] = 0;
    }
    int count = ++counts[slot];
    if (count >= due[slot]) {
      chains[slot] = look.getAsLong();
      int step = count < ALWAYS_UP_TO || apart == 1 ? 1 : Math.max(count / 4, apart);
      due[slot] = count + Math.min(step, Math.max(apart, MOST_APART));
      if (count > 1 << 30) {
        counts[slot] = MOST_APART;
        due[slot] = 2 * MOST_APART;
      }
    }
    return chains[slot];
  }
}
