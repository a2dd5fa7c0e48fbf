package dev.weir;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Ends what lingers, on a daemon thread that is there as long as something does. */
final class LingerTimer implements SharedDataSources.Timer {
  private final ScheduledThreadPoolExecutor executor =
      new ScheduledThreadPoolExecutor(1, LingerTimer::daemon);

  LingerTimer() {
    executor.setKeepAliveTime(1, TimeUnit.SECONDS);
    executor.allowCoreThreadTimeOut(true);
    executor.setRemoveOnCancelPolicy(true);
  }

  static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "weir-linger");
    thread.setDaemon(true);
    // Not that of the application which happens to be the first.
    thread.setContextClassLoader(LingerTimer.class.getClassLoader());
    return thread;
  }

  @Override
  public Future<?> after(Duration delay, Runnable work) {
    return executor.schedule(work, delay.toNanos(), TimeUnit.NANOSECONDS);
  }
}
