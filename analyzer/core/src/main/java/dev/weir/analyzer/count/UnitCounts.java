package dev.weir.analyzer.count;

import dev.weir.analyzer.place.Samples;
import dev.weir.event.Execution;
import dev.weir.event.Outcome;
import dev.weir.event.Parameters;
import dev.weir.sql.SqlShape;
import dev.weir.sql.StatementKind;
import dev.weir.sql.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts the statements of one unit of work after another. For one thread at a time. */
public final class UnitCounts {
  private final TallyTable tallies;
  private final HotRows hotRows;
  private final int threshold;

  private @Nullable SqlShape lastRead;
  private @Nullable Object previous;
  private @Nullable List<HotRows.Alarm> alarms;

  /**
   * Nothing counted yet.
   *
   * @param threshold how many executions make a loop
   * @param hotRows counts updates over all units
   * @param overflow counts executions of statements beyond those that a unit can tell apart
   */
  public UnitCounts(int threshold, HotRows hotRows, LongAdder overflow) {
    this.threshold = threshold;
    this.hotRows = hotRows;
    this.tallies = new TallyTable(overflow);
  }

  /**
   * Counts what came back.
   *
   * @param unit the ticket of the unit; later units have higher ones
   */
  public void count(Execution execution, Outcome outcome, long unit) {
    SqlShape shape = execution.shape();
    Tally tally = null;
    if (Tally.isOfInterest(shape)) {
      tally = tallies.find(execution.checkout().dataSource(), shape, lastRead, threshold);
    }
    if (tally != null && outcome.succeeded()) {
      tally.count(execution, outcome, previous);
      if (shape.kind() == StatementKind.UPDATE && outcome.rows() != 0) {
        countHotRows(tally, execution, outcome, unit);
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

  /**
   * Ends the unit and makes this ready for the next.
   *
   * @return what it counted, or null if none of it can become a finding
   */
  public @Nullable Counted finish() {
    List<FinishedTally> repeated = tallies.finish();
    Counted counted =
        repeated.isEmpty() && alarms == null
            ? null
            : new Counted(repeated, alarms == null ? List.of() : alarms);
    lastRead = null;
    previous = null;
    alarms = null;
    return counted;
  }

  private void countHotRows(Tally tally, Execution execution, Outcome outcome, long unit) {
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
      HotRows.Heat heat = key == 0 ? null : hotRows.count(key, unit, thread, now);
      if (heat != null) {
        raise(execution.shape(), heat);
      }
    }
  }

  private void raise(SqlShape shape, HotRows.Heat heat) {
    if (alarms == null) {
      alarms = new ArrayList<>(1);
    }
    Samples samples = new Samples();
    samples.add(1, false);
    alarms.add(new HotRows.Alarm(shape, samples, heat));
  }
}
