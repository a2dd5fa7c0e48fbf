package dev.weir.analyzer.doctor;

import dev.weir.analyzer.doctor.Case.TableChange;
import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact.Measure;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.sample.VacuumRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table is full of dead rows, or has far more than start autovacuum. 10,000 dead rows and a fifth
 * of all, or twice the trigger; bad from 100,000 and half, from four fifths, from five times the
 * trigger, or over it and not vacuumed for a day (postgresai). Small tables are nobody's business.
 */
final class DeadRows implements Illness {
  static final Code CODE = new Code("DR", "dead-rows", "dead rows");

  private static final long LEAST_ROWS = 10_000;

  @Override
  public Area area() {
    return Area.VACUUM;
  }

  @Override
  public Opinion inspect(Case each) {
    if (!each.now().tables().isSeen()) {
      return Opinion.notJudged(String.valueOf(each.now().tables().unseen()));
    }
    List<Report.Entry> found = new ArrayList<>();
    for (TableChange table : each.tables()) {
      Severity severity = severity(each, table);
      if (severity != null) {
        found.add(entry(each, table, severity));
      }
    }
    String healthy =
        each.tables().stream()
            .max(Comparator.comparingLong(TableChange::dead))
            .map(
                worst ->
                    "the most are %s in %s".formatted(Words.number(worst.dead()), worst.name()))
            .orElse("there are no tables");
    return Opinion.of(found, healthy)
        .without(
            each.now().tables().hidden() == null
                ? List.of()
                : List.of(each.now().tables().hidden()));
  }

  private static @Nullable Severity severity(Case each, TableChange table) {
    Severity severity = severity(table.dead(), table.live(), table.deadShare(), table.overdue());
    boolean large = table.dead() + table.live() >= LEAST_ROWS;
    return large && starves(each, table) ? Severity.ERROR : severity;
  }

  /** By numbers alone. */
  static @Nullable Severity severity(long dead, double live, double share, double overdue) {
    if (dead + live < LEAST_ROWS) {
      return null;
    }
    boolean many = dead >= LEAST_ROWS && share >= 0.2;
    boolean most = (dead >= 100_000 && share >= 0.5) || (dead >= LEAST_ROWS && share >= 0.8);
    if (most || overdue >= 5) {
      return Severity.ERROR;
    }
    return many || overdue >= 2 ? Severity.WARNING : null;
  }

  /** Over the trigger, and not vacuumed for a day. */
  private static boolean starves(Case each, TableChange table) {
    Instant run = table.lastRun();
    return table.overdue() > 1
        && run != null
        && Duration.between(run, each.at()).toHours() >= 24
        && run(each, table) == null;
  }

  private static @Nullable VacuumRun run(Case each, TableChange table) {
    return each.now().vacuums().rows().stream()
        .filter(run -> run.tableOid() == table.now().oid())
        .findFirst()
        .orElse(null);
  }

  private static Report.Entry entry(Case each, TableChange table, Severity severity) {
    Card card =
        new Card(CODE, severity, Confidence.CERTAIN, each.subject(table.name()))
            .fact("deadRows", table.dead(), Measure.ROWS)
            .fact("deadShare", table.deadShare(), Measure.SHARE, false)
            .fact("liveRows", table.live(), Measure.ROWS, false);
    String trigger = "autovacuum is off for it";
    if (!Double.isNaN(table.now().stats().vacuumTrigger())) {
      card.fact("trigger", table.now().stats().vacuumTrigger(), Measure.ROWS, true);
      trigger =
          "%s the %s that start autovacuum"
              .formatted(
                  Words.times(table.overdue()),
                  Words.number(Math.floor(table.now().stats().vacuumTrigger())));
    }
    card.words(
        "%s, %s of all; %s"
            .formatted(
                Words.count(table.dead(), "dead row"), Words.percent(table.deadShare()), trigger));
    VacuumRun run = run(each, table);
    if (run != null) {
      card.because(
          "VACUUM is at it now: %s, %s of %s pages scanned"
              .formatted(run.phase(), Words.number(run.scanned()), Words.number(run.pages())));
    }
    Instant last = table.lastRun();
    card.because(
        last == null
            ? "no VACUUM is on record"
                + (each.counting() == null ? ", nor since when runs are recorded" : "")
            : "VACUUM last ran %s ago".formatted(Words.span(Duration.between(last, each.at()))));
    return card.fix(
            "Vacuum it once by hand: reads and writes go on meanwhile (SHARE UPDATE EXCLUSIVE). The"
                + " space is used again, the files do not shrink.")
        .sql("VACUUM (ANALYZE) " + table.sql())
        .table(table.history())
        .entry();
  }
}
