package dev.weir.analyzer.doctor;

import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact.Measure;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.sample.ToastSample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A TOAST table is full of dead rows: by the same measure as a table, which may look well beside
 * it.
 */
final class ToastRows implements Illness {
  static final Code CODE = new Code("DT", "dead-toast-rows", "dead rows in a TOAST table");

  @Override
  public Area area() {
    return Area.VACUUM;
  }

  @Override
  public Opinion inspect(Case each) {
    List<Report.Entry> found = new ArrayList<>();
    for (ToastSample toast : each.now().toasts().rows()) {
      double share = (double) toast.deadRows() / (toast.deadRows() + toast.liveRows());
      Severity severity =
          DeadRows.severity(toast.deadRows(), (double) toast.liveRows(), share, overdue(toast));
      if (severity != null) {
        found.add(entry(each, toast, share, severity));
      }
    }
    return Opinion.of(found, "");
  }

  private static double overdue(ToastSample toast) {
    return Double.isNaN(toast.trigger()) ? 0 : toast.deadRows() / Math.max(1, toast.trigger());
  }

  private static Report.Entry entry(Case each, ToastSample toast, double share, Severity severity) {
    Card card =
        new Card(CODE, severity, Confidence.CERTAIN, each.subject(toast.table()))
            .fact("deadRows", toast.deadRows(), Measure.ROWS)
            .fact("deadShare", share, Measure.SHARE, false);
    String trigger = "autovacuum is off for it";
    if (!Double.isNaN(toast.trigger())) {
      card.fact("trigger", toast.trigger(), Measure.ROWS, true);
      trigger =
          "%s the %s that start autovacuum"
              .formatted(Words.times(overdue(toast)), Words.number(Math.floor(toast.trigger())));
    }
    card.words(
        "%s in its TOAST table, %s of all; %s"
            .formatted(Words.count(toast.deadRows(), "dead row"), Words.percent(share), trigger));
    card.because(lastRun(each, toast));
    return card.fix(
            "Vacuum the table once by hand, and its TOAST table with it: reads and writes go on"
                + " meanwhile (SHARE UPDATE EXCLUSIVE). Its settings are its table's, unless one"
                + " begins with toast.: then those alone count.")
        .sql("VACUUM " + Sql.name(toast.table()))
        .entry();
  }

  private static String lastRun(Case each, ToastSample toast) {
    Instant last = toast.lastRun();
    return last == null
        ? "no VACUUM of it is on record"
        : "VACUUM last ran %s ago".formatted(Words.span(Duration.between(last, each.at())));
  }
}
