package dev.weir.analyzer.page;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What servers are asked for when somebody wants to see it, at most once in a while, however many
 * want to. Thread-safe.
 */
final class Asked {
  private final Question question;
  private final long freshNanos;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private @Nullable JsonNode newest;
  private long takenNanos;

  /** What is asked. */
  interface Question {
    /** Asks all servers, and tells what they answer. */
    JsonNode ask() throws InterruptedException;
  }

  /**
   * Asks nothing yet.
   *
   * @param fresh for how long an answer is as good as a new one
   */
  Asked(Question question, Duration fresh, LongSupplier nanoTime) {
    this.question = question;
    this.freshNanos = fresh.toNanos();
    this.nanoTime = nanoTime;
  }

  /** Of a moment ago, or of now. */
  JsonNode newest() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      JsonNode told = newest;
      if (told == null || nanoTime.getAsLong() - takenNanos > freshNanos) {
        told = question.ask();
        newest = told;
        takenNanos = nanoTime.getAsLong();
      }
      return told;
    } finally {
      lock.unlock();
    }
  }
}
