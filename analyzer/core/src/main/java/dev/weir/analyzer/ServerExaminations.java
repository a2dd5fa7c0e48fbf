package dev.weir.analyzer;

import dev.weir.analyzer.server.TableSampler;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;

/**
 * Asks servers at the same time, each on a thread of its own: one that cannot be asked, or does not
 * answer, says so in its own answer and keeps nobody from the others. Thread-safe.
 *
 * @param <T> the answer of one server
 */
final class ServerExaminations<T> implements AutoCloseable {
  /** Longer than a question may take, so that the server's own reason comes first. */
  static final Duration GRACE = Duration.ofSeconds(20);

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final String thread;
  private final Duration grace;
  private final Examination<T> examination;
  private final BiFunction<String, String, T> unasked;

  /** Of whom a thread has not come back yet: no second one waits for them. */
  private final Set<String> busy = ConcurrentHashMap.newKeySet();

  private final Set<Thread> asking = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** What is asked of one server. */
  interface Examination<T> {
    /**
     * Asks.
     *
     * @param name of the DataSource
     * @param source of the connection
     * @param time for how long to watch it; zero for one look
     */
    T of(String name, TableSampler.Source source, Duration time) throws Exception;
  }

  /**
   * Asks nothing yet.
   *
   * @param thread what the name of its threads begins with
   * @param grace how long an answer may take beside the time to watch
   * @param examination what is asked
   * @param unasked the answer for a server that could not be asked, by its name and the reason
   */
  ServerExaminations(
      String thread,
      Duration grace,
      Examination<T> examination,
      BiFunction<String, String, T> unasked) {
    this.thread = thread;
    this.grace = grace;
    this.examination = examination;
    this.unasked = unasked;
  }

  /**
   * Asks all.
   *
   * @param sources of the servers, by name
   * @param time for how long to watch each; zero for one look
   */
  Map<String, T> of(Map<String, TableSampler.Source> sources, Duration time)
      throws InterruptedException {
    Map<String, FutureTask<T>> tasks = new TreeMap<>();
    Map<String, T> answers = new TreeMap<>();
    sources.forEach(
        (name, source) -> {
          if (closed) {
            answers.put(name, unasked.apply(name, "the analyzer is closed"));
          } else if (busy.add(name)) {
            tasks.put(name, begin(name, source, time));
          } else {
            answers.put(name, unasked.apply(name, "it is being asked, and has not answered yet"));
          }
        });
    long deadline = System.nanoTime() + time.plus(grace).toNanos();
    try {
      for (Map.Entry<String, FutureTask<T>> task : tasks.entrySet()) {
        answers.put(task.getKey(), await(task.getKey(), task.getValue(), deadline));
      }
    } finally {
      tasks.values().forEach(task -> task.cancel(true));
    }
    return answers;
  }

  private FutureTask<T> begin(String name, TableSampler.Source source, Duration time) {
    AtomicBoolean begun = new AtomicBoolean();
    FutureTask<T> task =
        new FutureTask<>(
            () -> {
              begun.set(true);
              try {
                return examination.of(name, source, time);
              } finally {
                busy.remove(name); // Before its answer is there: who has that may ask again.
              }
            });
    Thread one =
        new Thread(
            () -> {
              task.run();
              if (!begun.get()) {
                busy.remove(name); // It was cancelled before.
              }
              asking.remove(Thread.currentThread());
            },
            thread + name);
    one.setDaemon(true);
    asking.add(one);
    one.start();
    return task;
  }

  /**
   * Asks nothing any more. Who is being asked answers first, so that no connection of a pool is
   * used when that is closed; not for longer than a second.
   */
  @Override
  public void close() {
    closed = true;
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      for (Thread one : asking) {
        long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        if (left > 0) {
          one.join(left);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private T await(String name, FutureTask<T> task, long deadline) throws InterruptedException {
    try {
      return task.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return unasked.apply(name, "it has not answered for %d s".formatted(grace.toSeconds()));
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      String said =
          cause.getMessage() == null ? "" : cause.getMessage().lines().findFirst().orElse("");
      return unasked.apply(name, said.isBlank() ? cause.getClass().getName() : said.strip());
    }
  }
}
