package dev.weir.analyzer.count;

import dev.weir.sql.SqlShape;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is counted of each statement of one unit of work, by data source, search path and
 * fingerprint: an open hash table that keeps its entries for the next unit. At most {@value #MOST};
 * executions of further statements are only counted.
 */
final class ShapeTable<T extends ShapeTable.Entry> {
  private static final int MOST = 512;
  private static final int KEPT = 32;

  private final Supplier<T> making;
  private final IntFunction<@Nullable T[]> arrays;
  private final LongAdder overflow;
  private @Nullable T[] all;
  private @Nullable T[] slots;
  private int size;

  /** What is counted of one statement. */
  interface Entry {
    /** Whether it is of a statement. */
    boolean counts(String dataSource, @Nullable String searchPath, SqlShape shape);

    /** The hash of its statement's fingerprint. */
    int hash();

    /** Makes it ready for another statement. */
    void clear();
  }

  /**
   * Empty.
   *
   * @param making makes an entry
   * @param arrays makes an array of them
   * @param overflow counts executions of statements that did not fit
   */
  ShapeTable(Supplier<T> making, IntFunction<@Nullable T[]> arrays, LongAdder overflow) {
    this.making = making;
    this.arrays = arrays;
    this.overflow = overflow;
    this.all = arrays.apply(4);
    this.slots = arrays.apply(16);
  }

  /** The entry of a statement; null if there is none yet. */
  @Nullable T known(String dataSource, @Nullable String searchPath, SqlShape shape) {
    return slots[slot(dataSource, searchPath, shape)];
  }

  /**
   * An entry for a statement that has none yet: the caller starts it at once.
   *
   * @return null if there are too many, which is counted
   */
  @Nullable T add(String dataSource, @Nullable String searchPath, SqlShape shape) {
    if (size == MOST) {
      overflow.increment();
      return null;
    }
    if ((size + 1) * 2 > slots.length) {
      grow();
    }
    T entry = next();
    slots[slot(dataSource, searchPath, shape)] = entry;
    return entry;
  }

  private int slot(String dataSource, @Nullable String searchPath, SqlShape shape) {
    int slot = shape.fingerprint().hashCode() & (slots.length - 1);
    for (T entry = slots[slot]; entry != null; entry = slots[slot]) {
      if (entry.counts(dataSource, searchPath, shape)) {
        return slot;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  /** How many there are. */
  int size() {
    return size;
  }

  /**
   * One of them.
   *
   * @param index from 0, in the order in which they were added
   */
  T get(int index) {
    T entry = all[index];
    if (entry == null) {
      throw new IndexOutOfBoundsException(index);
    }
    return entry;
  }

  private T next() {
    if (size == all.length) {
      all = Arrays.copyOf(all, 2 * size);
    }
    T entry = all[size];
    if (entry == null) {
      entry = making.get();
      all[size] = entry;
    }
    size++;
    return entry;
  }

  /** Makes it ready for the next unit. */
  void clear() {
    for (int i = 0; i < size; i++) {
      get(i).clear();
    }
    if (all.length > KEPT) {
      all = Arrays.copyOf(all, KEPT);
      slots = arrays.apply(2 * KEPT);
    } else if (size > 0) {
      Arrays.fill(slots, null);
    }
    size = 0;
  }

  private void grow() {
    slots = arrays.apply(2 * slots.length);
    for (int i = 0; i < size; i++) {
      T entry = get(i);
      int slot = entry.hash() & (slots.length - 1);
      while (slots[slot] != null) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = entry;
    }
  }
}
