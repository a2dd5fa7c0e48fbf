package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Repair;

/** Finds one kind of statement that a loop repeats where one execution would do. */
interface LoopDetector extends UnitDetector, Documented {
  @Override
  default String words(Finding finding) {
    return Loops.words(finding);
  }

  @Override
  default Repair repair() {
    return Repair.SET_BASED;
  }
}
