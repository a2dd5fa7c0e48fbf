package dev.weir.history;

import dev.weir.history.Operation.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What is read was written: by a write that had begun and may have succeeded, once, under one
 * version.
 */
final class InventedValues implements Check {
  @Override
  public List<Violation> violations(History history) {
    List<Violation> violations = new ArrayList<>();
    history
        .byKey()
        .forEach(
            (key, row) -> {
              Operation last = history.last(key);
              origins(row, last, violations);
              versions(row, last, violations);
              count(row, last, violations);
            });
    return violations;
  }

  private static Stream<Operation> reads(List<Operation> row, Operation last) {
    return Stream.concat(row.stream().filter(Operation::isReadOfCommitted), Stream.of(last));
  }

  private static void origins(List<Operation> row, Operation last, List<Violation> violations) {
    Map<Long, Operation> writes = new HashMap<>();
    row.stream().filter(Operation::isWrite).forEach(write -> writes.put(write.value(), write));
    reads(row, last)
        .filter(read -> read.version() > 0)
        .forEach(
            read -> {
              Operation write = writes.get(read.value());
              if (write == null) {
                violations.add(Violation.of("invented: nobody wrote what was read", read));
              } else if (write.outcome() == Outcome.FAILED) {
                violations.add(
                    Violation.of("invented: the write had failed and was read", write, read));
              } else if (write.invokedNanos() > read.completedNanos()) {
                violations.add(
                    Violation.of("invented: it was read before it was written", read, write));
              }
            });
  }

  private static void versions(List<Operation> row, Operation last, List<Violation> violations) {
    Map<Long, Operation> byVersion = new HashMap<>();
    Map<Long, Operation> byValue = new HashMap<>();
    Stream<Operation> written =
        row.stream().filter(write -> write.isAcknowledged() && write.version() > 0);
    Stream.concat(written, reads(row, last).filter(read -> read.version() > 0))
        .forEach(
            operation -> {
              Operation same = byVersion.putIfAbsent(operation.version(), operation);
              if (same != null && same.value() != operation.value()) {
                violations.add(
                    Violation.of("invented: one version has two values", same, operation));
              }
              same = byValue.putIfAbsent(operation.value(), operation);
              if (same != null && same.version() != operation.version()) {
                violations.add(
                    Violation.of(
                        "applied twice: one write is there in two versions", same, operation));
              }
            });
  }

  private static void count(List<Operation> row, Operation last, List<Violation> violations) {
    long possible =
        row.stream().filter(write -> write.isWrite() && write.outcome() != Outcome.FAILED).count();
    if (last.version() > possible) {
      violations.add(
          Violation.of(
              "applied twice: %d writes at most made more versions".formatted(possible), last));
    }
  }
}
