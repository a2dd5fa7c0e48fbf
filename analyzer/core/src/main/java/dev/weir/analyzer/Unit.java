package dev.weir.analyzer;

import dev.weir.analyzer.unit.Scope;

/**
 * An explicit unit of work, such as one HTTP request, one job or one test: {@code try (var unit =
 * analyzer.unit("GET /orders"))}. What is executed in it is judged together: by the thread that
 * opened it, until it is closed, and by threads that {@linkplain #enter enter} it. Units nest; the
 * innermost of a thread counts. Thread-safe.
 */
public final class Unit implements AutoCloseable {
  private final Scope<?> scope;

  Unit(Scope<?> scope) {
    this.scope = scope;
  }

  /**
   * A thread that is in a unit of work, until this is closed by the same thread: {@code try (var in
   * = unit.enter())}.
   */
  public static final class Entered implements AutoCloseable {
    private final Runnable leave;

    private Entered(Runnable leave) {
      this.leave = leave;
    }

    /** Lets the thread out. The unit of work goes on. */
    @Override
    public void close() {
      leave.run();
    }
  }

  /** Lets the calling thread into this unit of work, within the one that it is in, if any. */
  public Entered enter() {
    return new Entered(scope.enter());
  }

  /**
   * Brings the tasks of other threads into this unit of work: {@code
   * pool.execute(unit.tasks().wrap(task))}.
   */
  public UnitTasks tasks() {
    return new UnitTasks(scope::enter);
  }

  /**
   * Changes what it is called: the pattern of a route is often known only when the work is done.
   *
   * @param name without ids, such as {@code GET /orders/{id}}
   */
  public void rename(String name) {
    scope.rename(name);
  }

  /** Ends the unit of work. Any thread may, and more than once. */
  @Override
  public void close() {
    scope.close();
  }
}
