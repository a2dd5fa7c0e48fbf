package dev.weir.analyzer.place;

import java.util.List;
import java.util.Set;

/**
 * Frames that hand work to the code inside them, one piece after another: what is called from there
 * is one invocation. Immutable.
 */
final class Dispatchers {
  /** Class names begin so; of those on a stack, the innermost counts. */
  private static final List<String> CLASSES =
      List.of(
          // executors and timers
          "java.util.concurrent.ThreadPoolExecutor",
          "java.util.concurrent.ForkJoin",
          "java.util.TimerThread",
          "jdk.internal.vm.ThreadContainers",
          "kotlinx.coroutines.",
          "scala.concurrent.impl.",
          "akka.dispatch.",
          "org.apache.pekko.dispatch.",
          "reactor.core.scheduler.",
          "io.reactivex.",
          // servers
          "org.apache.catalina.",
          "org.apache.coyote.",
          "org.apache.tomcat.util.",
          "org.eclipse.jetty.",
          "io.undertow.",
          "io.netty.",
          "io.vertx.core.",
          "io.helidon.webserver.",
          "io.grpc.",
          "com.sun.net.httpserver.",
          "sun.net.httpserver.",
          "java.awt.EventDispatchThread",
          // schedulers and message clients
          "org.quartz.core.",
          "org.quartz.simpl.",
          "org.jobrunr.",
          "com.github.kagkarlsson.scheduler.",
          "org.springframework.scheduling.",
          "org.springframework.kafka.listener.",
          "org.springframework.amqp.rabbit.listener.",
          "org.springframework.jms.listener.",
          "org.springframework.integration.",
          "com.rabbitmq.client.impl.",
          "org.apache.activemq.",
          "org.apache.camel.",
          "io.nats.client.",
          // tests
          "org.junit.",
          "junit.framework.",
          "org.testng.");

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

  /** Whether a class hands out work. */
  static boolean isDispatcher(String className) {
    for (int i = 0; i < CLASSES.size(); i++) {
      if (className.startsWith(CLASSES.get(i))) {
        return true;
      }
    }
    return false;
  }

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
