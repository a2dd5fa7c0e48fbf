package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.FindingCode;
import dev.weir.analyzer.model.Repetition;
import dev.weir.analyzer.model.UnitTrace;
import dev.weir.sql.StatementKind;
import java.util.List;

/**
 * DELETEs of one row each, with a different key each time. A DELETE that affects many rows at a
 * time is none.
 */
final class RowByRowDeleteDetector implements Detector {
  private final Loops loops;

  RowByRowDeleteDetector(Loops loops) {
    this.loops = loops;
  }

  @Override
  public List<Finding> inspect(UnitTrace unit) {
    return loops.find(FindingCode.ROW_BY_ROW_DELETE, unit, this::isRowByRow);
  }

  private boolean isRowByRow(Repetition repetition) {
    return repetition.shape().kind() == StatementKind.DELETE
        && loops.hasManyKeys(repetition)
        && loops.affectsOneRowEach(repetition);
  }
}
