package dev.weir.analyzer.unit;

import java.util.Arrays;

/**
 * The chains of calls by which one invocation executed statements so far. At most {@value #MOST}:
 * of an invocation with more, the first ones tell when the next begins. Not thread-safe.
 */
final class SeenChains {
  private static final int MOST = 128;
  private static final int KEPT = 16;

  private long[] slots = new long[KEPT];
  private int size;
  private long run;

  /**
   * Notes a chain.
   *
   * @param chain not 0; odd if it is in a loop
   * @return whether the invocation cannot have come there again, so that another has begun; then it
   *     is the first chain of that one
   */
  boolean isOfAnother(long chain) {
    if (isLoop(chain) && chain == run) {
      return false; // Still in the loop.
    }
    boolean met = contains(chain);
    if (met) {
      clear();
    }
    add(chain);
    run = isLoop(chain) ? chain : 0;
    return met;
  }

  /** Whether what ran last was in a loop. */
  boolean isInLoop() {
    return run != 0;
  }

  void clear() {
    if (size > 0) {
      if (slots.length > KEPT) {
        slots = new long[KEPT];
      } else {
        Arrays.fill(slots, 0);
      }
      size = 0;
    }
    run = 0;
  }

  private static boolean isLoop(long chain) {
    return (chain & 1) != 0;
  }

  private boolean contains(long chain) {
    return slots[slot(chain)] == chain;
  }

  private void add(long chain) {
    if (size < MOST) {
      if (2 * size >= slots.length) {
        grow();
      }
      slots[slot(chain)] = chain;
      size++;
    }
  }

  private void grow() {
    long[] old = slots;
    slots = new long[2 * old.length];
    for (long chain : old) {
      if (chain != 0) {
        slots[slot(chain)] = chain;
      }
    }
  }

  /** Where a chain is, or would be. */
  private int slot(long chain) {
    int slot = (int) (chain ^ (chain >>> 32)) & (slots.length - 1);
    while (slots[slot] != 0 && slots[slot] != chain) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }
}
