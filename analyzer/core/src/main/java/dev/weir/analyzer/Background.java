package dev.weir.analyzer;

import dev.weir.analyzer.count.Disturbances;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The analyzer's one thread, on which units of work are swept and judged again and again: no thread
 * of the application does. Whatever is thrown once, the next time may go well. Thread-safe.
 */
final class Background {
  private static final Logger LOG = LoggerFactory.getLogger(Background.class);
  private static final long SWEEP_MILLIS = 100;
  private static final long TELL_SECONDS = 2;

  private final Runnable sweep;
  private final Disturbances disturbances;
  private volatile @Nullable ScheduledExecutorService executor;

  /**
   * Not started yet.
   *
   * @param sweep what is done each 100 ms, and when it is woken
   * @param disturbances are told when the thread wakes up and sleeps
   */
  Background(Runnable sweep, Disturbances disturbances) {
    this.disturbances = disturbances;
    this.sweep = guarded(sweep, "Units of work could not be judged; trying again");
  }

  synchronized void start() {
    disturbances.wake(System.nanoTime());
    ScheduledExecutorService started =
        Executors.newSingleThreadScheduledExecutor(Background::daemon);
    executor = started;
    var unused =
        started.scheduleWithFixedDelay(sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "weir-analyzer");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Does something now and then, until it is stopped.
   *
   * @param first how long until it is done for the first time
   */
  synchronized void each(Duration period, Duration first, Runnable task) {
    ScheduledExecutorService running = executor;
    if (running != null && !running.isShutdown()) {
      var unused =
          running.scheduleWithFixedDelay(
              guarded(task, "Meters could not be brought up to date; trying again"),
              first.toMillis(),
              period.toMillis(),
              TimeUnit.MILLISECONDS);
    }
  }

  /** Something is to be read: a thread of the application has seen it, and is not to do it. */
  void wake() {
    ScheduledExecutorService running = executor;
    if (running != null) {
      try {
        running.execute(sweep);
      } catch (RejectedExecutionException e) {
        // It is stopped.
      }
    }
  }

  /** Begins nothing any more. */
  synchronized void stop() {
    ScheduledExecutorService running = executor;
    if (running != null) {
      running.shutdown();
    }
  }

  /** What has just been judged is told before the process may end. */
  void awaitEnd() {
    ScheduledExecutorService running = executor;
    if (running != null) {
      try {
        var unused = running.awaitTermination(TELL_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @SuppressWarnings("CatchingUnchecked") // An Error too must not end the thread for good.
  private Runnable guarded(Runnable task, String failed) {
    return () -> {
      disturbances.wake(System.nanoTime());
      try {
        task.run();
      } catch (Throwable t) {
        LOG.warn(failed, t);
      } finally {
        disturbances.sleep(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SWEEP_MILLIS));
      }
    };
  }
}
