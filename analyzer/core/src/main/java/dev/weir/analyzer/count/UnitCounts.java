package dev.weir.analyzer.count;

import dev.weir.analyzer.place.Samples;
import dev.weir.event.Execution;
import dev.weir.event.Outcome;
import dev.weir.event.Parameters;
import dev.weir.sql.SqlShape;
import dev.weir.sql.StatementKind;
import dev.weir.sql.Trait;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts the statements of one unit of work after another. For one thread at a time. */
public final class UnitCounts {
  private static final int SOME = 8;

  private final TallyTable tallies;
  private final HotRows hotRows;
  private final LongAdder unparsed;
  private final int threshold;

  private @Nullable SqlShape lastRead;
  private @Nullable Object previous;
  private int asked;

  /**
   * Nothing counted yet.
   *
   * @param threshold how many executions make a loop
   * @param hotRows counts updates over all units
   * @param overflow counts executions of statements beyond those that a unit can tell apart
   * @param unparsed counts executions of statements that could not be read
   */
  public UnitCounts(int threshold, HotRows hotRows, LongAdder overflow, LongAdder unparsed) {
    this.unparsed = unparsed;
    this.threshold = threshold;
    this.hotRows = hotRows;
    this.tallies = new TallyTable(overflow);
  }

  /**
   * Counts what came back.
   *
   * @param unit the ticket of the unit; later units have higher ones
   * @param guessed whether nobody told where the unit begins and ends
   * @param late whether the thread has left the place where it executed this
   * @param stack if so, the stack of that place; null if nobody looked
   */
  public void count(
      Execution execution,
      Outcome outcome,
      long unit,
      boolean guessed,
      boolean late,
      @Nullable Throwable stack) {
    SqlShape shape = execution.shape();
    if (shape.kind() == StatementKind.UNKNOWN) {
      unparsed.increment();
    }
    Tally tally = null;
    if (Tally.isOfInterest(shape)) {
      tally = tallies.find(execution.checkout().dataSource(), shape, lastRead, threshold);
    }
    if (tally != null && outcome.succeeded()) {
      tally.count(execution, outcome, previous, late, stack);
      if (shape.kind() == StatementKind.UPDATE && outcome.rows() != 0) {
        countHotRows(tally, execution, outcome, unit, guessed, late, stack);
      }
    }
    previous = tally == null ? shape : tally;
    if (shape.kind() == StatementKind.READ
        && !shape.reads().isEmpty()
        && !shape.has(Trait.EXPLAIN)) {
      lastRead = shape;
      tallies.read(tally);
    }
  }

  /** Whether a stack would be of use, should this be counted next. */
  public boolean wantsStack(Execution execution) {
    if (execution.shape().kind() == StatementKind.UPDATE && (++asked & (SOME - 1)) == 0) {
      return true; // Its row may be hot, of which this unit knows nothing.
    }
    Tally tally = tallies.known(execution.checkout().dataSource(), execution.shape());
    return tally != null && tally.wantsStack();
  }

  /**
   * Ends the unit and makes this ready for the next.
   *
   * @return what it counted, or null if none of it can become a finding
   */
  public @Nullable Counted finish() {
    List<FinishedTally> repeated = tallies.finish();
    lastRead = null;
    previous = null;
    return repeated.isEmpty() ? null : new Counted(repeated);
  }

  private void countHotRows(
      Tally tally,
      Execution execution,
      Outcome outcome,
      long unit,
      boolean guessed,
      boolean late,
      @Nullable Throwable stack) {
    List<Parameters> rows = execution.parameters();
    int size = Math.max(1, rows.size());
    if (outcome.rows() > size) {
      return; // Several rows for one key: no key of a row.
    }
    long now = execution.startNanos() + outcome.elapsedNanos();
    long thread = Thread.currentThread().getId();
    for (int i = 0; i < size; i++) {
      Parameters row = i < rows.size() ? rows.get(i) : Parameters.NONE;
      long key = tally.hotKey(execution.shape(), row);
      if (key != 0 && hotRows.count(key, tally.isOverManyRows(), unit, guessed, thread, now)) {
        Throwable place = late ? stack : new Throwable();
        if (place != null) {
          Samples samples = new Samples();
          samples.add(1, false, place);
          hotRows.sampled(key, execution.checkout().dataSource(), execution.shape(), samples);
        }
      }
    }
  }
}
