package dev.weir.analyzer.count;

import dev.weir.analyzer.model.UnitSize;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How many different statements the units of work of one name execute: of the first {@value #MOST}
 * names. Thread-safe, without locks.
 */
final class UnitSizes {
  private static final int MOST = 256;

  /** More are counted as so many. */
  private static final int LARGEST = 255;

  private static final double NEARLY_ALL = 0.95;

  private final Map<String, Sizes> byName = new ConcurrentHashMap<>();

  private static final class Sizes {
    private final AtomicLongArray units = new AtomicLongArray(LARGEST + 1);
    private long told; // Taken by one thread at a time.

    @Nullable UnitSize take(String name) {
      long[] counts = new long[LARGEST + 1];
      long all = 0;
      int most = 0;
      for (int size = 0; size <= LARGEST; size++) {
        counts[size] = units.get(size);
        all += counts[size];
        most = counts[size] > 0 ? size : most;
      }
      if (all == told) {
        return null;
      }
      told = all;
      int nearlyAll = 0;
      for (long below = counts[0]; below < NEARLY_ALL * all; below += counts[nearlyAll]) {
        nearlyAll++;
      }
      return new UnitSize(name, all, nearlyAll, most);
    }
  }

  /**
   * A unit has ended.
   *
   * @param different how many different statements it had
   */
  void add(String name, int different) {
    Sizes sizes = byName.get(name);
    if (sizes == null) {
      if (byName.size() >= MOST) {
        return;
      }
      sizes = byName.computeIfAbsent(name, n -> new Sizes());
    }
    sizes.units.incrementAndGet(Math.min(different, LARGEST));
  }

  /** Those of names of which there were units since this was last asked. */
  List<UnitSize> take() {
    return byName.entrySet().stream()
        .flatMap(each -> Stream.ofNullable(each.getValue().take(each.getKey())))
        .toList();
  }
}
