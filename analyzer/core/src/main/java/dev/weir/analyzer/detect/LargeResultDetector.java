package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.UnitTrace;
import java.util.List;

/**
 * Results that are large, though not so large that it is only their memory that counts: 10,000 rows
 * without a limit, or 10 MB of values. Of one result only the worst is said ({@link Results}).
 */
final class LargeResultDetector implements UnitDetector, Documented {
  private static final Code CODE = new Code("BIG", "large-result", "large result");
  private static final String BYTES = "mostBytes";

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String words(Finding finding) {
    boolean large = finding.number(BYTES) > 0;
    return "%s rows at once%s, the most of %s"
        .formatted(
            Results.held(finding),
            large ? ", about %s".formatted(finding.text(BYTES)) : "",
            Results.words(finding));
  }

  @Override
  public String fix() {
    return "Ask for what is needed: a page, a sum, the columns that are wanted; or read it in"
        + " parts, with a fetch size and auto-commit off.";
  }

  @Override
  public List<Finding> inspect(UnitTrace unit) {
    return Results.find(
        CODE,
        unit,
        result ->
            Results.kind(result) == Results.Kind.LARGE
                    && !UpdateWhileReadingDetector.owns(unit, result)
                ? Severity.WARNING
                : null,
        result ->
            List.of(
                Results.held(result),
                Fact.most(BYTES, result.mostBytes()).in(Fact.Measure.BYTES).exactIf(false)));
  }
}
