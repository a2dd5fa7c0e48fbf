package dev.weir.analyzer.junit;

import dev.weir.event.Execution;
import dev.weir.route.RouteDecision;

/** How often a statement ran somewhere, and where in the code for the first time. */
final class Counted {
  private final Execution first;
  private final RouteDecision decision;
  private final Throwable stack;
  private long statements;
  private long roundTrips;

  /** Of the calling thread. */
  Counted(Execution first, RouteDecision decision) {
    this(first, decision, new Throwable("stack"));
  }

  private Counted(Execution first, RouteDecision decision, Throwable stack) {
    this.first = first;
    this.decision = decision;
    this.stack = stack;
  }

  /** The same statement, of which nothing is counted yet, by another decision. */
  Counted by(RouteDecision other) {
    return new Counted(first, other, stack);
  }

  void count(Execution execution) {
    statements += Math.max(1, execution.batchSize());
    roundTrips++;
  }

  Execution first() {
    return first;
  }

  RouteDecision decision() {
    return decision;
  }

  Throwable stack() {
    return stack;
  }

  long statements() {
    return statements;
  }

  long roundTrips() {
    return roundTrips;
  }
}
