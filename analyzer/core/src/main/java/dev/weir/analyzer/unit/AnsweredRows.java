package dev.weir.analyzer.unit;

import dev.weir.event.RowObserver;
import org.jspecify.annotations.Nullable;

/**
 * Who is told of the rows that an execution has answered.
 *
 * @param read by whoever counts what is read of them; null for nobody
 * @param written by whoever counts what a write returns; null if it is none
 */
record AnsweredRows(@Nullable RowObserver read, @Nullable WrittenRows written) {
  /** What tells both; null if there is nobody. */
  @Nullable RowObserver observer() {
    if (read == null || written == null) {
      return read == null ? written : read;
    }
    return new TwoObservers(read, written);
  }
}
