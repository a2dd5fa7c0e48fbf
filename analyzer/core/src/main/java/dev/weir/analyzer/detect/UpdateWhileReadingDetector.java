package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Repetition;
import dev.weir.analyzer.model.ResultTrace;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.model.UnitTrace;
import dev.weir.sql.SqlShape;
import dev.weir.sql.StatementKind;
import java.util.ArrayList;
import java.util.List;

/**
 * A large result that is held in memory, and whose rows are updated one by one in the same unit of
 * work: from 10,000 rows and as many updates on.
 */
final class UpdateWhileReadingDetector implements UnitDetector, Documented {
  private static final Code CODE =
      new Code("ITU", "update-while-reading", "rows updated while they are read");
  private static final long MANY = 10_000;
  private static final double ROWS_PER_EXECUTION = 1.5;
  private static final String UPDATES = "mostUpdates";

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String words(Finding finding) {
    return "%s rows read, and %s of them, %s"
        .formatted(
            Results.held(finding), finding.text(UPDATES, "update"), Statements.units(finding));
  }

  @Override
  public String fix() {
    return "Let one statement do it, by ranges of the key with a commit after each; or read with a"
        + " cursor, and write batches on a second connection.";
  }

  @Override
  public List<Finding> inspect(UnitTrace unit) {
    List<Finding> found = new ArrayList<>();
    for (Repetition loop : unit.repetitions()) {
      if (isRowByRow(loop)) {
        unit.results().stream()
            .filter(result -> isReadFor(result, loop))
            .findFirst()
            .ifPresent(result -> found.add(finding(unit, result, loop)));
      }
    }
    return Statements.merged(found);
  }

  /** Whether a result is read for nothing but to update its rows. */
  static boolean owns(UnitTrace unit, ResultTrace result) {
    return unit.repetitions().stream()
        .anyMatch(loop -> isRowByRow(loop) && isReadFor(result, loop));
  }

  private static boolean isRowByRow(Repetition loop) {
    return loop.shape().kind() == StatementKind.UPDATE
        && loop.executions() >= MANY
        && 2 * loop.distinctKeys() >= loop.executions()
        && loop.rows() <= ROWS_PER_EXECUTION * loop.executions();
  }

  private static boolean isReadFor(ResultTrace result, Repetition loop) {
    SqlShape updated = loop.shape();
    return result.mostHeld() >= MANY
        && result.dataSource().equals(loop.dataSource())
        && updated.writes().stream().anyMatch(result.shape().reads()::contains);
  }

  private static Finding finding(UnitTrace unit, ResultTrace result, Repetition loop) {
    Subject subject =
        new Subject.Statement(
            loop.dataSource(), loop.shape(), result.shape(), loop.searchPath(), List.of());
    return Statements.inUnit(
        CODE,
        unit,
        subject,
        loop.place(),
        Severity.ERROR,
        Results.held(result),
        Fact.most(UPDATES, loop.executions()).exactIf(loop.exact()));
  }
}
