package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.FindingCode;
import dev.weir.analyzer.model.Repetition;
import dev.weir.analyzer.model.UnitTrace;
import dev.weir.sql.StatementKind;
import java.util.List;

/**
 * The same SELECT with a different key each time, from one place. What runs between the repetitions
 * does not matter, nor whether a query came before them. Equal keys are another problem (repeated
 * reads), and lists of {@value #CHUNK} keys or more are none.
 */
final class NPlusOneDetector implements Detector {
  /** So many keys per statement are deliberate chunks; Hibernate's usual batch sizes start here. */
  private static final int CHUNK = 20;

  private final Loops loops;

  NPlusOneDetector(Loops loops) {
    this.loops = loops;
  }

  @Override
  public List<Finding> inspect(UnitTrace unit) {
    return loops.find(FindingCode.N_PLUS_ONE, unit, this::isLookup);
  }

  private boolean isLookup(Repetition repetition) {
    return repetition.shape().kind() == StatementKind.READ
        && loops.hasManyKeys(repetition)
        && repetition.keysPerExecution() < CHUNK;
  }
}
