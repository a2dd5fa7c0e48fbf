package dev.weir.route;

import dev.weir.topology.Node;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How busy this DataSource keeps each node, and how quickly it answers. Thread-safe, without locks;
 * allocates nothing.
 */
public final class Load {
  /** What a latency counts for is halved in this time. */
  static final long HALF_LIFE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** No node is silent sooner. */
  static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Nor sooner than so many of its mean latencies. */
  private static final int PATIENCE_LATENCIES = 4;

  /** A node that is silent gets a read as often. */
  static final long PROBE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Latencies are dated by units of 2^20 ns, about a millisecond. */
  private static final int TICK_BITS = 20;

  private static final double DECAY_PER_TICK =
      Math.log(2) * (1L << TICK_BITS) / (double) HALF_LIFE_NANOS;

  private final AtomicIntegerArray inFlight;

  /** In place of the instant at which a node was heard: nobody has asked for it since. */
  private static final long JUST_NOW = Long.MIN_VALUE;

  /**
   * When each node last gave an answer, or got its first request since it had none; dated by who
   * asks first, because the clock costs more than all the rest.
   */
  private final AtomicLongArray heardNanos;

  private final AtomicLongArray probedNanos;

  /** Each node's mean latency, nanoseconds as a float, below the tick at which it was updated. */
  private final AtomicLongArray latencies;

  /**
   * Counts from zero.
   *
   * @param nodes how many nodes there are
   * @param nowNanos now, on the DataSource's monotonic clock
   */
  public Load(int nodes, long nowNanos) {
    inFlight = new AtomicIntegerArray(nodes);
    heardNanos = new AtomicLongArray(nodes);
    probedNanos = new AtomicLongArray(nodes);
    latencies = new AtomicLongArray(nodes);
    for (int i = 0; i < nodes; i++) {
      probedNanos.set(i, nowNanos);
    }
  }

  /**
   * A connection to a node was taken from its pool.
   *
   * @param node which node
   */
  public void taken(Node node) {
    if (inFlight.getAndIncrement(node.index()) == 0) {
      heardNanos.set(node.index(), JUST_NOW);
    }
  }

  /**
   * A connection to a node went back to its pool.
   *
   * @param node which node
   */
  public void returned(Node node) {
    heardNanos.set(node.index(), JUST_NOW);
    inFlight.decrementAndGet(node.index());
  }

  /**
   * A node has answered a read. The mean over time moves towards its latency, by the more the
   * longer ago the last one was. Of several within a millisecond, or at the same moment, one
   * counts.
   *
   * @param node which node
   * @param startNanos when the read began, with the wait for a connection
   * @param nowNanos when it was answered
   */
  public void answered(Node node, long startNanos, long nowNanos) {
    long before = latencies.get(node.index());
    int tick = (int) (nowNanos >> TICK_BITS);
    int ticks = tick - (int) (before >> Integer.SIZE);
    float mean = mean(before);
    float latency = Math.max(nowNanos - startNanos, 1);
    if (mean != 0) {
      if (ticks <= 0) {
        return;
      }
      latency = (float) (mean - (latency - mean) * Math.expm1(-DECAY_PER_TICK * ticks));
    }
    long low = Integer.toUnsignedLong(Float.floatToIntBits(latency));
    long after = ((long) tick << Integer.SIZE) | low;
    latencies.compareAndSet(node.index(), before, after);
  }

  /**
   * Connections in use.
   *
   * @param node of which node
   */
  public int inFlight(Node node) {
    return inFlight.get(node.index());
  }

  /**
   * The mean latency of its reads, in nanoseconds; 0 if it has answered none yet.
   *
   * @param node of which node
   */
  public float latencyNanos(Node node) {
    return mean(latencies.get(node.index()));
  }

  private static float mean(long packed) {
    return Float.intBitsToFloat((int) packed);
  }

  /** Whether a node has requests and has answered none for longer than is usual for it. */
  boolean isSilent(Node node, long nowNanos) {
    if (inFlight(node) == 0) {
      return false;
    }
    long heard = heardNanos.get(node.index());
    if (heard == JUST_NOW) {
      heardNanos.compareAndSet(node.index(), JUST_NOW, nowNanos);
      return false;
    }
    return nowNanos - heard
        > Math.max(PATIENCE_NANOS, PATIENCE_LATENCIES * (long) latencyNanos(node));
  }

  /** Whether a node that is silent shall get a read all the same. True for one caller at a time. */
  boolean probes(Node node, long nowNanos) {
    long last = probedNanos.get(node.index());
    return nowNanos - last >= PROBE_NANOS
        && probedNanos.compareAndSet(node.index(), last, nowNanos);
  }
}
