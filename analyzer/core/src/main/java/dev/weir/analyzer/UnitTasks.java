package dev.weir.analyzer;

import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Brings tasks into units of work: {@linkplain Analyzer#tasks each into one of its own}, or
 * {@linkplain Unit#tasks all into one that is open}. Thread-safe.
 */
public final class UnitTasks {
  private final Supplier<? extends Runnable> entering;

  /** Asked by the thread that runs a task; what it returns is run by the same thread at its end. */
  UnitTasks(Supplier<? extends Runnable> entering) {
    this.entering = entering;
  }

  /** The same task, run in a unit of work. */
  public Runnable wrap(Runnable task) {
    return () -> {
      Runnable leave = entering.get();
      try {
        task.run();
      } finally {
        leave.run();
      }
    };
  }

  /** The same task, called in a unit of work. */
  public <T> Callable<T> wrap(Callable<T> task) {
    return () -> {
      Runnable leave = entering.get();
      try {
        return task.call();
      } finally {
        leave.run();
      }
    };
  }

  /** The same executor, whose tasks are run in units of work. */
  public Executor wrap(Executor executor) {
    return task -> executor.execute(wrap(task));
  }
}
