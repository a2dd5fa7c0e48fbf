package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Evidence;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.FindingCode;
import dev.weir.analyzer.model.HotRow;
import dev.weir.analyzer.model.Place;
import dev.weir.analyzer.model.Profile;
import dev.weir.analyzer.model.Repetition;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.UnitTrace;
import dev.weir.sql.StatementKind;
import java.util.List;
import java.util.stream.Stream;

/**
 * One row that is updated again and again: within one unit of work, which should compute once and
 * write once, or by many units, which wait for each other and leave a dead row each time. A loop
 * over different rows is a row-by-row UPDATE instead.
 */
final class HotRowDetector implements Detector {
  /**
   * One unit that writes one row so often does a set's work: a counter per row of an import, not a
   * form saved twice.
   */
  private static final long ERROR_FROM = 100;

  private final Profile profile;
  private final Loops loops;

  HotRowDetector(Profile profile, Loops loops) {
    this.profile = profile;
    this.loops = loops;
  }

  @Override
  public List<Finding> inspect(UnitTrace unit) {
    Stream<Finding> within =
        unit.repetitions().stream()
            .filter(this::isOneRow)
            .map(r -> loops.finding(FindingCode.HOT_ROW, severity(r), r, unit));
    Stream<Finding> across = unit.hotRows().stream().map(row -> finding(row, unit));
    return Stream.concat(within, across).toList();
  }

  private boolean isOneRow(Repetition repetition) {
    return repetition.shape().kind() == StatementKind.UPDATE
        && repetition.mostPerKey() >= profile.hotUpdatesPerUnit()
        && !loops.hasManyKeys(repetition)
        && loops.affectsOneRowEach(repetition);
  }

  private static Severity severity(Repetition repetition) {
    return repetition.mostPerKey() >= ERROR_FROM ? Severity.ERROR : Severity.WARNING;
  }

  private Finding finding(HotRow row, UnitTrace unit) {
    long avoidable = row.executions() - 1;
    Evidence evidence =
        new Evidence(
            row.executions(),
            row.units(),
            1,
            1,
            row.executions(),
            row.threads(),
            row.perMinute(),
            avoidable,
            loops.cost(avoidable),
            unit.at(),
            unit.at());
    Place place = row.place();
    return new Finding(
        FindingCode.HOT_ROW,
        row.threads() >= 2 ? Severity.ERROR : Severity.WARNING,
        Signature.of(FindingCode.HOT_ROW, row.shape().fingerprint(), place),
        row.shape(),
        null,
        place.callSite(),
        place.loop(),
        evidence);
  }
}
