package dev.weir.analyzer.unit;

import dev.weir.event.Checkout;
import dev.weir.event.Execution;
import dev.weir.event.Outcome;
import dev.weir.event.RowObserver;
import dev.weir.event.TransactionEnd;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one unit of work after another counts. Used by one thread at a time, most of all the
 * application's: it must be quick.
 *
 * @param <R> what is left of a unit when it has ended
 */
public interface Counters<R> {
  /**
   * Counts what came back.
   *
   * @param unit a number of the unit; later ones have higher numbers
   * @param guessed whether nobody told where the unit begins and ends
   * @param late whether the thread has left the place where it executed this
   * @param stack if so, the stack of that place, if one was {@linkplain #wantsStack wanted}
   */
  void count(
      Execution execution,
      Outcome outcome,
      long unit,
      boolean guessed,
      boolean late,
      @Nullable Throwable stack);

  /**
   * Who is to be told what is read of the rows of an execution. May be asked by any thread, also
   * while another counts.
   *
   * @param unit a number of its unit, or of something like it
   * @param nanoTime the clock of the events: to read it costs more than to decide that nobody is
   * @return null for nobody
   */
  default @Nullable RowObserver observer(Execution execution, long unit, LongSupplier nanoTime) {
    return null;
  }

  /**
   * A connection was given back, whichever unit used it. May be told by any thread, also while
   * another counts.
   *
   * @param used whether anything was executed on it
   */
  default void givenBack(Checkout checkout, boolean used) {}

  /**
   * An execution has answered rows, which are read from now on; told before it is counted.
   *
   * @param rows an {@link #observer}
   * @param unit a number of the unit
   */
  default void answered(Execution execution, RowObserver rows, long unit) {}

  /**
   * Until when rows of the unit were read.
   *
   * @param nowNanos while some still are
   */
  default long readUntil(long nowNanos) {
    return 0;
  }

  /**
   * An execution that has been counted has answered further rows: those of a later statement of its
   * text, or behind a count. Who is to be told what is read of them?
   *
   * @param unit a number of the unit
   * @return null for nobody
   */
  default @Nullable RowObserver further(Execution execution, long unit) {
    return null;
  }

  /**
   * How many rows a write has returned, which was counted when that was not known.
   *
   * @param rows that were read
   */
  default void written(Execution execution, long rows) {}

  /**
   * A transaction of it has ended.
   *
   * @param late whether the thread has left the place where it ended it
   * @param stack if so, the stack of that place; null if nobody looked
   */
  void ended(TransactionEnd end, boolean late, @Nullable Throwable stack);

  /**
   * A connection of it was given back.
   *
   * @param nanos when
   * @param late whether the thread has left the place where it gave it back
   * @param stack if so, the stack of that place; null if nobody looked
   * @return whether somebody may have something to say of it
   */
  boolean returned(Checkout checkout, long nanos, boolean late, @Nullable Throwable stack);

  /**
   * The unit has ended before its connection was given back: another goes on counting that.
   *
   * @param other the counters of the same thread
   */
  default void passOn(Checkout checkout, Counters<R> other) {}

  /** Whether a stack would be of use, should this be counted next. */
  boolean wantsStack(Execution execution);

  /**
   * Ends the unit, and makes this ready for the next.
   *
   * @param name what the application called it; null if it did not
   * @param elapsedNanos how long it took
   * @return what was counted; null if nobody need look at it
   */
  @Nullable R finish(@Nullable String name, long elapsedNanos);
}
