package dev.weir.consistency;

import dev.weir.topology.NextTopology;
import dev.weir.topology.Position;
import dev.weir.topology.Positions;
import dev.weir.topology.Topology;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one DataSource says to a store of tokens, and hears from it. Where commits are is told by a
 * thread of its own, as the samples of the primary come in. Thread-safe.
 */
final class Announcements implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Announcements.class);
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final String name;
  private final StoreAccess store;
  private final String writer;
  private final long timeToLiveNanos;
  private final long spareNanos;
  private final Positions positions;
  private final Supplier<Topology> topology;
  private final NextTopology next;
  private final LongSupplier nanoTime;
  private final Set<Announcement> unsettled = ConcurrentHashMap.newKeySet();

  /** What has gone wrong, and was said. */
  private final Set<Class<?>> failed = ConcurrentHashMap.newKeySet();

  private final Thread thread;
  private volatile boolean closed;

  /** Starts its thread. */
  Announcements(
      String name,
      TokenStore store,
      Duration maxLag,
      Positions positions,
      Supplier<Topology> topology,
      NextTopology next,
      LongSupplier nanoTime) {
    this.name = name;
    this.store = new StoreAccess(name, store, nanoTime);
    this.writer = UUID.randomUUID().toString();
    this.timeToLiveNanos = store.timeToLive().toNanos();
    this.spareNanos = timeToLiveNanos - maxLag.toNanos();
    this.positions = positions;
    this.topology = topology;
    this.next = next;
    this.nanoTime = nanoTime;
    this.thread = new Thread(this::run, "weir-" + name + "-tokens");
    thread.setDaemon(true);
    thread.start();
  }

  long now() {
    return nanoTime.getAsLong();
  }

  /** How old an announcement may be that still outlives the lag limit. */
  long spareNanos() {
    return spareNanos;
  }

  boolean put(String key, Position position) {
    return store.put(key, writer, position.toString());
  }

  @Nullable Position since(long nanos) {
    return positions.since(nanos);
  }

  /** Whether nobody needs to be told of a write that is so old. */
  boolean isForgotten(long nanos) {
    return now() - nanos > timeToLiveNanos;
  }

  /**
   * What others have put for a caller.
   *
   * @return null if it cannot be told
   */
  @Nullable Map<String, String> look(String key) {
    Map<String, String> tokens = store.get(key);
    if (tokens == null || !tokens.containsKey(writer)) {
      return tokens;
    }
    Map<String, String> others = new HashMap<>(tokens);
    others.remove(writer); // Its own writes it knows better.
    return others;
  }

  /** Something is to be told when it is known. */
  void unsettled(Announcement announcement) {
    if (unsettled.add(announcement)) {
      LockSupport.unpark(thread);
    }
  }

  @SuppressWarnings("CatchingUnchecked") // Whatever it is, others are told of the next writes.
  private void run() {
    store.warm();
    Topology seen = topology.get();
    while (!closed) {
      if (unsettled.isEmpty()) {
        LockSupport.park(this);
        Thread.interrupted(); // With the flag set it would not rest.
      } else {
        try {
          seen = next.after(seen, STEP_NANOS);
          unsettled.forEach(this::settle);
        } catch (InterruptedException e) {
          // It is ended by close() alone.
        } catch (Throwable t) {
          failed(t);
        }
      }
    }
  }

  private void failed(Throwable thrown) {
    try {
      if (failed.add(thrown.getClass())) {
        log.error("{} - telling others of writes went wrong, and goes on", name, thrown);
      }
    } catch (Throwable again) {
      // There is not even memory left to say so.
    }
  }

  /** Out before it is looked at: whoever comes back meanwhile is in again. */
  private void settle(Announcement announcement) {
    unsettled.remove(announcement);
    boolean settled = false;
    try {
      settled = announcement.settle();
    } finally {
      if (!settled) {
        unsettled.add(announcement);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
