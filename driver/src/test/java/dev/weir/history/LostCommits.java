package dev.weir.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Every write that was acknowledged is there in the end, each on top of those that were
 * acknowledged before it began.
 */
final class LostCommits implements Check {
  @Override
  public List<Violation> violations(History history) {
    List<Violation> violations = new ArrayList<>();
    history
        .byKey()
        .forEach(
            (key, row) -> {
              List<Operation> writes = row.stream().filter(Operation::isAcknowledged).toList();
              presence(writes, history.last(key), violations);
              order(writes, violations);
            });
    return violations;
  }

  private static void presence(List<Operation> writes, Operation last, List<Violation> violations) {
    Map<Long, Operation> byVersion = new HashMap<>();
    for (Operation write : writes) {
      if (write.version() == 0 || write.version() > last.version()) {
        violations.add(
            Violation.of("lost commit: it was acknowledged and is not there", write, last));
        continue;
      }
      Operation other = byVersion.putIfAbsent(write.version(), write);
      if (other != null) {
        violations.add(
            Violation.of("lost commit: two made the same version, one of them", other, write));
      }
    }
  }

  private static void order(List<Operation> writes, List<Violation> violations) {
    List<Operation> completed =
        writes.stream().sorted(Comparator.comparingLong(Operation::completedNanos)).toList();
    List<Operation> invoked =
        writes.stream().sorted(Comparator.comparingLong(Operation::invokedNanos)).toList();
    Operation newest = null;
    int before = 0;
    for (Operation write : invoked) {
      while (completed.get(before).completedNanos() < write.invokedNanos()) {
        Operation earlier = completed.get(before++);
        newest = newest == null || earlier.version() > newest.version() ? earlier : newest;
      }
      if (newest != null && write.version() != 0 && write.version() < newest.version()) {
        violations.add(
            Violation.of(
                "order: the later write is below one acknowledged before it began", newest, write));
      }
    }
  }
}
