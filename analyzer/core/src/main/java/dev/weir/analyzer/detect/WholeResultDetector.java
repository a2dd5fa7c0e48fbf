package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.UnitTrace;
import java.util.List;

/**
 * Large results of which the driver held all rows at once, because nobody asked for a fetch size.
 * One that was asked for and ignored is {@link IgnoredFetchSizeDetector another thing}.
 */
final class WholeResultDetector implements UnitDetector, Documented {
  private static final Code CODE =
      new Code("FS", "whole-result-in-memory", "whole result in memory");

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String words(Finding finding) {
    return "%s rows at once, the most of %s"
        .formatted(Results.held(finding), Results.words(finding));
  }

  @Override
  public String fix() {
    return "Set a fetch size of some hundreds or thousands of rows, with auto-commit off, and read"
        + " them as they come; or ask for fewer rows.";
  }

  @Override
  public List<Finding> inspect(UnitTrace unit) {
    return Results.find(
        CODE,
        unit,
        result ->
            Results.kind(result) == Results.Kind.LOADED && result.ignoredFetchSize() == 0
                ? Results.severity(result)
                : null,
        result -> List.of(Results.held(result)));
  }
}
