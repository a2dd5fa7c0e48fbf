package dev.weir.analyzer.count;

import dev.weir.sql.SqlShape;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
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
  private final LongAdder overflow;

  /** In the order in which they were added; further ones are kept for those to come. */
  private @Nullable Slot<T>[] all = slots(4);

  private @Nullable Slot<T>[] table = slots(16);
  private int size;

  /** What is counted of one statement. */
  interface Entry {
    /** Makes it ready for another statement. */
    void clear();
  }

  /** An entry and its statement: one class for all tables, so that a look-up calls nothing. */
  private static final class Slot<T extends Entry> {
    private final T entry;
    private String dataSource = "";
    private @Nullable String searchPath;
    private @Nullable SqlShape shape;

    Slot(T entry) {
      this.entry = entry;
    }

    void take(String dataSource, @Nullable String searchPath, SqlShape shape) {
      this.dataSource = dataSource;
      this.searchPath = searchPath;
      this.shape = shape;
    }

    @SuppressWarnings("ReferenceEquality") // The same shape is the usual case, and faster.
    boolean isOf(String dataSource, @Nullable String searchPath, SqlShape shape) {
      return (this.shape == shape || shape().fingerprint().equals(shape.fingerprint()))
          && this.dataSource.equals(dataSource)
          && Objects.equals(this.searchPath, searchPath);
    }

    SqlShape shape() {
      return Objects.requireNonNull(shape);
    }

    void clear() {
      entry.clear();
      searchPath = null;
      shape = null;
    }
  }

  /**
   * Empty.
   *
   * @param making makes an entry
   * @param overflow counts executions of statements that did not fit
   */
  ShapeTable(Supplier<T> making, LongAdder overflow) {
    this.making = making;
    this.overflow = overflow;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // Arrays know no type parameters.
  private static <T extends Entry> @Nullable Slot<T>[] slots(int length) {
    return new Slot[length];
  }

  /** The entry of a statement; null if there is none yet. */
  @Nullable T known(String dataSource, @Nullable String searchPath, SqlShape shape) {
    Slot<T> slot = table[index(dataSource, searchPath, shape)];
    return slot == null ? null : slot.entry;
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
    if ((size + 1) * 2 > table.length) {
      grow();
    }
    Slot<T> slot = next();
    slot.take(dataSource, searchPath, shape);
    table[index(dataSource, searchPath, shape)] = slot;
    return slot.entry;
  }

  private int index(String dataSource, @Nullable String searchPath, SqlShape shape) {
    int index = first(shape);
    for (Slot<T> slot = table[index]; slot != null; slot = table[index]) {
      if (slot.isOf(dataSource, searchPath, shape)) {
        return index;
      }
      index = (index + 1) & (table.length - 1);
    }
    return index;
  }

  private int first(SqlShape shape) {
    return shape.fingerprint().hashCode() & (table.length - 1);
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
    return slot(index).entry;
  }

  private Slot<T> slot(int index) {
    Slot<T> slot = all[index];
    if (slot == null) {
      throw new IndexOutOfBoundsException(index);
    }
    return slot;
  }

  private Slot<T> next() {
    if (size == all.length) {
      all = Arrays.copyOf(all, 2 * size);
    }
    Slot<T> slot = all[size];
    if (slot == null) {
      slot = new Slot<>(making.get());
      all[size] = slot;
    }
    size++;
    return slot;
  }

  /** Makes it ready for the next unit. */
  void clear() {
    for (int i = 0; i < size; i++) {
      slot(i).clear();
    }
    if (all.length > KEPT) {
      all = Arrays.copyOf(all, KEPT);
      table = slots(2 * KEPT);
    } else if (size > 0) {
      Arrays.fill(table, null);
    }
    size = 0;
  }

  private void grow() {
    table = slots(2 * table.length);
    for (int i = 0; i < size; i++) {
      Slot<T> slot = slot(i);
      int index = first(slot.shape());
      while (table[index] != null) {
        index = (index + 1) & (table.length - 1);
      }
      table[index] = slot;
    }
  }
}
