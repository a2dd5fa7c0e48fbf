package dev.weir.history;

import java.util.List;

/** One property of histories. Pure. */
@FunctionalInterface
interface Check {
  /** Where a history lacks the property. */
  List<Violation> violations(History history);
}
