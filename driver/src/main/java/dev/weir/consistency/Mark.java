package dev.weir.consistency;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * When a table was last written by this DataSource, and how many writes to it are being committed
 * at this moment.
 */
final class Mark {
  private final AtomicInteger pending = new AtomicInteger();
  private final AtomicLong committedNanos = new AtomicLong(Marks.NEVER);

  /**
   * For people: of two writes at the same moment it may be either. Published by what follows it.
   */
  private @Nullable LastWrite lastWrite;

  void begin() {
    pending.incrementAndGet();
  }

  /** The instant is published before the count falls: who sees no pending write sees its mark. */
  void end(long nanos, LastWrite by) {
    lastWrite = by;
    reach(nanos);
    pending.decrementAndGet();
  }

  /** As if it had been written then. */
  void reach(long nanos) {
    committedNanos.accumulateAndGet(nanos, Math::max);
  }

  boolean isPending() {
    return pending.get() > 0;
  }

  @Nullable LastWrite lastWrite() {
    return lastWrite;
  }

  long committedNanos() {
    return committedNanos.get();
  }
}
