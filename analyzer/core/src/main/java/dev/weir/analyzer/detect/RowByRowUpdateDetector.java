package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Repetition;
import dev.weir.analyzer.model.UnitTrace;
import dev.weir.sql.StatementKind;
import java.util.List;

/**
 * UPDATEs of one row each, with a different key each time. An UPDATE that affects many rows at a
 * time is a chunked backfill, which is right; one row that is updated repeatedly is a hot row.
 */
final class RowByRowUpdateDetector implements LoopDetector {
  private static final Code CODE = new Code("LU", "row-by-row-update", "row-by-row UPDATE");

  private final Loops loops;

  RowByRowUpdateDetector(Loops loops) {
    this.loops = loops;
  }

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String fix() {
    return "Update all rows with one statement.";
  }

  @Override
  public List<Finding> inspect(UnitTrace unit) {
    return loops.find(CODE, unit, this::isRowByRow);
  }

  private boolean isRowByRow(Repetition repetition) {
    return Loops.kind(repetition) == StatementKind.UPDATE
        && loops.hasManyKeys(repetition)
        && Loops.affectsFewRowsEach(repetition);
  }
}
