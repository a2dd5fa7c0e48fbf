package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.model.UnreadQuery;
import dev.weir.analyzer.model.Window;
import java.util.List;

/**
 * Queries that ten units of work and more have executed, and to whose rows none of them ever went.
 * Not what locks, writes, or calls a function that may do something; and nothing of which a single
 * row was read once.
 */
final class NeverReadDetector implements WindowDetector, Documented {
  private static final Code CODE = new Code("NR", "never-read", "query whose result is never read");
  private static final String RESULTS = "results";
  private static final String ROWS = "rowsSent";

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String words(Finding finding) {
    return "%s, of whose rows not one was read, %s"
        .formatted(finding.text(RESULTS, "result"), Statements.units(finding));
  }

  @Override
  public String fix() {
    return "Leave the query out. If it is to tell whether the table is there, or what columns it"
        + " has, ask once, and for no rows.";
  }

  @Override
  public List<Finding> inspect(Window window) {
    return window.unreadQueries().stream().map(query -> finding(window, query)).toList();
  }

  private static Finding finding(Window window, UnreadQuery query) {
    return Finding.of(
        CODE,
        Severity.WARNING,
        Confidence.CERTAIN,
        new Subject.Statement(
            query.dataSource(), query.shape(), null, query.searchPath(), List.of()),
        query.place(),
        List.of(
            Fact.sum(RESULTS, query.results()),
            Fact.sum(ROWS, query.rows()).in(Fact.Measure.ROWS),
            Fact.sum(Fact.UNITS, query.units()),
            Fact.earliest(Fact.FIRST, window.at()),
            Fact.latest(Fact.LAST, window.at())));
  }
}
