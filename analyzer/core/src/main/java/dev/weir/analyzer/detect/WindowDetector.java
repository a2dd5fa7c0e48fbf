package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Window;
import java.util.List;

/** Looks over units of work, threads and time. What it remembers of windows must be bounded. */
public interface WindowDetector extends Detector {
  /**
   * Looks at what has happened since the last window. Called on the analyzer's thread, never by two
   * at a time.
   *
   * @param window about a second, or less when somebody asks for findings
   * @return what was found, with the facts of this window alone; empty if nothing
   */
  List<Finding> inspect(Window window);
}
