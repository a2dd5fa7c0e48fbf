package dev.weir.analyzer.doctor;

import dev.weir.analyzer.doctor.Case.TableChange;
import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact.Measure;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import java.util.ArrayList;
import java.util.List;

/**
 * The planner knows a table as it was, or not at all: twice as many rows changed as start ANALYZE,
 * or a fifth of all; bad when as many changed as there are. From 10,000 rows on.
 */
final class StaleStatistics implements Illness {
  static final Code CODE = new Code("ST", "stale-statistics", "stale statistics");

  private static final long LEAST_ROWS = 10_000;

  @Override
  public Area area() {
    return Area.STATISTICS;
  }

  @Override
  public Opinion inspect(Case each) {
    if (!each.now().tables().isSeen()) {
      return Opinion.notJudged(String.valueOf(each.now().tables().unseen()));
    }
    List<Report.Entry> found = new ArrayList<>();
    for (TableChange table : each.tables()) {
      double rows = table.now().stats().liveRows();
      long changed = table.now().stats().modsSinceAnalyze();
      double trigger = table.now().stats().analyzeTrigger();
      boolean never = table.now().estimatedRows() < 0;
      // What is being loaded now will be analyzed within a minute.
      boolean settled = each.isWatched() ? table.inserts() == 0 : true;
      if (rows < LEAST_ROWS || (never && !settled)) {
        continue;
      }
      boolean late = changed > 2 * trigger && changed >= LEAST_ROWS;
      boolean much = changed >= 0.2 * rows && changed >= LEAST_ROWS && changed > trigger;
      boolean off = Double.isNaN(trigger) && changed >= 0.2 * rows && changed >= LEAST_ROWS;
      if (never || late || much || off) {
        found.add(entry(each, table, never));
      }
    }
    return Opinion.of(found, "no table has changed much since it was analyzed");
  }

  private static Report.Entry entry(Case each, TableChange table, boolean never) {
    long changed = table.now().stats().modsSinceAnalyze();
    double rows = table.now().stats().liveRows();
    String words =
        never
            ? "never analyzed, %s".formatted(Words.count((long) rows, "row"))
            : "%s changed since it was analyzed, of %s"
                .formatted(Words.count(changed, "row"), Words.number(rows));
    boolean bad = !never && changed >= rows && changed > 5 * table.now().stats().analyzeTrigger();
    return new Card(
            CODE,
            bad ? Severity.ERROR : Severity.WARNING,
            Confidence.CERTAIN,
            each.subject(table.name()))
        .fact("changedRows", changed, Measure.ROWS)
        .words(words)
        .fix(
            "Analyze it: it reads a sample, and reads and writes go on. Until then the planner"
                + " guesses how many rows each step has.")
        .sql("ANALYZE " + table.sql())
        .table(table.history())
        .entry();
  }
}
