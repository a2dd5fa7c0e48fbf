package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Bounds;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Place;
import dev.weir.analyzer.model.Repetition;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.StatementTrace;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.model.UnitSize;
import dev.weir.analyzer.model.UnitTrace;
import dev.weir.analyzer.model.Window;
import java.util.List;

/**
 * Units of work with a name, such as requests: one that executes a hundred statements and more, of
 * thirty kinds and more, besides those of which something else is said; or, of twenty and more,
 * those of which one in twenty executes twenty different statements and more. What takes longer
 * than half a minute is a job, and none.
 */
final class ChattyUnitDetector implements UnitDetector, WindowDetector, Documented {
  private static final Code CODE = new Code("CHAT", "chatty-unit", "too many statements");
  private static final long MANY = 100;
  private static final int KINDS = 30;
  private static final int SEVERAL = 20;
  private static final int UNITS = 20;
  private static final String STATEMENTS = "mostStatements";
  private static final String DIFFERENT = "mostDifferent";
  private static final String USUAL = "different95";
  private static final String OF = "unitsOfTheName";

  private final int loopThreshold;

  ChattyUnitDetector(int loopThreshold) {
    this.loopThreshold = loopThreshold;
  }

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String words(Finding finding) {
    if (finding.fact(USUAL).isPresent()) {
      return "%s at the 95th percentile of %s, %s at most"
          .formatted(
              finding.text(USUAL, "different statement"),
              finding.text(OF, "unit"),
              finding.text(DIFFERENT));
    }
    return "%s, %s of them different, %s"
        .formatted(
            finding.text(STATEMENTS, "statement"),
            finding.text(DIFFERENT),
            Statements.units(finding));
  }

  @Override
  public String fix() {
    return "Each is a round trip: read what belongs together with one statement, leave out what is"
        + " not shown, keep what hardly changes.";
  }

  @Override
  public List<Finding> inspect(UnitTrace unit) {
    String name = unit.name();
    boolean told = unit.bounds() == Bounds.SCOPE || unit.bounds() == Bounds.KEY;
    long left = unit.executions() - claimed(unit);
    if (name == null
        || !told
        || unit.shapes() < KINDS
        || left < MANY
        || unit.elapsed().compareTo(UnitSize.LONGEST) > 0) {
      return List.of();
    }
    return List.of(
        Finding.of(
            CODE,
            Severity.WARNING,
            Confidence.CERTAIN,
            new Subject.Named("", "unit of work", name),
            Place.UNKNOWN,
            List.of(
                Fact.most(STATEMENTS, unit.executions()),
                Fact.most(DIFFERENT, unit.shapes()),
                Fact.sum(Fact.UNITS, 1),
                Fact.earliest(Fact.FIRST, unit.at()),
                Fact.latest(Fact.LAST, unit.at()))));
  }

  @Override
  public List<Finding> inspect(Window window) {
    return window.unitSizes().stream()
        .filter(size -> size.units() >= UNITS && size.different() >= SEVERAL)
        .map(size -> finding(window, size))
        .toList();
  }

  private static Finding finding(Window window, UnitSize size) {
    return Finding.of(
        CODE,
        Severity.WARNING,
        Confidence.CERTAIN,
        new Subject.Named("", "unit of work", size.name()),
        Place.UNKNOWN,
        List.of(
            Fact.most(USUAL, size.different()),
            Fact.most(OF, size.units()),
            Fact.most(DIFFERENT, size.most()),
            Fact.earliest(Fact.FIRST, window.at()),
            Fact.latest(Fact.LAST, window.at())));
  }

  /** What is said to be a loop, or to be the same again. */
  private long claimed(UnitTrace unit) {
    long loops =
        unit.repetitions().stream()
            .mapToLong(Repetition::executions)
            .filter(executions -> executions >= loopThreshold)
            .sum();
    long again =
        unit.statements().stream()
            .filter(each -> !each.loops().isEmpty())
            .mapToLong(StatementTrace::mostIdentical)
            .filter(identical -> identical >= RepeatedReadDetector.OFTEN)
            .sum();
    return loops + again;
  }
}
