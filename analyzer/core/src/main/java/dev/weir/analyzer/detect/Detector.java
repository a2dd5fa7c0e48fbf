package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.UnitTrace;
import java.util.List;

/** Knows one anti-pattern. Pure: the same trace gives the same findings. */
interface Detector {
  /**
   * Looks for the anti-pattern in one unit of work.
   *
   * @param unit what it repeated
   * @return what was found, with the evidence of this unit alone; empty if nothing
   */
  List<Finding> inspect(UnitTrace unit);
}
