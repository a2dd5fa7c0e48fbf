package dev.weir.route;

import dev.weir.topology.Node;
import java.util.concurrent.TimeUnit;
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

  /**
   * Between what is counted of one node and of the next: two lines of a processor's cache, so that
   * who uses one node slows nobody down who uses another.
   */
  private static final int STRIDE = 16;

  private static final int IN_FLIGHT = 0;

  /**
   * When a node last gave an answer, or got its first request since it had none; dated by who asks
   * first, because the clock costs more than all the rest.
   */
  private static final int HEARD_NANOS = 1;

  private static final int PROBED_NANOS = 2;

  /** Its mean latency, nanoseconds as a float, below the tick at which it was updated. */
  private static final int LATENCY = 3;

  /** In place of the instant at which a node was heard: nobody has asked for it since. */
  private static final long JUST_NOW = Long.MIN_VALUE;

  private final AtomicLongArray counts;
  private final Lending lending;

  /**
   * Counts from zero.
   *
   * @param nodes how many nodes there are
   * @param nowNanos now, on the DataSource's monotonic clock
   */
  public Load(int nodes, long nowNanos) {
    counts = new AtomicLongArray((nodes + 2) * STRIDE);
    lending = new Lending(nodes);
    for (int i = 0; i < nodes; i++) {
      counts.set(slot(i, PROBED_NANOS), nowNanos);
    }
  }

  /** Which nodes lend no connections. */
  public Lending lending() {
    return lending;
  }

  private static int slot(Node node, int what) {
    return slot(node.index(), what);
  }

  private static int slot(int index, int what) {
    return (index + 1) * STRIDE + what;
  }

  /**
   * A connection to a node was taken from its pool.
   *
   * @param node which node
   */
  public void taken(Node node) {
    if (counts.getAndIncrement(slot(node, IN_FLIGHT)) == 0) {
      heard(node);
    }
  }

  /**
   * A connection to a node went back to its pool.
   *
   * @param node which node
   */
  public void returned(Node node) {
    heard(node);
    counts.decrementAndGet(slot(node, IN_FLIGHT));
  }

  private void heard(Node node) {
    int slot = slot(node, HEARD_NANOS);
    if (counts.get(slot) != JUST_NOW) {
      counts.set(slot, JUST_NOW);
    }
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
    long before = counts.get(slot(node, LATENCY));
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
    counts.compareAndSet(slot(node, LATENCY), before, after);
  }

  /**
   * Connections in use.
   *
   * @param node of which node
   */
  public int inFlight(Node node) {
    return (int) counts.get(slot(node, IN_FLIGHT));
  }

  /**
   * The mean latency of its reads, in nanoseconds; 0 if it has answered none yet.
   *
   * @param node of which node
   */
  public float latencyNanos(Node node) {
    return mean(counts.get(slot(node, LATENCY)));
  }

  private static float mean(long packed) {
    return Float.intBitsToFloat((int) packed);
  }

  /** Whether a node has requests and has answered none for longer than is usual for it. */
  boolean isSilent(Node node, long nowNanos) {
    if (inFlight(node) == 0) {
      return false;
    }
    long heard = counts.get(slot(node, HEARD_NANOS));
    if (heard == JUST_NOW) {
      counts.compareAndSet(slot(node, HEARD_NANOS), JUST_NOW, nowNanos);
      return false;
    }
    return nowNanos - heard
        > Math.max(PATIENCE_NANOS, PATIENCE_LATENCIES * (long) latencyNanos(node));
  }

  /**
   * Whether a node that is silent shall get a read all the same. True for one caller in each {@link
   * #PROBE_NANOS}, whatever others ask meanwhile.
   */
  boolean probes(Node node, long nowNanos) {
    int slot = slot(node, PROBED_NANOS);
    long last;
    do {
      last = counts.get(slot);
      if (nowNanos - last < PROBE_NANOS) {
        return false;
      }
    } while (!counts.compareAndSet(slot, last, nowNanos));
    return true;
  }
}
