package dev.weir.consistency;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.weir.topology.NextTopology;
import dev.weir.topology.NodeState;
import dev.weir.topology.Position;
import dev.weir.topology.Positions;
import dev.weir.topology.Topology;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The callers of one DataSource, by key. A bounded number is remembered, each until no replica that
 * serves reads can lack anything of it. What a caller wrote and saw that was forgotten sooner
 * counts from then on for every caller: that is never stale, and a little less is read on replicas.
 * Thread-safe.
 */
public final class Callers implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Callers.class);
  private static final int MOST = 100_000;

  private final String name;
  private final Marks marks;
  private final int nodes;
  private final Positions positions;
  private final LongSupplier nanoTime;
  private final @Nullable Announcements fleet;
  private final Cache<String, Caller> remembered;

  /** Those that a scope, a write or a transaction still has are found even if forgotten. */
  private final Cache<String, Caller> inUse = Caffeine.newBuilder().weakValues().build();

  private final AtomicLong forgottenNanos = new AtomicLong(Marks.NEVER);
  private final AtomicLong forgottenReadNanos = new AtomicLong(Marks.NEVER);
  private final AtomicBoolean saidGarbage = new AtomicBoolean();

  /**
   * Nobody has called yet.
   *
   * @param name of the DataSource, for logs and threads
   * @param marks of the DataSource
   * @param nodes how many there are
   * @param maxLag beyond which a replica serves no reads
   * @param store carries tokens to other processes; null for none
   * @param positions where commits are
   * @param topology what the servers are
   * @param next waits until they are something else
   * @param nanoTime the DataSource's monotonic clock
   */
  public Callers(
      String name,
      Marks marks,
      int nodes,
      Duration maxLag,
      @Nullable TokenStore store,
      Positions positions,
      Supplier<Topology> topology,
      NextTopology next,
      LongSupplier nanoTime) {
    this(
        name,
        marks,
        nodes,
        maxLag,
        store == null
            ? null
            : new Announcements(name, store, maxLag, positions, topology, next, nanoTime),
        positions,
        nanoTime,
        MOST);
  }

  Callers(
      String name,
      Marks marks,
      int nodes,
      Duration maxLag,
      @Nullable Announcements fleet,
      Positions positions,
      LongSupplier nanoTime,
      int most) {
    this.name = name;
    this.marks = marks;
    this.nodes = nodes;
    this.fleet = fleet;
    this.positions = positions;
    this.nanoTime = nanoTime;
    this.remembered =
        Caffeine.newBuilder()
            .maximumSize(most)
            .expireAfterAccess(maxLag.multipliedBy(2).plusMinutes(1))
            .ticker(nanoTime::getAsLong)
            .executor(Runnable::run)
            .evictionListener(
                (@Nullable String key, @Nullable Caller caller, RemovalCause cause) ->
                    forget(caller))
            .build();
  }

  /** Who executes on this thread; null outside of sessions. */
  public @Nullable Caller current() {
    return CallerScope.current(this);
  }

  /** A session was opened: what is known elsewhere of its caller is looked up. */
  Caller open(String key) {
    Caller caller = remembered.get(key, k -> inUse.get(k, this::unknown));
    if (fleet != null) {
      Map<String, String> tokens = fleet.look(key);
      if (tokens == null) {
        caller.require(nanoTime.getAsLong());
      } else {
        tokens.values().forEach(token -> caller.require(instant(token)));
      }
    }
    return caller;
  }

  private Caller unknown(String key) {
    return new Caller(key, this, marks, nodes, fleet);
  }

  /** After a caller's marks have changed: they are still, or again, among those remembered. */
  void remember(Caller caller) {
    remembered.asMap().computeIfAbsent(caller.key(), key -> caller);
  }

  private void forget(@Nullable Caller caller) {
    if (caller != null) {
      forgottenNanos.accumulateAndGet(caller.newestOwnNanos(), Math::max);
      forgottenReadNanos.accumulateAndGet(caller.newestReadNanos(), Math::max);
    }
  }

  /** The newest mark of a caller that is not remembered. */
  long forgottenNanos() {
    return forgottenNanos.get();
  }

  /** When the newest read of a caller returned that is not remembered. */
  long forgottenReadNanos() {
    return forgottenReadNanos.get();
  }

  // ---------------------------------------------------------------- tokens

  /** The newest mark of the current caller; of any write outside of sessions. */
  public long newestNanos() {
    Caller caller = current();
    return caller == null ? marks.newestNanos() : caller.newestNanos();
  }

  /**
   * The current caller's reads, outside of sessions all, must see what the token's author had
   * written, from now on.
   *
   * @param token any text; what cannot be compared counts as a write of this moment
   */
  public void resume(String token) {
    long nanos = instant(token);
    Caller caller = current();
    if (caller == null) {
      marks.require(nanos);
    } else {
      caller.require(nanos);
    }
  }

  /** What was committed before the token was made is among what was committed before now. */
  private long instant(String token) {
    long now = nanoTime.getAsLong();
    Position position = Position.parse(token);
    if (position == null) {
      if (saidGarbage.compareAndSet(false, true)) {
        log.warn(
            "{} - a text of {} characters is no token; such reads start on the primary. This is"
                + " said once",
            name,
            token.length());
      }
      return now;
    }
    long nanos = positions.confirming(position);
    return nanos == NodeState.UNKNOWN ? now : nanos;
  }

  @Override
  public void close() {
    if (fleet != null) {
      fleet.close();
    }
  }
}
