package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.UnitTrace;
import java.util.List;

/** Judges one unit of work. Pure: the same trace gives the same findings. */
public interface UnitDetector extends Detector {
  /**
   * Looks at one unit of work that has ended. Called on the analyzer's thread, never by two at a
   * time.
   *
   * @param unit what it repeated
   * @return what was found, with the facts of this unit alone; empty if nothing
   */
  List<Finding> inspect(UnitTrace unit);
}
