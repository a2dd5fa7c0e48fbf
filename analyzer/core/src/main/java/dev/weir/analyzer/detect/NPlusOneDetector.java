package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Repetition;
import dev.weir.analyzer.model.UnitTrace;
import dev.weir.sql.StatementKind;
import java.util.List;

/**
 * The same SELECT with a different key each time, from one place. What runs between the repetitions
 * does not matter, nor whether a query came before them. Equal keys are another problem (repeated
 * reads), and lists of {@value #CHUNK} keys or more are none.
 */
final class NPlusOneDetector implements LoopDetector {
  private static final Code CODE = new Code("N1", "n-plus-one", "N+1 select");

  /** So many keys per statement are deliberate chunks; Hibernate's usual batch sizes start here. */
  private static final int CHUNK = 20;

  private final Loops loops;

  NPlusOneDetector(Loops loops) {
    this.loops = loops;
  }

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String fix() {
    return "Read the rows of all keys with one statement.";
  }

  @Override
  public List<Finding> inspect(UnitTrace unit) {
    return loops.find(CODE, unit, this::isLookup);
  }

  private boolean isLookup(Repetition repetition) {
    StatementKind kind = repetition.shape().kind();
    return (kind == StatementKind.READ || kind == StatementKind.LOCKING_READ)
        && loops.hasManyKeys(repetition)
        && repetition.keysPerExecution() < CHUNK;
  }
}
