package dev.weir.analyzer.unit;

import dev.weir.event.Execution;
import org.jspecify.annotations.Nullable;

/** What tells what belongs together where no scope does. Thread-safe. */
public interface Invocations {
  /** The key of the unit of work that the calling thread is in; null if it has none. */
  @Nullable Object key();

  /**
   * A number of the way by which the calling thread got here: the same whenever it gets here the
   * same way. Never 0.
   */
  long way();

  /**
   * A number of the chain of calls that a way is; odd if it is in a loop, and then the same
   * everywhere in the loop. 0 as long as that is not known, which is until classes were {@linkplain
   * #read read}.
   */
  long chain(long way);

  /** Reads what is not known. It may wait for files: not for threads of the application. */
  void read();

  /** Whether a thread waits for work, so that what it did last is over. */
  default boolean standsIdle(Thread thread) {
    return false;
  }

  /** Whether an execution writes rows, so that those which it answers are as many as it wrote. */
  default boolean writes(Execution execution) {
    return false;
  }

  /** What executions of one statement have in common. */
  String statement(Execution execution);

  /** How many executions of a statement by a thread may be between two looks at its chain. */
  int apart();
}
