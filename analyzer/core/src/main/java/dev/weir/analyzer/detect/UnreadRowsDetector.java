package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.UnitTrace;
import java.util.List;

/**
 * Results of 1,000 rows and more that were sent, and of which the application went to at most a
 * tenth. Only what the driver had in memory is known to have been sent.
 */
final class UnreadRowsDetector implements UnitDetector, Documented {
  private static final Code CODE = new Code("UR", "unread-rows", "rows that nobody reads");
  private static final String UNREAD = "mostUnreadRows";
  private static final String READ = "rowsRead";

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String words(Finding finding) {
    return "%s sent and never read, beside %s that were; the most of %s"
        .formatted(finding.text(UNREAD, "row"), finding.text(READ), Results.words(finding));
  }

  @Override
  public String fix() {
    return "Ask for the rows that are wanted: LIMIT, a condition, or EXISTS.";
  }

  @Override
  public List<Finding> inspect(UnitTrace unit) {
    return Results.find(
        CODE,
        unit,
        result -> Results.kind(result) == Results.Kind.UNREAD ? Severity.WARNING : null,
        result ->
            List.of(
                Results.rows(UNREAD, result.mostUnread()),
                Fact.most(READ, result.readOfUnread()).in(Fact.Measure.ROWS)));
  }
}
