package dev.weir.history;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Each list that was read is a beginning of the final one, in which nothing is there twice and
 * nothing that nobody appended.
 */
final class Prefixes implements Check {
  @Override
  public List<Violation> violations(History history) {
    List<Violation> violations = new ArrayList<>();
    history
        .byKey()
        .forEach(
            (key, row) -> {
              Operation last = history.last(key);
              elements(row, last, violations);
              row.stream()
                  .filter(read -> read.isReadOfCommitted() && !begins(last.list(), read.list()))
                  .map(read -> Violation.of("lists: not a beginning of the final one", read, last))
                  .forEach(violations::add);
            });
    return violations;
  }

  private static void elements(List<Operation> row, Operation last, List<Violation> violations) {
    Set<Long> appended =
        row.stream()
            .filter(write -> write.isWrite() && write.outcome() != Operation.Outcome.FAILED)
            .map(Operation::value)
            .collect(Collectors.toSet());
    Set<Long> seen = new HashSet<>();
    for (Long element : History.elements(last.list())) {
      if (!seen.add(element)) {
        violations.add(Violation.of("applied twice: " + element + " is there twice", last));
      } else if (!appended.contains(element)) {
        violations.add(Violation.of("invented: nobody appended " + element, last));
      }
    }
  }

  private static boolean begins(String whole, String part) {
    String open = part.substring(0, part.length() - 1);
    return whole.startsWith(open)
        && (open.length() == 1 || ",}".indexOf(whole.charAt(open.length())) >= 0);
  }
}
