package dev.weir.analyzer.place;

import java.util.Set;

/**
 * Frames that hand work to the code inside them, one piece after another: what is called from there
 * is one invocation. Immutable.
 */
final class Dispatchers {
  /** What takes the next piece of work, and waits for it. */
  private static final Set<String> TAKING = Set.of("take", "poll", "accept", "select", "receive");

  /** Queues that nobody waits at: the work of the loop's own. */
  private static final Set<String> NOT_WAITING =
      Set.of(
          "java.util.Queue",
          "java.util.Deque",
          "java.util.ArrayDeque",
          "java.util.LinkedList",
          "java.util.PriorityQueue",
          "java.util.concurrent.ConcurrentLinkedQueue",
          "java.util.concurrent.ConcurrentLinkedDeque");

  private Dispatchers() {}

  /**
   * Whether a method's loop takes work from somewhere and waits for it, so that it is a dispatcher
   * of the application's own.
   *
   * @param cycle the loop
   */
  static boolean takesWork(ControlFlow.Method method, int cycle) {
    return method.calls().stream().anyMatch(call -> call.cycle() == cycle && takesWork(call));
  }

  /** Whether a call takes work from somewhere and waits for it. */
  static boolean takesWork(ControlFlow.Call call) {
    return TAKING.contains(call.name())
        && !call.owner().startsWith("java.util.function.")
        && !NOT_WAITING.contains(call.owner());
  }
}
