package dev.weir.analyzer.page;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A bounded number of threads, each for a bounded time. What comes when all are busy is refused,
 * which closes its connection; what takes too long is interrupted, which closes it as well. So who
 * sends or reads slowly holds a thread for so long only, however slowly.
 */
final class TimedExecutor implements Executor, AutoCloseable {
  private static final int THREADS = 32;

  private final ThreadPoolExecutor pool;
  private final ScheduledThreadPoolExecutor clock;
  private final Duration limit;

  TimedExecutor(Duration limit) {
    this.limit = limit;
    pool =
        new ThreadPoolExecutor(
            0, THREADS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), TimedExecutor::daemon);
    clock = new ScheduledThreadPoolExecutor(1, TimedExecutor::daemon);
    clock.setRemoveOnCancelPolicy(true);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "weir-page");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Runs a task now, on another thread.
   *
   * @throws RejectedExecutionException if all threads are busy
   */
  @Override
  public void execute(Runnable work) {
    FutureTask<?> task = new FutureTask<>(work, null);
    Future<?> end = clock.schedule(() -> task.cancel(true), limit.toNanos(), TimeUnit.NANOSECONDS);
    try {
      pool.execute(
          () -> {
            task.run();
            end.cancel(false);
          });
    } catch (RejectedExecutionException e) {
      end.cancel(false);
      throw e;
    }
  }

  /** Runs a task again and again, each time on a thread of its own, until it is cancelled. */
  Future<?> every(Duration interval, Runnable work) {
    return clock.scheduleWithFixedDelay(
        () -> offer(work), 0, interval.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Runs a task now, if a thread is free. */
  boolean offer(Runnable work) {
    try {
      execute(work);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
    pool.shutdownNow();
  }
}
