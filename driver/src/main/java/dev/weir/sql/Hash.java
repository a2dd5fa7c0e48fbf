package dev.weir.sql;

/**
 * A 64-bit hash of text: FNV-1a over UTF-16 units, its bits mixed at the end as MurmurHash3 does.
 */
final class Hash {
  static final long SEED = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private Hash() {}

  static long of(CharSequence text, int start, int end) {
    long hash = SEED;
    for (int i = start; i < end; i++) {
      hash = add(hash, text.charAt(i));
    }
    return mix(hash);
  }

  /** Adds one unit to a running hash. */
  static long add(long hash, int unit) {
    return (hash ^ unit) * PRIME;
  }

  /** Spreads a running hash over all 64 bits. */
  static long mix(long hash) {
    long h = hash;
    h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }
}
