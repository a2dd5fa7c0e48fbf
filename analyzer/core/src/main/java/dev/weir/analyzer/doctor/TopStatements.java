package dev.weir.analyzer.doctor;

import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact.Measure;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.Subject;
import dev.weir.sql.SqlShapes;
import java.util.ArrayList;
import java.util.List;

/** A statement takes a third of the time of all (ruby-pg-extras), while that is worth a look. */
final class TopStatements implements Illness {
  static final Code CODE = new Code("TS", "top-statement", "statement that takes most time");

  private static final double LEAST_SHARE = 0.33;

  /** A tenth of a core. */
  private static final double LEAST_LOAD = 0.1;

  @Override
  public Area area() {
    return Area.STATEMENTS;
  }

  @Override
  public Opinion inspect(Case each) {
    if (!each.now().statements().isSeen()) {
      return Opinion.notJudged(String.valueOf(each.now().statements().unseen()));
    }
    if (!each.isWatched()) {
      return Opinion.notJudged("what statements take shows only between two looks");
    }
    List<Statements.Change> changes = Statements.of(each);
    double all = changes.stream().mapToDouble(Statements.Change::millis).sum();
    double load = all / Math.max(1, each.window().toMillis());
    List<Report.Entry> found = new ArrayList<>();
    for (Statements.Change change : changes) {
      double share = change.millis() / Math.max(1, all);
      if (share >= LEAST_SHARE && load >= LEAST_LOAD) {
        found.add(entry(each, change, share));
      }
    }
    return Opinion.of(
        found,
        "statements took %s s of %s"
            .formatted(Words.number(all / 1_000), Words.span(each.window())));
  }

  private static Report.Entry entry(Case each, Statements.Change change, double share) {
    String text = change.now().text();
    Subject subject =
        text == null
            ? each.object(
                "statement",
                Long.toString(change.now().queryId()),
                "statement %d, whose text is hidden".formatted(change.now().queryId()))
            : new Subject.Statement(each.observation().name(), SqlShapes.parse(text), null);
    double mean = change.millis() / change.calls();
    return new Card(
            CODE,
            share >= 0.5 && mean >= 20 ? Severity.WARNING : Severity.INFO,
            Confidence.CERTAIN,
            subject)
        .fact("share", share, Measure.SHARE, true)
        .fact("executions", change.calls())
        .fact("time", change.millis() * 1e6, Measure.NANOSECONDS, true)
        .words(
            "%s of the time of all statements: %s of %.1f ms each"
                .formatted(Words.percent(share), Words.count(change.calls(), "execution"), mean))
        .fix(
            "Look at it first: EXPLAIN (ANALYZE, BUFFERS) with real values on a replica, and"
                + " whether it need run so often.")
        .entry();
  }
}
