package dev.weir.bench.cluster;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Something that a thread does again and again, and when it succeeded. Thread-safe. */
final class Repeated {
  /** What is done. */
  interface Action {
    void run() throws SQLException;
  }

  private final Thread thread;
  private final List<Long> successNanos = new ArrayList<>();
  private volatile boolean stopped;

  /** Starts at once. */
  Repeated(Action action) {
    thread = new Thread(() -> repeat(action));
    thread.start();
  }

  private void repeat(Action action) {
    while (!stopped) {
      try {
        action.run();
        succeeded();
      } catch (SQLException e) {
        Thread.onSpinWait(); // That is what is measured: tried again at once.
      }
    }
  }

  private synchronized void succeeded() {
    successNanos.add(System.nanoTime());
  }

  synchronized int successes() {
    return successNanos.size();
  }

  synchronized long lastSuccessNanos() {
    return successNanos.get(successNanos.size() - 1);
  }

  /** Whether it has not succeeded for so long. */
  boolean isFailing(long millis) {
    return System.nanoTime() - lastSuccessNanos() > millis * 1_000_000;
  }

  synchronized long firstSuccessAfter(long nanos) {
    return successNanos.stream().filter(at -> at > nanos).findFirst().orElseThrow();
  }

  synchronized long longestGapNanos() {
    long longest = 0;
    for (int i = 1; i < successNanos.size(); i++) {
      longest = Math.max(longest, successNanos.get(i) - successNanos.get(i - 1));
    }
    return longest;
  }

  void stop() throws InterruptedException {
    stopped = true;
    thread.join();
  }
}
