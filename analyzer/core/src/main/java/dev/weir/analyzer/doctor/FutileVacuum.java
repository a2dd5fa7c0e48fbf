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
 * VACUUM runs and removes next to nothing. What it removed follows from counters alone: dead
 * before, plus updates and deletes, less dead after. In vain is at most a tenth of what there was:
 * healthy churn removed two thirds and more, a held horizon nothing. Two runs prove it, one makes
 * it likely.
 */
final class FutileVacuum implements Illness {
  static final Code CODE = new Code("VF", "futile-vacuum", "VACUUM removes nothing");

  private static final double IN_VAIN = 0.1;
  private static final long NOTICEABLE_DEAD = 1_000;

  @Override
  public Area area() {
    return Area.VACUUM;
  }

  @Override
  public Opinion inspect(Case each) {
    if (!each.now().tables().isSeen()) {
      return Opinion.notJudged(String.valueOf(each.now().tables().unseen()));
    }
    if (!each.isWatched()) {
      return Opinion.notJudged("what VACUUM removes shows only between two looks");
    }
    List<Report.Entry> found = new ArrayList<>();
    for (TableChange table : each.tables()) {
      if (isFutile(table)) {
        found.add(entry(each, table));
      }
    }
    return Opinion.of(found, "");
  }

  /** Whether VACUUM ran on it meanwhile and removed next to nothing. */
  static boolean isFutile(TableChange table) {
    return table.runs() > 0
        && !table.beganAnew()
        && table.dead() >= NOTICEABLE_DEAD
        && table.overdue() > 1
        && removed(table) <= IN_VAIN * there(table);
  }

  /** Whether it did so often enough. */
  static boolean isProven(TableChange table) {
    return table.runs() > 1 && isFutile(table);
  }

  private static double there(TableChange table) {
    return (double) table.before().stats().deadRows() + table.updates() + table.deletes();
  }

  private static double removed(TableChange table) {
    return Math.max(0, there(table) - table.dead());
  }

  private static Report.Entry entry(Case each, TableChange table) {
    boolean proven = isProven(table);
    return new Card(
            CODE,
            Severity.WARNING,
            proven ? Confidence.CERTAIN : Confidence.LIKELY,
            each.subject(table.name()))
        .fact("runs", table.runs())
        .fact("removedRows", removed(table), Measure.ROWS, false)
        .fact("deadRows", table.dead(), Measure.ROWS)
        .words(
            "%s in %s removed %s of %s"
                .formatted(
                    Words.count(table.runs(), "run"),
                    Words.span(each.window()),
                    Words.number(removed(table)),
                    Words.count((long) there(table), "dead row")))
        .fix(
            "No setting of autovacuum helps while something needs these rows. Find what holds them;"
                + " if nothing is named here, VACUUM (VERBOSE) tells how many are dead but not yet"
                + " removable, and up to which transaction.")
        .table(table.history())
        .entry();
  }
}
