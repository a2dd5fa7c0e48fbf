package dev.weir.analyzer.count;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How many different keys came, and how often the most frequent one: exact up to {@value #EXACT}
 * keys, a HyperLogLog of 256 registers above (standard error 1.04 / sqrt(256) = 6.5 %). Fixed size,
 * reusable. The first key, often the only one, costs no memory.
 */
final class KeySet {
  static final int EXACT = 64;
  private static final int SLOTS = 2 * EXACT;
  private static final int REGISTERS = 256;
  private static final double ALPHA = 0.7213 / (1 + 1.079 / REGISTERS);

  private long first;
  private int firstCount;
  private long @Nullable [] keys;
  private int @Nullable [] counts;
  private byte @Nullable [] registers;
  private int size;
  private int most;

  void add(long key) {
    if (size == 0 || (size == 1 && key == first)) {
      first = key;
      size = 1;
      most = ++firstCount;
      return;
    }
    if (size == 1) {
      insert(first, firstCount);
    }
    if (size <= EXACT) {
      size += insert(key, 1);
      if (size > EXACT) {
        estimate();
      }
    } else {
      estimate(key);
    }
  }

  /** Whether more than one key came; cheap, whatever their number. */
  boolean hasSeveral() {
    return size > 1;
  }

  /** Whether so many different keys came; cheap, whatever their number. */
  boolean hasAtLeast(int keys) {
    return size >= keys || size > EXACT;
  }

  /** How many different keys came. */
  long distinct() {
    if (size <= EXACT || registers == null) {
      return size;
    }
    double sum = 0;
    int zeros = 0;
    for (byte register : registers) {
      sum += 1.0 / (1L << register);
      zeros += register == 0 ? 1 : 0;
    }
    double estimate = ALPHA * REGISTERS * REGISTERS / sum;
    if (zeros > 0 && estimate <= 2.5 * REGISTERS) {
      estimate =
          REGISTERS * Math.log((double) REGISTERS / zeros); // linear counting, for small sets
    }
    return Math.max(EXACT + 1, Math.round(estimate));
  }

  /**
   * How often the most frequent key came; above {@value #EXACT} keys, the most frequent of the
   * first ones.
   */
  long mostPerKey() {
    return most;
  }

  void clear() {
    if (size > 1 && counts != null) {
      Arrays.fill(counts, 0);
    }
    if (size > EXACT && registers != null) {
      Arrays.fill(registers, (byte) 0);
    }
    size = 0;
    most = 0;
    firstCount = 0;
  }

  /** Adds to a key's count; 1 if the key is new, else 0. A slot without a count is free. */
  private int insert(long key, int times) {
    if (keys == null || counts == null) {
      keys = new long[SLOTS];
      counts = new int[SLOTS];
    }
    int slot = (int) KeyHash.mix(key) & (SLOTS - 1);
    while (counts[slot] != 0 && keys[slot] != key) {
      slot = (slot + 1) & (SLOTS - 1);
    }
    int added = counts[slot] == 0 ? 1 : 0;
    keys[slot] = key;
    counts[slot] += times;
    most = Math.max(most, counts[slot]);
    return added;
  }

  /** The exact set is full: from here on estimate, beginning with what it holds. */
  private void estimate() {
    if (registers == null) {
      registers = new byte[REGISTERS];
    }
    for (int i = 0; keys != null && counts != null && i < SLOTS; i++) {
      if (counts[i] != 0) {
        estimate(keys[i]);
      }
    }
  }

  private void estimate(long key) {
    if (registers != null) {
      long hash = KeyHash.mix(key + 0x9e3779b97f4a7c15L);
      int register = (int) (hash >>> 56);
      int rank = Long.numberOfLeadingZeros((hash << 8) | 0x80) + 1;
      if (registers[register] < rank) {
        registers[register] = (byte) rank;
      }
    }
  }
}
