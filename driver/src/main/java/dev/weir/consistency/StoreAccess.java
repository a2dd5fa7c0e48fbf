package dev.weir.consistency;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to a store that may be down, or throw what it has not declared: it is asked again once a
 * second, by one thread, and all others are told at once that it cannot be reached. One line of the
 * log when that begins, one when it ends. Thread-safe.
 */
final class StoreAccess {
  private static final Logger log = LoggerFactory.getLogger(StoreAccess.class);
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  /**
   * Others may have been cut off as well: for so long after its return the store is not believed to
   * have all that they had to tell.
   */
  private static final long RETURN_NANOS = 3 * RETRY_NANOS;

  private static final long UP = Long.MAX_VALUE;

  private final String name;
  private final TokenStore store;
  private final LongSupplier nanoTime;

  /** When it is asked again; {@link #UP} while it answers. */
  private final AtomicLong retryNanos = new AtomicLong(UP);

  /** When it answered again after having been down. */
  private volatile long returnedNanos = Marks.NEVER;

  StoreAccess(String name, TokenStore store, LongSupplier nanoTime) {
    this.name = name;
    this.store = store;
    this.nanoTime = nanoTime;
  }

  /**
   * Asks for what nobody has put: a client connects when it is first used, which may take longer
   * than a commit would wait for it, and a store that is down is best said at the start.
   */
  void warm() {
    var unused = get("");
  }

  /** Whether it was put. */
  boolean put(String key, String writer, String token) {
    if (!mayAsk()) {
      return false;
    }
    try {
      store.put(key, writer, token);
      answered();
      return true;
    } catch (Throwable e) {
      failed(e);
      return false;
    }
  }

  /** The tokens of a caller; null if some may be missing. */
  @Nullable Map<String, String> get(String key) {
    if (!mayAsk()) {
      return null;
    }
    try {
      Map<String, String> tokens = store.get(key);
      answered();
      long returned = returnedNanos;
      boolean complete = returned == Marks.NEVER || nanoTime.getAsLong() - returned > RETURN_NANOS;
      return complete ? tokens : null;
    } catch (Throwable e) {
      failed(e);
      return null;
    }
  }

  private boolean mayAsk() {
    long retry = retryNanos.get();
    if (retry == UP) {
      return true;
    }
    long now = nanoTime.getAsLong();
    return now - retry >= 0 && retryNanos.compareAndSet(retry, now + RETRY_NANOS);
  }

  private void answered() {
    if (retryNanos.get() == UP) {
      return;
    }
    returnedNanos = nanoTime.getAsLong();
    if (retryNanos.getAndSet(UP) != UP) {
      log.info("{} - the store of tokens answers again", name);
    }
  }

  private void failed(Throwable e) {
    if (retryNanos.getAndSet(nanoTime.getAsLong() + RETRY_NANOS) == UP) {
      log.warn(
          "{} - the store of tokens does not answer: sessions that are opened read on the primary"
              + " first, and other processes do not hear of what is written here: {}",
          name,
          e.toString());
    }
  }
}
