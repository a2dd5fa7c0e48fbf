package dev.weir.analyzer;

import dev.weir.analyzer.unit.Scope;

/**
 * An explicit unit of work, such as one HTTP request, one job or one test: {@code try (var unit =
 * analyzer.unit("GET /orders"))}. What the thread that opened it executes until it is closed is
 * judged together. Units nest; the innermost counts.
 */
public final class Unit implements AutoCloseable {
  private final Scope scope;

  Unit(Scope scope) {
    this.scope = scope;
  }

  /** Ends the unit of work. Any thread may, and more than once. */
  @Override
  public void close() {
    scope.close();
  }
}
