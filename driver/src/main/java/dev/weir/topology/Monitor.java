package dev.weir.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the servers of one DataSource and publishes what they are. Each server has a thread and a
 * connection of its own, so one that hangs delays no other. Samples are taken about every second
 * when nothing happens, and at once after a {@link #demand}, at most every 10 ms, until what was
 * written is confirmed.
 *
 * <p>Thread-safe.
 */
public final class Monitor implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Monitor.class);

  /** The trouble of every replica when the DataSource has just been built: nothing to warn of. */
  private static final String STARTING = "the primary has not answered yet";

  private final String name;
  private final PrimarySamples samples = new PrimarySamples();
  private volatile Topology topology;
  private final List<Sampler> samplers = new ArrayList<>();
  private final LongSupplier newestMarkNanos;
  private final BooleanSupplier asynchronous;
  private final Changes changes = new Changes();
  private volatile long newestPrimarySampleNanos = NodeState.UNKNOWN;

  /**
   * Does not start it.
   *
   * @param name of the DataSource, for logs and threads
   * @param nodes all servers, by index; the first is taken for the primary until one answers to be
   *     it
   * @param sources how to reach each of them
   * @param idleNanos the time between two samples when nothing happens, asked before each
   * @param newestMarkNanos the youngest mark, {@link NodeState#UNKNOWN} when there is none; until a
   *     replica has confirmed it, samples follow each other quickly
   * @param asynchronous whether commits may be acknowledged before they are flushed, for all that
   *     is known here; what the servers' settings say is asked of them
   * @param nanoTime the DataSource's monotonic clock
   */
  public Monitor(
      String name,
      List<Node> nodes,
      List<ConnectionSource> sources,
      LongSupplier idleNanos,
      LongSupplier newestMarkNanos,
      BooleanSupplier asynchronous,
      LongSupplier nanoTime) {
    this.name = name;
    this.newestMarkNanos = newestMarkNanos;
    this.asynchronous = asynchronous;
    this.topology =
        new Topology(
            nodes.get(0),
            nodes.stream().map(node -> NodeState.unknown(node, "not sampled yet")).toList());
    for (Node node : nodes) {
      samplers.add(new Sampler(this, name, node, sources.get(node.index()), idleNanos, nanoTime));
    }
  }

  /** Starts sampling, on daemon threads. */
  public void start() {
    samplers.forEach(Sampler::start);
  }

  /** What the servers are. */
  public Topology topology() {
    return topology;
  }

  /**
   * A write was committed that reads may need: sample now, unless that happens anyway. Cheap; never
   * blocks.
   */
  public void demand() {
    samplers.get(topology.primary().index()).wake();
  }

  /**
   * Waits until another snapshot than this is published, for a bounded time.
   *
   * @param seen the newest that the caller knows
   * @param nanos how long at most
   * @return the newest one; the same if there has been no other
   * @throws InterruptedException if the thread was interrupted before or meanwhile
   */
  public Topology awaitAfter(Topology seen, long nanos) throws InterruptedException {
    changes.await(() -> !topology.equals(seen), nanos);
    return topology;
  }

  /** Ends all threads and closes their connections. */
  @Override
  public void close() {
    samplers.forEach(Sampler::close);
  }

  boolean commitsMayBeAsynchronous() {
    return asynchronous.getAsBoolean();
  }

  /** Whether a sample of this server is needed to confirm what was written. */
  boolean wantsMore(Node node) {
    if (node.reporting()) {
      return false; // Who reads there has asked for no write.
    }
    Topology now = topology;
    long confirmed =
        node.equals(now.primary()) ? newestPrimarySampleNanos : now.state(node).confirmedNanos();
    return newestMarkNanos.getAsLong() > confirmed;
  }

  /**
   * Takes in what a server answered. One at a time: of two that take writes, the newer timeline
   * wins whoever is heard last.
   */
  synchronized void sampled(Node node, Sample sample) {
    if (sample.inRecovery()) {
      publish(replica(node, sample));
    } else if (isPrimary(node, sample)) {
      becomePrimary(node);
      newestPrimarySampleNanos = sample.startNanos();
      publish(
          new NodeState(node, NodeState.Role.PRIMARY, NodeState.UNKNOWN, sample.startNanos(), ""));
      // What it has confirmed, the replicas may have replayed by now.
      wakeReplicas(node);
    } else {
      publish(
          NodeState.unknown(
              node,
              "it takes writes, but on timeline "
                  + sample.timeline()
                  + ", while "
                  + topology.primary()
                  + " is the primary on timeline "
                  + samples.timeline()));
    }
  }

  /** A server did not answer. */
  void failed(Node node, Exception failure) {
    publish(NodeState.unknown(node, String.valueOf(failure.getMessage())));
  }

  private NodeState replica(Node node, Sample sample) {
    long cluster = samples.systemIdentifier();
    String trouble = "";
    long confirmed = NodeState.UNKNOWN;
    if (cluster == 0) {
      trouble = STARTING;
    } else if (sample.systemIdentifier() != cluster) {
      trouble = "it belongs to another cluster than the primary";
    } else if (sample.timeline() == 0) {
      trouble =
          "its WAL receiver does not stream, or its timeline may not be seen (then: GRANT"
              + " pg_monitor TO the monitor's user)";
    } else if (sample.timeline() != samples.timeline()) {
      trouble =
          "it follows timeline " + sample.timeline() + ", the primary is on " + samples.timeline();
    } else {
      confirmed = samples.confirmedNanos(sample.lsn());
    }
    return new NodeState(node, NodeState.Role.REPLICA, confirmed, sample.startNanos(), trouble);
  }

  /**
   * A server that takes writes is the primary if it was, if there was none, or if its timeline is
   * newer.
   */
  private boolean isPrimary(Node node, Sample sample) {
    boolean candidate =
        samples.timeline() == 0
            || sample.timeline() > samples.timeline()
            || node.equals(topology.primary());
    return candidate && samples.add(sample);
  }

  private synchronized void becomePrimary(Node node) {
    Topology before = topology;
    topology = new Topology(node, before.nodes());
    changes.announce();
    if (!before.primary().equals(node)) {
      log.warn("{} - {} is the primary now; it was {}", name, node, before.primary());
    }
  }

  private synchronized void publish(NodeState state) {
    NodeState before = topology.state(state.node());
    topology = topology.with(state);
    changes.announce();
    if (before.trouble().equals(state.trouble())) {
      return;
    }
    if (state.trouble().isEmpty()) {
      log.info("{} - {} is in order: {}", name, state.node(), state.role());
    } else if (state.trouble().equals(STARTING)) {
      log.debug("{} - {} is not used yet: {}", name, state.node(), STARTING);
    } else {
      log.warn("{} - {} is not used: {}", name, state.node(), state.trouble());
    }
  }

  private void wakeReplicas(Node primary) {
    for (Sampler sampler : samplers) {
      if (!sampler.node().equals(primary) && !sampler.node().reporting()) {
        sampler.wake();
      }
    }
  }
}
