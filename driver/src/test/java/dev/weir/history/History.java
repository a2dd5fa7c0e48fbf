package dev.weir.history;

import dev.weir.history.Operation.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What all clients did to the rows of one kind, and what was there in the end.
 *
 * @param operations those of each client in the order in which it began them
 * @param finals one read of each row, when every fault was healed and nobody wrote any more
 */
record History(List<Operation> operations, List<Operation> finals) {
  History {
    operations = List.copyOf(operations);
    finals = List.copyOf(finals);
  }

  /** The operations of each row. */
  Map<Integer, List<Operation>> byKey() {
    Map<Integer, List<Operation>> byKey = new TreeMap<>();
    for (Operation operation : operations) {
      byKey.computeIfAbsent(operation.key(), key -> new ArrayList<>()).add(operation);
    }
    return byKey;
  }

  /**
   * What was there in the end.
   *
   * @throws IllegalArgumentException if nobody looked
   */
  Operation last(int key) {
    return finals.stream()
        .filter(read -> read.key() == key && read.outcome() == Outcome.OK)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("nobody read row " + key + " in the end"));
  }

  /**
   * The same, with the version that each append made: its place in the final list, 0 where it is
   * not there.
   */
  History withPlaces() {
    Map<Integer, Map<Long, Integer>> places = new HashMap<>();
    finals.forEach(read -> places.put(read.key(), places(elements(read.list()))));
    return new History(
        operations.stream()
            .map(
                operation ->
                    operation.isWrite() && operation.outcome() != Outcome.FAILED
                        ? operation.withVersion(
                            places
                                .getOrDefault(operation.key(), Map.of())
                                .getOrDefault(operation.value(), 0))
                        : operation)
            .toList(),
        finals);
  }

  private static Map<Long, Integer> places(List<Long> elements) {
    Map<Long, Integer> places = new HashMap<>();
    for (int i = 0; i < elements.size(); i++) {
      places.putIfAbsent(elements.get(i), i + 1);
    }
    return places;
  }

  /** The elements of a list such as <code>{1,2}</code>. */
  static List<Long> elements(String list) {
    List<Long> elements = new ArrayList<>();
    if (list.length() > 2) {
      for (String element : list.substring(1, list.length() - 1).split(",", -1)) {
        elements.add(Long.valueOf(element));
      }
    }
    return elements;
  }
}
