package dev.weir.analyzer;

import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.unit.EndedUnit;
import dev.weir.analyzer.unit.Scope;
import java.util.List;
import java.util.function.Function;

/**
 * An explicit unit of work, such as one HTTP request, one job or one test: {@code try (var unit =
 * analyzer.unit("GET /orders"))}. What is executed in it is judged together: by the thread that
 * opened it, until it is closed, and by threads that {@linkplain #enter enter} it. Units nest; the
 * innermost of a thread counts. Thread-safe.
 */
public final class Unit implements AutoCloseable {
  private final Scope<FinishedUnit> scope;
  private final Function<EndedUnit<FinishedUnit>, List<Finding>> judge;

  /**
   * One that is open.
   *
   * @param judge tells what is found in it alone
   */
  Unit(Scope<FinishedUnit> scope, Function<EndedUnit<FinishedUnit>, List<Finding>> judge) {
    this.scope = scope;
    this.judge = judge;
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

  /**
   * Ends the unit of work, and judges it on the calling thread: for who must know at once, such as
   * a trace of it that is about to be sent. Otherwise {@link #close} is better, by which no thread
   * of the application judges. It costs nothing where nothing was repeated or held, else some tens
   * of microseconds up to a millisecond or so; nobody is waited for.
   *
   * @return what is found in it alone, worst first, before the tables are looked at, which may
   *     refute it; nothing that is accepted, and nothing of what is found over several units. Empty
   *     if it had ended before
   */
  public List<Finding> end() {
    EndedUnit<FinishedUnit> held = scope.end();
    return held == null ? List.of() : judge.apply(held);
  }

  /** Ends the unit of work. Any thread may, and more than once. */
  @Override
  public void close() {
    scope.close();
  }
}
