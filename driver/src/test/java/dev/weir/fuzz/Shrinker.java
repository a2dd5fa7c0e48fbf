package dev.weir.fuzz;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Leaves out steps, as long as a difference of the same kind stays. */
final class Shrinker {
  private final Trial trial;
  private final long deadlineNanos;

  /**
   * Tries by doing.
   *
   * @param limit how long, in all
   */
  Shrinker(Trial trial, Duration limit) {
    this.trial = trial;
    this.deadlineNanos = System.nanoTime() + limit.toNanos();
  }

  /** The same difference after as few steps as were found to be needed. */
  Difference shrunk(Difference found) throws Exception {
    Difference least = found;
    int size = found.sequence().steps().size();
    for (int chunk = Math.max(1, size / 2); chunk > 0; chunk /= 2) {
      int before;
      do {
        before = least.sequence().steps().size();
        least = without(least, chunk);
      } while (chunk == 1 && least.sequence().steps().size() < before);
    }
    return least;
  }

  /** Leaves out so many steps at once, wherever they can be. */
  private Difference without(Difference found, int chunk) throws Exception {
    Difference least = found;
    int at = least.sequence().steps().size();
    while (at > 0 && System.nanoTime() < deadlineNanos) {
      int from = Math.max(0, at - chunk);
      List<Step> fewer = new ArrayList<>(least.sequence().steps());
      fewer.subList(from, at).clear();
      Optional<Difference> same = trial.once(least.sequence().of(fewer)).filter(found::isLike);
      if (same.isPresent()) {
        least = same.get();
        at = Math.min(from, least.sequence().steps().size());
      } else {
        at = from;
      }
    }
    return least;
  }
}
