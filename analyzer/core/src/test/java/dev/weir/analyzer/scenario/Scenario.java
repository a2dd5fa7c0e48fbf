package dev.weir.analyzer.scenario;

import java.util.List;
import java.util.function.Consumer;

/**
 * What an application does, and what is to be found in it.
 *
 * @param id unique, such as {@code A01}
 * @param name what it is, for people
 * @param parts what happens, one after the other: {@link Step.Unit}, {@link Step.Together} and
 *     pauses
 * @param given what a server would say of the tables, for detectors that ask
 * @param expected what is to be found; any other finding is a false positive
 * @param pending whether it is known not to be right yet
 * @param whole whether each of its steps is needed for what is expected
 */
public record Scenario(
    String id,
    String name,
    List<Step> parts,
    List<String> given,
    List<Expected> expected,
    boolean pending,
    boolean whole) {
  /**
   * Something to be found.
   *
   * @param code of the detector
   * @param severity {@code E}, {@code W} or {@code I}
   * @param site the letter of its line; empty if that is not said
   * @param source the table that its source query reads, {@code none} for no source; empty if that
   *     is not said
   * @param instead the code that stands in until the detector of this one exists; empty if none
   */
  public record Expected(
      String code, char severity, String site, String source, List<Expected> instead) {}

  @Override
  public String toString() {
    return id + " " + name;
  }

  /** How many executions it has, about. */
  public long executions() {
    return parts.stream().mapToLong(Scenario::executions).sum();
  }

  private static long executions(Step step) {
    if (step instanceof Step.Unit unit) {
      return unit.times() * sum(unit.steps());
    }
    if (step instanceof Step.Group group) {
      return group.repeat().times() * sum(group.steps());
    }
    if (step instanceof Step.Together together) {
      return together.units().stream().mapToLong(Scenario::executions).sum();
    }
    return step instanceof Step.Statement statement ? statement.repeat().times() : 0;
  }

  private static long sum(List<Step> steps) {
    return steps.stream().mapToLong(Scenario::executions).sum();
  }

  /** Visits every step, the innermost too. */
  public void each(Consumer<Step> visitor) {
    each(parts, visitor);
  }

  private static void each(List<? extends Step> steps, Consumer<Step> visitor) {
    for (Step step : steps) {
      visitor.accept(step);
      if (step instanceof Step.Unit unit) {
        each(unit.steps(), visitor);
      } else if (step instanceof Step.Group group) {
        each(group.steps(), visitor);
      } else if (step instanceof Step.Together together) {
        each(together.units(), visitor);
      }
    }
  }
}
