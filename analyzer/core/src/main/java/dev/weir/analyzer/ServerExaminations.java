package dev.weir.analyzer;

import dev.weir.analyzer.model.Checkup;
import dev.weir.analyzer.sample.HeldTransaction;
import dev.weir.analyzer.sample.Observation;
import dev.weir.analyzer.server.TableSampler;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Examines servers at the same time, each on a thread of its own: one that cannot be asked, or does
 * not answer, says so in its own checkup and keeps nobody from the others. Thread-safe.
 */
final class ServerExaminations {
  /** Longer than a question may take, so that the server's own reason comes first. */
  static final Duration GRACE = Duration.ofSeconds(20);

  private final Duration grace;
  private final Supplier<Instant> now;

  /** Of whom a thread has not come back yet: no second one waits for them. */
  private final Set<String> busy = ConcurrentHashMap.newKeySet();

  /**
   * Examines nothing yet.
   *
   * @param grace how long an answer may take beside the time to watch
   * @param now a clock
   */
  ServerExaminations(Duration grace, Supplier<Instant> now) {
    this.grace = grace;
    this.now = now;
  }

  /**
   * Examines all.
   *
   * @param sources of the servers, by name
   * @param time for how long to watch each; zero for one look
   * @param own transactions that this application has open there
   */
  Map<String, Checkup> of(
      Map<String, TableSampler.Source> sources,
      Duration time,
      Function<String, List<HeldTransaction>> own)
      throws InterruptedException {
    Map<String, FutureTask<Checkup>> tasks = new TreeMap<>();
    Map<String, Checkup> checkups = new TreeMap<>();
    sources.forEach(
        (name, source) -> {
          if (busy.add(name)) {
            tasks.put(name, begin(name, source, time, own));
          } else {
            checkups.put(name, unasked(name, "it is being asked, and has not answered yet"));
          }
        });
    long deadline = System.nanoTime() + time.plus(grace).toNanos();
    try {
      for (Map.Entry<String, FutureTask<Checkup>> task : tasks.entrySet()) {
        checkups.put(task.getKey(), await(task.getKey(), task.getValue(), deadline));
      }
    } finally {
      tasks.values().forEach(task -> task.cancel(true));
    }
    return checkups;
  }

  private FutureTask<Checkup> begin(
      String name,
      TableSampler.Source source,
      Duration time,
      Function<String, List<HeldTransaction>> own) {
    AtomicBoolean begun = new AtomicBoolean();
    FutureTask<Checkup> task =
        new FutureTask<>(
            () -> {
              begun.set(true);
              try {
                Observation seen = new DatabaseDoctor(name, source).watch(time, passed -> {});
                return DatabaseDoctor.examine(seen.with(own.apply(name)));
              } finally {
                busy.remove(name); // Before its answer is there: who has that may ask again.
              }
            });
    Thread thread =
        new Thread(
            () -> {
              task.run();
              if (!begun.get()) {
                busy.remove(name); // It was cancelled before.
              }
            },
            "weir-doctor-" + name);
    thread.setDaemon(true);
    thread.start();
    return task;
  }

  private Checkup await(String name, FutureTask<Checkup> task, long deadline)
      throws InterruptedException {
    try {
      return task.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return unasked(name, "it has not answered for %d s".formatted(grace.toSeconds()));
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      String said =
          cause.getMessage() == null ? "" : cause.getMessage().lines().findFirst().orElse("");
      return unasked(name, said.isBlank() ? cause.getClass().getName() : said.strip());
    }
  }

  private Checkup unasked(String name, String why) {
    return Checkup.unasked(name, now.get(), why);
  }
}
