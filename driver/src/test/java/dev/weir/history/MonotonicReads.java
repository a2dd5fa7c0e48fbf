package dev.weir.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A client never sees a row as it was before the client's last look at it.
 *
 * <p>One step back is nobody's fault: a standby may show a commit that its primary does not show
 * yet, because the primary still waits, for its synchronous standby say. A client that comes from
 * such a replica to the primary while the commit is in flight steps back. Those are counted apart.
 */
final class MonotonicReads implements Check {
  @Override
  public List<Violation> violations(History history) {
    return steps(history, false);
  }

  /** The steps back from a replica to the primary while what the replica showed was in flight. */
  List<Violation> stepsInFlight(History history) {
    return steps(history, true);
  }

  private static List<Violation> steps(History history, boolean inFlight) {
    List<Violation> steps = new ArrayList<>();
    for (List<Operation> row : history.byKey().values()) {
      Map<Integer, Operation> previous = new HashMap<>();
      for (Operation read : row) {
        if (read.isReadOfCommitted()) {
          Operation before = previous.put(read.client(), read);
          if (before != null
              && read.version() < before.version()
              && isInFlight(before, read, row) == inFlight) {
            steps.add(
                Violation.of("monotonic reads: the client had seen a newer version", before, read));
          }
        }
      }
    }
    return steps;
  }

  /** Whether no write that was seen and is seen no longer was acknowledged when the read began. */
  private static boolean isInFlight(Operation before, Operation read, List<Operation> row) {
    return before.replica()
        && !read.replica()
        && row.stream()
            .filter(Operation::isAcknowledged)
            .filter(w -> w.version() > read.version() && w.version() <= before.version())
            .noneMatch(w -> w.completedNanos() < read.invokedNanos());
  }
}
