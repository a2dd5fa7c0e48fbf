package dev.weir.analyzer.unit;

import org.jspecify.annotations.Nullable;

/**
 * By which way one thread executed each statement last. Stacks are looked at when a statement comes
 * for the first three times, then at growing distances; in between the last way is assumed.
 * Confined to its thread; {@value #SLOTS} statements, of which the newer ones make older ones be
 * looked at again.
 */
final class LastWays {
  private static final int SLOTS = 64;
  private static final int ALWAYS_UP_TO = 3;
  private static final int MOST_APART = 1_024;

  private final Invocations invocations;
  private final @Nullable String[] statements = new @Nullable String[SLOTS];
  private final long[] ways = new long[SLOTS];
  private final long[] chains = new long[SLOTS];
  private final int[] counts = new int[SLOTS];
  private final int[] due = new int[SLOTS];
  private int last;

  LastWays(Invocations invocations) {
    this.invocations = invocations;
  }

  /**
   * The chain of the running statement; 0 if it is not known yet.
   *
   * @param statement its fingerprint
   */
  long chain(String statement) {
    int slot = statement.hashCode() & (SLOTS - 1);
    if (!statement.equals(statements[slot])) {
      statements[slot] = statement;
      counts[slot] = 0;
      due[slot] = 0;
    }
    int count = ++counts[slot];
    if (count >= due[slot]) {
      look(slot, count);
    }
    if (chains[slot] == 0) {
      chains[slot] = invocations.chain(ways[slot]);
    }
    last = slot;
    return chains[slot];
  }

  /** The way by which the statement came whose chain was asked for last. */
  long way() {
    return ways[last];
  }

  private void look(int slot, int count) {
    long way = invocations.way();
    chains[slot] = way == ways[slot] ? chains[slot] : 0;
    ways[slot] = way;
    int apart = invocations.apart();
    int step = count < ALWAYS_UP_TO || apart == 1 ? 1 : Math.max(count / 4, apart);
    due[slot] = count + Math.min(step, Math.max(apart, MOST_APART));
    if (count > 1 << 30) {
      counts[slot] = MOST_APART;
      due[slot] = 2 * MOST_APART;
    }
  }
}
