package dev.weir.history;

import dev.weir.history.Operation.Outcome;
import dev.weir.history.OwnWrites.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A client never sees a row as it was before the client's last look at it in the same process.
 *
 * <p>Two steps back are nobody's fault, while what was seen was not acknowledged to anybody. They
 * are counted apart:
 *
 * <ul>
 *   <li>A standby may show a commit that its primary does not show yet, because the primary still
 *       waits, for its synchronous standby say. A client that comes from such a replica to the
 *       primary steps back.
 *   <li>A write whose connection was lost may be committed long after. Who saw it, and is not in a
 *       session, may come to a replica that has only what was committed when the connection was
 *       lost.
 * </ul>
 *
 * @param scope where a client is a caller in a session, the second one is a violation
 */
record MonotonicReads(Scope scope) implements Check {
  /** A client in one process. */
  private record Viewer(int client, int process) {}

  @Override
  public List<Violation> violations(History history) {
    return steps(history, false);
  }

  /** The steps back from what nobody had been told of. */
  List<Violation> stepsInFlight(History history) {
    return steps(history, true);
  }

  private List<Violation> steps(History history, boolean inFlight) {
    List<Violation> steps = new ArrayList<>();
    for (List<Operation> row : history.byKey().values()) {
      Map<Viewer, Operation> previous = new HashMap<>();
      for (Operation read : row) {
        if (read.isReadOfCommitted()) {
          Operation before = previous.put(new Viewer(read.client(), read.process()), read);
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

  private boolean isInFlight(Operation before, Operation read, List<Operation> row) {
    boolean ahead = before.replica() && !read.replica();
    boolean late = scope == Scope.DATA_SOURCE && isOfUnknownOutcome(before, row);
    return (ahead || late)
        && row.stream()
            .filter(Operation::isAcknowledged)
            .filter(w -> w.version() > read.version() && w.version() <= before.version())
            .noneMatch(w -> w.completedNanos() < read.invokedNanos());
  }

  private static boolean isOfUnknownOutcome(Operation read, List<Operation> row) {
    return row.stream()
        .anyMatch(w -> w.isWrite() && w.value() == read.value() && w.outcome() == Outcome.UNKNOWN);
  }
}
