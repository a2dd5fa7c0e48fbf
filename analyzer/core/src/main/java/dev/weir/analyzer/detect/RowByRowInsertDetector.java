package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Repetition;
import dev.weir.analyzer.model.UnitTrace;
import dev.weir.sql.SqlShape;
import dev.weir.sql.StatementKind;
import dev.weir.sql.Trait;
import java.util.List;

/**
 * INSERTs of one row each, also as upserts of different rows, with ON CONFLICT or MERGE, as batches
 * of one, and of what a query has for one key. Batches and statements of several rows are none; an
 * upsert of the same row again and again is a hot row.
 */
final class RowByRowInsertDetector implements LoopDetector {
  private static final Code CODE = new Code("LI", "row-by-row-insert", "row-by-row INSERT");

  private final Loops loops;

  RowByRowInsertDetector(Loops loops) {
    this.loops = loops;
  }

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String fix() {
    return "Insert all rows with one statement.";
  }

  @Override
  public List<Finding> inspect(UnitTrace unit) {
    return loops.find(CODE, unit, this::isRowByRow);
  }

  private boolean isRowByRow(Repetition repetition) {
    SqlShape shape = repetition.shape();
    StatementKind kind = Loops.kind(repetition);
    boolean inserts = kind == StatementKind.INSERT || kind == StatementKind.MERGE;
    boolean different = shape.keys().isEmpty() || loops.hasManyKeys(repetition);
    boolean few =
        shape.has(Trait.INSERT_SELECT)
            ? Loops.affectsFewRowsEach(repetition)
            : loops.affectsOneRowEach(repetition);
    return inserts && different && few;
  }
}
