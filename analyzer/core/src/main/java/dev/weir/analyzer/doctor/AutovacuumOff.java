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

/** Autovacuum is switched off, for all tables or for one of 10,000 rows and more. */
final class AutovacuumOff implements Illness {
  static final Code CODE = new Code("AO", "autovacuum-off", "autovacuum is off");

  private static final long LEAST_ROWS = 10_000;

  @Override
  public Area area() {
    return Area.VACUUM;
  }

  @Override
  public Opinion inspect(Case each) {
    if (each.server().standby()) {
      return Opinion.notJudged(String.valueOf(each.now().tables().unseen()));
    }
    List<Report.Entry> found = new ArrayList<>();
    if ("off".equals(each.server().settings().get("autovacuum"))) {
      found.add(everywhere(each));
      return Opinion.of(found, "");
    }
    for (TableChange table : each.tables()) {
      if (!table.now().autovacuumOn() && table.dead() + table.live() >= LEAST_ROWS) {
        found.add(one(each, table));
      }
    }
    return Opinion.of(found, "");
  }

  private static Report.Entry everywhere(Case each) {
    Card card =
        new Card(
                CODE,
                Severity.ERROR,
                Confidence.CERTAIN,
                each.object("setting", "autovacuum", "autovacuum"))
            .fact("tables", each.tables().size())
            .words("for all of %s".formatted(Words.count(each.tables().size(), "table")))
            .because(
                "dead rows stay, the planner's statistics age, and nothing is frozen before"
                    + " autovacuum_freeze_max_age forces it");
    return Settings.change(card, each.server(), "autovacuum", "on", "Switch it on.").entry();
  }

  private static Report.Entry one(Case each, TableChange table) {
    return new Card(
            CODE,
            table.deadShare() >= 0.2 ? Severity.ERROR : Severity.WARNING,
            Confidence.CERTAIN,
            each.subject(table.name()))
        .fact("deadRows", table.dead(), Measure.ROWS)
        .words(
            "for a table of %s and %s"
                .formatted(
                    Words.count((long) table.live(), "live row"),
                    Words.count(table.dead(), "dead row")))
        .fix("Let autovacuum mind it again, and vacuum it once by hand.")
        .sql("ALTER TABLE %s RESET (autovacuum_enabled)".formatted(table.sql()))
        .sql("VACUUM (ANALYZE) " + table.sql())
        .undo("ALTER TABLE %s SET (autovacuum_enabled = off)".formatted(table.sql()))
        .table(table.history())
        .entry();
  }
}
