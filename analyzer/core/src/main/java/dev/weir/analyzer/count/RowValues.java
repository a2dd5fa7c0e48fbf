package dev.weir.analyzer.count;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hashes of the values that were read of one result, row by row, of numbers also what they are: at
 * most {@value #MOST} values. Written by the thread that reads.
 */
final class RowValues {
  private static final int MOST = 8_192;
  private static final int MOST_COLUMNS = 256;
  private static final int UNKNOWN = -1;

  /** What no value hashes to: it was not read. */
  private static final long UNREAD = 0;

  private List<String> labels = List.of();
  private int width;
  private long[] hashes = {};
  private double[] numbers = {};
  private int rows;
  private boolean full;

  void labelled(List<String> names) {
    labels = names;
    width = Math.min(names.size(), MOST_COLUMNS);
  }

  void row() {
    if (rows > 0 && (rows + 1) * width > MOST) {
      full = true;
    } else {
      rows++;
      grow();
    }
  }

  void read(int column, @Nullable Object value) {
    if (full || rows == 0 || column > MOST_COLUMNS) {
      return;
    }
    if (column > width) {
      if (rows > 1) {
        return; // Nothing is known of it in the rows before.
      }
      width = column;
      grow();
    }
    int cell = (rows - 1) * width + column - 1;
    hashes[cell] = hash(value);
    numbers[cell] = value instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  private void grow() {
    int needed = rows * width;
    if (needed > hashes.length) {
      hashes = Arrays.copyOf(hashes, Math.max(needed, 2 * hashes.length));
      numbers = Arrays.copyOf(numbers, hashes.length);
    }
  }

  /** A row has another value from now on. */
  void change(int row, int column, long hash, double number) {
    hashes[row * width + column] = hash;
    numbers[row * width + column] = number;
  }

  /** Nothing is known of a row's value any more. */
  void forget(int row, int column) {
    change(row, column, UNREAD, Double.NaN);
  }

  /** What a value is compared by. */
  static long hash(@Nullable Object value) {
    long hash = KeyHash.ofValue(value);
    return hash == UNREAD ? 1 : hash;
  }

  /** How many rows there are values of. */
  int rows() {
    return rows;
  }

  /** How many columns there are values of. */
  int width() {
    return width;
  }

  /** Whether names of columns are known. */
  boolean areLabelled() {
    return !labels.isEmpty();
  }

  /** Whether the value was read. */
  boolean isRead(int row, int column) {
    return hashes[row * width + column] != UNREAD;
  }

  /** Whether the value was read, and is such a one. */
  boolean holds(int row, int column, long hash) {
    return hashes[row * width + column] == hash;
  }

  /** The value, if it is a number; else NaN. */
  double number(int row, int column) {
    return isRead(row, column) ? numbers[row * width + column] : Double.NaN;
  }

  /** Which column has a name, from 0; -1 if that is not known, or several have. */
  int column(String name) {
    int found = UNKNOWN;
    for (int i = 0; i < labels.size() && i < width; i++) {
      if (labels.get(i).equals(name)) {
        if (found != UNKNOWN) {
          return UNKNOWN;
        }
        found = i;
      }
    }
    return found;
  }

  /**
   * The row that has a value in a column, or in any of them.
   *
   * @param column from 0; -1 for any
   * @param from where to begin: who goes through rows asks for one after the other
   * @return -1 if there is none
   */
  int find(int column, long hash, int from) {
    for (int i = 0; i < rows; i++) {
      int row = from + i < rows ? from + i : from + i - rows;
      if (column != UNKNOWN ? holds(row, column, hash) : holdsAnywhere(row, hash)) {
        return row;
      }
    }
    return UNKNOWN;
  }

  private boolean holdsAnywhere(int row, long hash) {
    for (int column = 0; column < width; column++) {
      if (holds(row, column, hash)) {
        return true;
      }
    }
    return false;
  }

  /** The different values of a column. */
  Set<Long> distinct(int column) {
    Set<Long> values = new HashSet<>();
    for (int row = 0; row < rows; row++) {
      if (isRead(row, column)) {
        values.add(hashes[row * width + column]);
      }
    }
    return values;
  }
}
