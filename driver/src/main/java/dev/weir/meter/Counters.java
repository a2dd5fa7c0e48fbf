package dev.weir.meter;

import dev.weir.route.RouteCounters;
import dev.weir.topology.Node;
import dev.weir.topology.SampleListener;
import dev.weir.topology.Topology;
import dev.weir.topology.TopologyChange;
import dev.weir.topology.TopologyListener;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
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
  private final Map<TopologyChange.Kind, LongAdder> changes =
      new EnumMap<>(TopologyChange.Kind.class);

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
    for (TopologyChange.Kind kind : TopologyChange.Kind.values()) {
      changes.put(kind, new LongAdder());
    }
  }

  @Override
  public void sampled(Node node, boolean answered, Topology topology) {
    (answered ? samples : failedSamples).incrementAndGet(node.index());
    stickiness.sampled(topology);
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
