package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.UnitTrace;
import java.util.List;

/**
 * Large results of which the driver held all rows at once although a fetch size was asked for: it
 * is ignored in auto-commit mode, for rows that scroll, and where a text has several statements.
 */
final class IgnoredFetchSizeDetector implements UnitDetector, Documented {
  private static final Code CODE = new Code("FSI", "fetch-size-ignored", "fetch size ignored");
  private static final String ASKED = "fetchSize";

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String words(Finding finding) {
    return "%s rows at once, where %s at a time were asked for; the most of %s"
        .formatted(Results.held(finding), finding.text(ASKED), Results.words(finding));
  }

  @Override
  public String fix() {
    return "The driver fetches in parts only with auto-commit off, for rows that go forward only,"
        + " and for a single statement: see to all three.";
  }

  @Override
  public List<Finding> inspect(UnitTrace unit) {
    return Results.find(
        CODE,
        unit,
        result ->
            Results.kind(result) == Results.Kind.LOADED && result.ignoredFetchSize() > 0
                ? Results.severity(result)
                : null,
        result -> List.of(Results.held(result), Fact.most(ASKED, result.ignoredFetchSize())));
  }
}
