package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.StatementTrace;
import dev.weir.analyzer.model.UnitTrace;
import dev.weir.sql.Trait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Rows that are fetched only to be counted: 1,000 and more, of which no column is read. And, as a
 * hint, the count of a whole table that takes longer than the page of it that is shown: from 100 ms
 * on.
 */
final class NeedlessCountDetector implements UnitDetector, Documented {
  private static final Code CODE = new Code("CNT", "needless-count", "needless count");
  private static final Duration SLOW = Duration.ofMillis(100);
  private static final String COUNTED = "mostRowsCounted";
  private static final String LONGEST = "longestCount";

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String words(Finding finding) {
    return finding.fact(COUNTED).isPresent()
        ? "%s fetched of which nothing was read, the most of %s"
            .formatted(finding.text(COUNTED, "row"), Results.words(finding))
        : "%s to count, longer than the page of it took, %s"
            .formatted(finding.text(LONGEST), Statements.units(finding));
  }

  @Override
  public String fix() {
    return "Let the server count (SELECT count(*)), ask EXISTS where one row is enough, and show"
        + " a page without the number of all: one row more than the page has tells whether there"
        + " is a next one.";
  }

  @Override
  public List<Finding> inspect(UnitTrace unit) {
    List<Finding> found =
        new ArrayList<>(
            Results.find(
                CODE,
                unit,
                result -> Results.kind(result) == Results.Kind.COUNTED ? Severity.WARNING : null,
                result -> List.of(Results.rows(COUNTED, result.mostUncounted()))));
    found.addAll(Statements.merged(slowCounts(unit)));
    return found;
  }

  private static List<Finding> slowCounts(UnitTrace unit) {
    List<Finding> found = new ArrayList<>();
    for (StatementTrace statement : unit.statements()) {
      if (statement.shape().has(Trait.COUNT)
          && !statement.shape().has(Trait.GROUP_BY)
          && statement.elapsed().compareTo(SLOW) >= 0
          && unit.statements().stream().anyMatch(page -> isPage(page, statement))) {
        found.add(
            Statements.certain(
                CODE,
                unit,
                statement.subject(),
                statement.place(),
                Severity.INFO,
                Fact.most(LONGEST, statement.elapsed())));
      }
    }
    return found;
  }

  /** Whether it shows some rows of what was counted, and in less time. */
  private static boolean isPage(StatementTrace page, StatementTrace count) {
    return page.shape().has(Trait.LIMIT)
        && !page.shape().has(Trait.COUNT)
        && !Collections.disjoint(page.shape().reads(), count.shape().reads())
        && page.elapsed().compareTo(count.elapsed()) <= 0;
  }
}
