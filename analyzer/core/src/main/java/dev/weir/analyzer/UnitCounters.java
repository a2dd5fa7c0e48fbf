package dev.weir.analyzer;

import dev.weir.analyzer.count.Steps;
import dev.weir.analyzer.count.UnitCounts;
import dev.weir.analyzer.unit.Counters;
import dev.weir.event.Checkout;
import dev.weir.event.Execution;
import dev.weir.event.Outcome;
import dev.weir.event.RowObserver;
import dev.weir.event.TransactionEnd;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Joins units with what they count.
 *
 * @param steps what they do, one thing after another, if somebody wants to see it
 * @param rowsEvery in one unit of so many the rows of results are looked at; 0 for none
 * @param unseen counts results that are not
 */
record UnitCounters(UnitCounts counts, Steps steps, int rowsEvery, LongAdder unseen)
    implements Counters<FinishedUnit> {
  @Override
  public void count(
      Execution execution,
      Outcome outcome,
      long unit,
      boolean guessed,
      boolean late,
      @Nullable Throwable stack) {
    steps.executed(execution, outcome, execution.decision().node().name());
    counts.count(execution, outcome, unit, guessed, late, stack);
  }

  @Override
  public @Nullable RowObserver observer(Execution execution, long unit, LongSupplier nanoTime) {
    if (rowsEvery == 0 || unit % rowsEvery != 0) {
      unseen.increment();
      return null;
    }
    return UnitCounts.observer(execution, nanoTime.getAsLong() - execution.startNanos());
  }

  @Override
  public void answered(Execution execution, RowObserver rows, long unit) {
    counts.answered(execution, rows, unit);
  }

  @Override
  public long readUntil(long nowNanos) {
    return counts.readUntil(nowNanos);
  }

  @Override
  public @Nullable RowObserver further(Execution execution, long unit) {
    if (rowsEvery == 0 || unit % rowsEvery != 0) {
      unseen.increment();
      return null;
    }
    return counts.further(execution, unit);
  }

  @Override
  public void written(Execution execution, long rows) {
    counts.written(execution, rows);
  }

  @Override
  public void ended(TransactionEnd end, boolean late, @Nullable Throwable stack) {
    steps.ended(end);
    counts.ended(end, late, stack);
  }

  @Override
  public boolean returned(Checkout checkout, long nanos, boolean late, @Nullable Throwable stack) {
    return counts.returned(checkout, nanos, late, stack);
  }

  @Override
  public void passOn(Checkout checkout, Counters<FinishedUnit> other) {
    if (other instanceof UnitCounters to) {
      counts.passOn(checkout, to.counts);
    }
  }

  @Override
  public void givenBack(Checkout checkout, boolean used) {
    counts.givenBack(checkout, used);
  }

  @Override
  public boolean wantsStack(Execution execution) {
    return counts.wantsStack(execution);
  }

  @Override
  public @Nullable FinishedUnit finish(@Nullable String name, long elapsedNanos) {
    return FinishedUnit.of(counts.finish(name, elapsedNanos), steps.finish());
  }
}
