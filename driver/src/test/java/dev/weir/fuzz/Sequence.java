package dev.weir.fuzz;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What is done, and on what.
 *
 * @param setup how the application has Weir
 * @param steps one after the other, on one thread
 */
record Sequence(Setup setup, List<Step> steps) {
  Sequence {
    steps = List.copyOf(steps);
  }

  /** Reads what {@link #toString} wrote: the setup in the first line, then a step in each. */
  static Sequence parse(String text) {
    List<String> lines = text.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    return new Sequence(
        Setup.parse(lines.get(0)),
        lines.stream().skip(1).map(Step::parse).collect(Collectors.toList()));
  }

  Sequence of(List<Step> others) {
    return new Sequence(setup, others);
  }

  @Override
  public String toString() {
    return steps.stream().map(Step::toString).collect(Collectors.joining("\n", setup + "\n", "\n"));
  }
}
