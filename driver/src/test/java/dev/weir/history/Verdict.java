package dev.weir.history;

import dev.weir.history.OwnWrites.Scope;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the checks say of one run.
 *
 * @param violations of anything; none is what is wanted
 * @param stepsInFlight steps back that {@link MonotonicReads} counts apart
 */
record Verdict(List<Violation> violations, List<Violation> stepsInFlight) {
  private static final int SHOWN = 5;

  Verdict {
    violations = List.copyOf(violations);
    stepsInFlight = List.copyOf(stepsInFlight);
  }

  /**
   * Checks both histories of a run.
   *
   * @param scope whose writes a read must show
   */
  static Verdict of(History registers, History lists, Scope scope) {
    History placed = lists.withPlaces();
    MonotonicReads monotonic = new MonotonicReads(scope);
    List<Check> checks =
        List.of(
            new OwnWrites(scope),
            monotonic,
            new LostCommits(),
            new InventedValues(),
            new OwnTransactions());
    Stream<Violation> ofBoth =
        checks.stream()
            .flatMap(
                check ->
                    Stream.concat(
                        check.violations(registers).stream(), check.violations(placed).stream()));
    return new Verdict(
        Stream.concat(ofBoth, new Prefixes().violations(placed).stream()).toList(),
        Stream.concat(
                monotonic.stepsInFlight(registers).stream(),
                monotonic.stepsInFlight(placed).stream())
            .toList());
  }

  /** How many violations begin with these words. */
  long count(String words) {
    return violations.stream().filter(violation -> violation.what().startsWith(words)).count();
  }

  @Override
  public String toString() {
    return violations.stream()
        .limit(SHOWN)
        .map(violation -> "\n  " + violation)
        .collect(
            Collectors.joining(
                "",
                "%d violations, %d steps back in flight"
                    .formatted(violations.size(), stepsInFlight.size()),
                ""));
  }
}
