package dev.weir.analyzer.doctor;

import dev.weir.analyzer.doctor.Case.TableChange;
import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.sample.DatabaseSample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows that nobody froze grow so old that the server stops before their age wraps around. Up to a
 * tenth over autovacuum_freeze_max_age is the normal saw-tooth; twice that means that freezing does
 * not succeed; a thousand million is half of the way to the stop.
 */
final class Wraparound implements Illness {
  static final Code CODE = new Code("WR", "wraparound", "wraparound comes nearer");

  private static final double USUAL = 1.1;
  private static final double HALF = 1_000_000_000;

  @Override
  public Area area() {
    return Area.WRAPAROUND;
  }

  @Override
  public Opinion inspect(Case each) {
    if (!each.now().databases().isSeen()) {
      return Opinion.notJudged(String.valueOf(each.now().databases().unseen()));
    }
    List<Report.Entry> found = new ArrayList<>();
    double oldest = 0;
    for (DatabaseSample database : each.now().databases().rows()) {
      double xids = database.xidAge();
      oldest = Math.max(oldest, xids);
      add(found, each, database, xids, "transactions", "autovacuum_freeze_max_age");
      add(
          found,
          each,
          database,
          (double) database.multixactAge(),
          "multixacts",
          "autovacuum_multixact_freeze_max_age");
    }
    return Opinion.of(
        found,
        "the oldest rows are %s transactions old, of 2,000 million"
            .formatted(Words.number(oldest)));
  }

  private static void add(
      List<Report.Entry> found,
      Case each,
      DatabaseSample database,
      double age,
      String what,
      String setting) {
    double most = each.server().number(setting);
    Severity severity = severity(age, most);
    if (severity == null) {
      return;
    }
    Card card =
        new Card(
                CODE,
                severity,
                Confidence.CERTAIN,
                each.object(
                    "database", database.name() + " " + what, "database " + database.name()))
            .fact(what, (long) age)
            .words(
                "its oldest row is %s %s old, %s the %s at which it is frozen by force"
                    .formatted(
                        Words.number(age), what, Words.times(age / most), Words.number(most)))
            .fix(
                "Find what holds the horizon first. Then freeze the oldest tables; it reads them"
                    + " whole, and reads and writes go on. Do not end workers that run to prevent"
                    + " wraparound, and do not raise the limit.");
    if (!database.current()) {
      card.because("its tables are seen only by who connects to it");
    } else if (what.equals("transactions")) {
      each.tables().stream()
          .filter(table -> table.now().xidAge() > most)
          .sorted(Comparator.comparingLong((TableChange table) -> table.now().xidAge()).reversed())
          .limit(5)
          .forEach(
              table ->
                  card.because(
                          "%s is %s transactions old"
                              .formatted(table.name(), Words.number(table.now().xidAge())))
                      .sql("VACUUM (FREEZE) " + table.sql()));
    }
    found.add(card.entry());
  }

  private static @Nullable Severity severity(double age, double most) {
    if (age >= HALF) {
      return Severity.ERROR;
    }
    if (age >= 2 * most) {
      return Severity.WARNING;
    }
    return age > USUAL * most ? Severity.INFO : null;
  }
}
