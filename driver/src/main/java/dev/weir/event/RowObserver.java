package dev.weir.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Is told what the application reads of one result set, on the thread that reads. One that throws
 * hears no more; see {@link ExecutionListener}. It is called for each row and each column: what it
 * does is paid as often.
 */
public interface RowObserver {
  /** Whether it wants the values too: asked once. */
  default boolean wantsValues() {
    return false;
  }

  /**
   * What the columns are called. Told before the first row, to one that wants values.
   *
   * @param labels as the result has them, in their order
   */
  default void labelled(List<String> labels) {}

  /** The application went to a row. */
  default void row() {}

  /**
   * The application read a column of the row. So are told all of them to one that does not want
   * values, and to one that does those whose value is read later, such as a stream or a large
   * object.
   *
   * @param column from 1
   */
  default void read(int column) {}

  /**
   * The same, for one that wants values.
   *
   * @param column from 1
   * @param value as the application got it, primitives boxed, null also where a primitive stands
   *     for it. It stays the application's: it may be hashed and compared at once, and must not be
   *     kept
   */
  default void read(int column, @Nullable Object value) {
    read(column);
  }

  /**
   * Reading ends before the last row, or with it: what there was beside what was read. Told just
   * before {@link #closed}, where the rows can still be asked.
   *
   * @param columns how many each row has
   * @param unread how many rows the driver had in memory behind the one that the application went
   *     to last; at most 100,000 are counted. 0 also where it fetches them little by little, and of
   *     rows that scroll or can be changed
   */
  default void left(int columns, long unread) {}

  /**
   * The rows were closed, by themselves, with their statement, or by its next result or execution.
   * Nothing is told after it.
   *
   * @param rows how many times the application went to a row
   * @param complete whether it read on until there was none
   * @param nanos when, by {@link System#nanoTime}
   */
  default void closed(long rows, boolean complete, long nanos) {}
}
