package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Repetition;
import dev.weir.analyzer.model.UnitTrace;
import dev.weir.sql.StatementKind;
import java.util.List;

/**
 * DELETEs of one row each, with a different key each time. A DELETE that affects many rows at a
 * time is none.
 */
final class RowByRowDeleteDetector implements LoopDetector {
  private static final Code CODE = new Code("LD", "row-by-row-delete", "row-by-row DELETE");

  private final Loops loops;

  RowByRowDeleteDetector(Loops loops) {
    this.loops = loops;
  }

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String fix() {
    return "Delete all rows with one statement.";
  }

  @Override
  public List<Finding> inspect(UnitTrace unit) {
    return loops.find(CODE, unit, this::isRowByRow);
  }

  private boolean isRowByRow(Repetition repetition) {
    return Loops.kind(repetition) == StatementKind.DELETE
        && loops.hasManyKeys(repetition)
        && Loops.affectsFewRowsEach(repetition);
  }
}
