package dev.weir.history;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Something that must not happen.
 *
 * @param what in words
 * @param contradicting the few operations that cannot all be true
 */
record Violation(String what, List<Operation> contradicting) {
  Violation {
    contradicting = List.copyOf(contradicting);
  }

  static Violation of(String what, Operation... contradicting) {
    return new Violation(what, List.of(contradicting));
  }

  @Override
  public String toString() {
    return contradicting.stream()
        .map(operation -> "\n    " + operation)
        .collect(Collectors.joining("", what, ""));
  }
}
