package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Bounds;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Place;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.model.UnitTrace;
import dev.weir.sql.SqlShape;
import dev.weir.sql.StatementKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** What findings about what a unit did with a statement have in common. */
final class Statements {
  private Statements() {}

  /** One in which it does not matter where its unit begins and ends. */
  static Finding certain(
      Code code, UnitTrace unit, Subject subject, Place place, Severity severity, Fact... facts) {
    return finding(code, unit, subject, place, severity, Confidence.CERTAIN, facts);
  }

  /** One that is no error, and only possible, where the unit was guessed. */
  static Finding inUnit(
      Code code, UnitTrace unit, Subject subject, Place place, Severity severity, Fact... facts) {
    boolean guessed = unit.bounds() == Bounds.GUESS;
    return finding(
        code,
        unit,
        subject,
        place,
        guessed && severity == Severity.ERROR ? Severity.WARNING : severity,
        guessed ? Confidence.POSSIBLE : Confidence.CERTAIN,
        facts);
  }

  private static Finding finding(
      Code code,
      UnitTrace unit,
      Subject subject,
      Place place,
      Severity severity,
      Confidence confidence,
      Fact... facts) {
    List<Fact> all = new ArrayList<>(List.of(facts));
    all.add(Fact.earliest(Fact.FIRST, unit.at()));
    all.add(Fact.latest(Fact.LAST, unit.at()));
    return Finding.of(code, severity, confidence, subject, place, all);
  }

  /**
   * Judges each of what one unit did; what is found of one statement at one place is one finding.
   *
   * @param judge what there is to say of one of them
   */
  static <T> List<Finding> find(List<T> traces, Function<T, Stream<Finding>> judge) {
    return merged(traces.stream().flatMap(judge).toList());
  }

  /** Whether a unit goes from row to row by a statement, of which that is said. */
  static boolean isLoop(UnitTrace unit, String dataSource, SqlShape shape, int threshold) {
    return unit.repetitions().stream()
        .anyMatch(
            loop ->
                loop.executions() >= threshold
                    && (loop.distinctKeys() >= threshold || shape.kind() == StatementKind.INSERT)
                    && loop.dataSource().equals(dataSource)
                    && loop.shape().fingerprint().equals(shape.fingerprint()));
  }

  /** The findings of one unit: those of one statement at one place are one. */
  static List<Finding> merged(List<Finding> findings) {
    Map<String, Finding> found = new LinkedHashMap<>();
    findings.forEach(each -> found.merge(each.signature(), each, Finding::plus));
    return found.values().stream().map(each -> each.with(Fact.sum(Fact.UNITS, 1))).toList();
  }

  /** {@code in 3 units}. */
  static String units(Finding finding) {
    return "in " + finding.text(Fact.UNITS, "unit");
  }
}
