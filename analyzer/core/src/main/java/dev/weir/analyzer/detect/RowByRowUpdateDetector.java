package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.FindingCode;
import dev.weir.analyzer.model.Repetition;
import dev.weir.analyzer.model.UnitTrace;
import dev.weir.sql.StatementKind;
import java.util.List;

/**
 * UPDATEs of one row each, with a different key each time. An UPDATE that affects many rows at a
 * time is a chunked backfill, which is right; one row that is updated repeatedly is a hot row.
 */
final class RowByRowUpdateDetector implements Detector {
  private final Loops loops;

  RowByRowUpdateDetector(Loops loops) {
    this.loops = loops;
  }

  @Override
  public List<Finding> inspect(UnitTrace unit) {
    return loops.find(FindingCode.ROW_BY_ROW_UPDATE, unit, this::isRowByRow);
  }

  private boolean isRowByRow(Repetition repetition) {
    return repetition.shape().kind() == StatementKind.UPDATE
        && loops.hasManyKeys(repetition)
        && loops.affectsOneRowEach(repetition);
  }
}
