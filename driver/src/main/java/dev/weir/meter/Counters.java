package dev.weir.meter;

import dev.weir.route.RouteCounters;
import dev.weir.topology.Node;
import dev.weir.topology.NodeState;
import dev.weir.topology.SampleListener;
import dev.weir.topology.Topology;
import dev.weir.topology.TopologyChange;
import dev.weir.topology.TopologyListener;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** What one DataSource counts of itself, beside its decisions. Thread-safe. */
public final class Counters implements SampleListener, TopologyListener {
  private final Stickiness stickiness;
  private final RouteCounters shadow;
  private final DurationRecorder pins = new DurationRecorder();
  private final AtomicLong pinned = new AtomicLong();
  private final LongAdder staleReads = new LongAdder();
  private final AtomicLongArray samples;
  private final AtomicLongArray failedSamples;
  private final AtomicLongArray conflicts;
  private final AtomicInteger waiting = new AtomicInteger();
  private final LongAdder notCommitted = new LongAdder();
  private final LongAdder unknown = new LongAdder();
  private final LongAdder repeats = new LongAdder();
  private final LongSupplier nanoTime;
  private final AtomicReference<Absence> absence = new AtomicReference<>(Absence.NONE);
  private final Map<TopologyChange.Kind, LongAdder> changes =
      new EnumMap<>(TopologyChange.Kind.class);

  /**
   * For how long there was no primary.
   *
   * @param overNanos all absences that are over
   * @param sinceNanos when the present one began; {@link NodeState#UNKNOWN} if there is a primary
   */
  private record Absence(long overNanos, long sinceNanos) {
    static final Absence NONE = new Absence(0, NodeState.UNKNOWN);

    Absence seen(boolean primary, long nowNanos) {
      boolean absent = sinceNanos != NodeState.UNKNOWN;
      return primary != absent
          ? this
          : new Absence(totalNanos(nowNanos), primary ? NodeState.UNKNOWN : nowNanos);
    }

    long totalNanos(long nowNanos) {
      return overNanos + (sinceNanos == NodeState.UNKNOWN ? 0 : nowNanos - sinceNanos);
    }
  }

  /**
   * Counts from zero.
   *
   * @param nodes all nodes, by index
   * @param newestMarkNanos the youngest mark
   * @param nanoTime the DataSource's monotonic clock
   */
  public Counters(List<Node> nodes, LongSupplier newestMarkNanos, LongSupplier nanoTime) {
    stickiness = new Stickiness(newestMarkNanos, nanoTime);
    shadow = new RouteCounters(nodes);
    samples = new AtomicLongArray(nodes.size());
    failedSamples = new AtomicLongArray(nodes.size());
    conflicts = new AtomicLongArray(nodes.size());
    this.nanoTime = nanoTime;
    for (TopologyChange.Kind kind : TopologyChange.Kind.values()) {
      changes.put(kind, new LongAdder());
    }
  }

  @Override
  public void sampled(Node node, boolean answered, Topology topology) {
    (answered ? samples : failedSamples).incrementAndGet(node.index());
    stickiness.sampled(topology);
    boolean primary = topology.hasPrimary();
    absence.updateAndGet(before -> before.seen(primary, nanoTime.getAsLong()));
  }

  @Override
  public void changed(TopologyChange change) {
    LongAdder count = changes.get(change.kind());
    if (count != null) {
      count.increment();
    }
  }

  /** A connection was pinned. */
  public void pinned() {
    pinned.incrementAndGet();
  }

  /**
   * A pinned connection is not pinned any more.
   *
   * @param nanos how long it was
   */
  public void unpinned(long nanos) {
    pinned.decrementAndGet();
    pins.record(nanos);
  }

  /** A read on a replica may have missed a write. */
  public void staleRead() {
    staleReads.increment();
  }

  /** A thread begins to wait for a primary. */
  public void waits() {
    waiting.incrementAndGet();
  }

  /** It does not wait any more. */
  public void waitedEnough() {
    waiting.decrementAndGet();
  }

  /**
   * A transaction was lost with its connection.
   *
   * @param sent whether its commit had been sent, so that its outcome is unknown
   */
  public void lost(boolean sent) {
    (sent ? unknown : notCommitted).increment();
  }

  /** An execution is repeated on another server. */
  public void repeated() {
    repeats.increment();
  }

  /**
   * A replica ended a read that was in the way of replay.
   *
   * @param node which
   */
  public void conflict(Node node) {
    conflicts.incrementAndGet(node.index());
  }

  /** The decisions by which statements would have gone if nothing ran in shadow mode. */
  public RouteCounters shadow() {
    return shadow;
  }

  long samples(Node node) {
    return samples.get(node.index());
  }

  long failedSamples(Node node) {
    return failedSamples.get(node.index());
  }

  long conflicts(Node node) {
    return conflicts.get(node.index());
  }

  DataSourceStatistics.Outages outages(long nowNanos) {
    return new DataSourceStatistics.Outages(
        Duration.ofNanos(Objects.requireNonNull(absence.get()).totalNanos(nowNanos)),
        waiting.get(),
        notCommitted.sum(),
        unknown.sum(),
        repeats.sum());
  }

  DataSourceStatistics.Pins pins() {
    return new DataSourceStatistics.Pins(pinned.get(), pins.summary());
  }

  DurationSummary stickiness() {
    return stickiness.summary();
  }

  long staleReads() {
    return staleReads.sum();
  }

  Map<TopologyChange.Kind, Long> changes() {
    Map<TopologyChange.Kind, Long> counts = new EnumMap<>(TopologyChange.Kind.class);
    changes.forEach((kind, count) -> counts.put(kind, count.sum()));
    return counts;
  }
}
