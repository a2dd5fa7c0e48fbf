package dev.weir.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A read that began after a write of its scope was acknowledged shows that write or a newer one.
 *
 * @param scope whose writes a read must show
 */
record OwnWrites(Scope scope) implements Check {
  enum Scope {
    /** Those of all clients: what a DataSource promises without further words. */
    DATA_SOURCE,
    /** Those of the same client: what a session promises. */
    CLIENT
  }

  @Override
  public List<Violation> violations(History history) {
    List<Violation> violations = new ArrayList<>();
    history.byKey().values().forEach(row -> check(row, violations));
    return violations;
  }

  private void check(List<Operation> row, List<Violation> violations) {
    List<Operation> writes =
        row.stream()
            .filter(Operation::isAcknowledged)
            .sorted(Comparator.comparingLong(Operation::completedNanos))
            .toList();
    List<Operation> reads =
        row.stream()
            .filter(Operation::isReadOfCommitted)
            .sorted(Comparator.comparingLong(Operation::invokedNanos))
            .toList();
    Map<Integer, Operation> newest = new HashMap<>();
    int acknowledged = 0;
    for (Operation read : reads) {
      while (acknowledged < writes.size()
          && writes.get(acknowledged).completedNanos() < read.invokedNanos()) {
        Operation write = writes.get(acknowledged++);
        newest.merge(scopeOf(write), write, OwnWrites::newer);
      }
      Operation own = newest.get(scopeOf(read));
      if (own != null && read.version() < own.version()) {
        violations.add(
            Violation.of("own writes: the read began after the write was acknowledged", own, read));
      }
    }
  }

  private int scopeOf(Operation operation) {
    return scope == Scope.CLIENT ? operation.client() : 0;
  }

  private static Operation newer(Operation one, Operation other) {
    return one.version() >= other.version() ? one : other;
  }
}
