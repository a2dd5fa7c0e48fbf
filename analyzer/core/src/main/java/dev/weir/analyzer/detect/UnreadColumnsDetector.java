package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.ResultTrace;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.UnitTrace;
import java.util.List;

/**
 * Wide results, of 15 columns and more, of which at most a quarter was read, of any of ten rows and
 * more. What counts is what the application did, not the text: {@code select *} of a table of three
 * columns is fine, and thirty columns with their names are not.
 */
final class UnreadColumnsDetector implements UnitDetector, Documented {
  private static final Code CODE = new Code("UC", "unread-columns", "columns that nobody reads");
  private static final String UNREAD = "unreadColumns";
  private static final String COLUMNS = "columns";
  private static final String ROWS = "rows";

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String words(Finding finding) {
    return "%s of %s never read, in %s of %s"
        .formatted(
            finding.text(UNREAD),
            finding.text(COLUMNS, "column"),
            finding.text(ROWS, "row"),
            Results.words(finding));
  }

  @Override
  public String fix() {
    return "Name the columns that are wanted; large ones are then not even looked up.";
  }

  @Override
  public List<Finding> inspect(UnitTrace unit) {
    return Results.find(
        CODE,
        unit,
        result -> Results.kind(result) == Results.Kind.WIDE ? Severity.WARNING : null,
        UnreadColumnsDetector::facts);
  }

  private static List<Fact> facts(ResultTrace result) {
    return List.of(
        Fact.most(UNREAD, result.columns() - result.columnsRead()),
        Fact.most(COLUMNS, result.columns()),
        Fact.sum(ROWS, result.rows()).in(Fact.Measure.ROWS));
  }
}
