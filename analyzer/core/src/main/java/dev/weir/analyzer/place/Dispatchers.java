package dev.weir.analyzer.place;

import java.util.Set;

/**
 * Frames that hand work to the code inside them, one piece after another: what is called from there
 * is one invocation. Immutable.
 */
public final class Dispatchers {
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

  /** Whether a thread waits for its next piece of work; looks at its stack, so not too often. */
  public static boolean standsIdle(Thread thread) {
    String waiting = "";
    for (StackTraceElement frame : thread.getStackTrace()) {
      String name = frame.getClassName();
      if (Libraries.dispatch(name)) {
        return true;
      }
      if (!name.startsWith("java.") && !name.startsWith("jdk.") && !name.startsWith("sun.")) {
        return TAKING.contains(waiting);
      }
      waiting = frame.getMethodName();
    }
    return false;
  }

  /** Whether a call takes work from somewhere and waits for it. */
  static boolean takesWork(ControlFlow.Call call) {
    String owner = call.owner();
    return switch (call.name()) {
      // Query builders select, visitors accept.
      case "accept", "select" -> owner.startsWith("java.nio.") || owner.contains(".net.");
      default -> TAKING.contains(call.name()) && !NOT_WAITING.contains(owner);
    };
  }

  /** Whether a call may be of a method of the application that takes work, and hands it on. */
  static boolean mayHandOn(ControlFlow.Call call) {
    String answer = call.descriptor().substring(call.descriptor().indexOf(')') + 1);
    boolean thing = answer.startsWith("L") || answer.startsWith("[");
    return thing
        && !answer.startsWith("Ljava/sql/") // A connection is no work.
        && !call.owner().isEmpty()
        && !Libraries.contain(call.owner());
  }
}
