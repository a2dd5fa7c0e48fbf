package dev.weir.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A transaction sees what it has written itself. */
final class OwnTransactions implements Check {
  @Override
  public List<Violation> violations(History history) {
    Map<Long, Operation> writes = new HashMap<>();
    for (Operation operation : history.operations()) {
      if (operation.isWrite() && operation.transaction() != 0) {
        writes.put(operation.transaction(), operation);
      }
    }
    List<Violation> violations = new ArrayList<>();
    for (Operation read : history.operations()) {
      Operation write = read.isWrite() ? null : writes.get(read.transaction());
      if (write != null
          && read.outcome() == Operation.Outcome.OK
          && read.value() != write.value()) {
        violations.add(
            Violation.of("own transaction: the read does not show its write", write, read));
      }
    }
    return violations;
  }
}
