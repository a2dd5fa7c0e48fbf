package dev.weir.meter;

import dev.weir.meter.DataSourceStatistics.NodeStatistics;
import dev.weir.meter.DataSourceStatistics.Pool;
import dev.weir.route.RouteCount;
import dev.weir.route.RouteReason;
import dev.weir.topology.Node;
import dev.weir.topology.NodeState;
import dev.weir.topology.TopologyChange;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a {@code WeirDataSource} as meters of Micrometer: {@code new
 * WeirMetrics(dataSource).bindTo(registry)}. Their names begin with {@code weir.}, and each has the
 * tag {@code datasource}; docs/metrics.md lists them. They are read when the registry is:
 * statements pay nothing. What is not known is {@code NaN}, never 0.
 *
 * <p>It does not keep the DataSource alive. Thread-safe. Only this class needs Micrometer, which is
 * optional.
 */
public final class WeirMetrics implements MeterBinder {
  /** All meters that a registry reads one after another are of one snapshot. */
  private static final long SNAPSHOT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final Metered dataSource;
  private final Tags tags;

  /**
   * Meters without tags of the application's.
   *
   * @param dataSource which
   */
  public WeirMetrics(Metered dataSource) {
    this(dataSource, List.of());
  }

  /**
   * Meters with tags of the application's.
   *
   * @param dataSource which
   * @param tags of each meter, beside its own
   */
  public WeirMetrics(Metered dataSource, Iterable<Tag> tags) {
    this.dataSource = dataSource;
    this.tags = Tags.of(tags).and("datasource", dataSource.name());
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    new Binding(registry, dataSource, tags).bind();
  }

  /** The newest snapshot, taken again when it is older than a scrape takes. */
  private static final class Snapshots {
    private final Clock clock;
    private volatile @Nullable Taken newest;

    private record Taken(DataSourceStatistics statistics, long nanos) {}

    Snapshots(Clock clock) {
      this.clock = clock;
    }

    DataSourceStatistics of(Metered dataSource) {
      Taken taken = newest;
      long now = clock.monotonicTime();
      if (taken == null || now - taken.nanos() > SNAPSHOT_NANOS) {
        taken = new Taken(dataSource.statistics(), now);
        newest = taken;
      }
      return taken.statistics();
    }

    /** Holds no DataSource: a registry would keep it alive. */
    ToDoubleFunction<Metered> reading(ToDoubleFunction<DataSourceStatistics> value) {
      return weir -> value.applyAsDouble(of(weir));
    }
  }

  /** The meters of one DataSource in one registry. */
  private record Binding(
      MeterRegistry registry, Metered dataSource, Tags tags, Snapshots snapshots) {
    Binding(MeterRegistry registry, Metered dataSource, Tags tags) {
      this(registry, dataSource, tags, new Snapshots(registry.config().clock()));
    }

    void bind() {
      DataSourceStatistics now = dataSource.statistics();
      for (NodeStatistics node : now.nodes()) {
        node(node.node(), node.pool() != null, now.shadowMode());
      }
      connections();
      outages();
      for (TopologyChange.Kind kind : TopologyChange.Kind.values()) {
        counter(
            "weir.topology.changes",
            "Changes of the servers",
            tags.and("kind", kind.name()),
            s -> s.topologyChanges().getOrDefault(kind, 0L));
      }
      counter(
          "weir.spill.over",
          "Reads that the primary served only because no replica could",
          tags,
          DataSourceStatistics::spillOver);
      counter(
          "weir.stale.reads",
          "Reads on replicas that may have missed a write; 0 unless they are detected",
          tags,
          DataSourceStatistics::staleReads);
      counter(
          "weir.listener.failures",
          "How often a listener threw",
          tags,
          DataSourceStatistics::listenerFailures);
    }

    private void outages() {
      time(
          "weir.primary.absent",
          "For how long there was no primary",
          s -> s.outages().withoutPrimary());
      gauge(
          "weir.primary.waiting",
          "Threads that wait for a primary now",
          tags,
          s -> s.outages().waiting());
      String lost = "Transactions that were lost with their connection";
      counter(
          "weir.transactions.lost",
          lost,
          tags.and("outcome", "not committed"),
          s -> s.outages().notCommitted());
      counter(
          "weir.transactions.lost",
          lost,
          tags.and("outcome", "unknown"),
          s -> s.outages().unknown());
      counter(
          "weir.repeats",
          "Executions that were repeated on another server",
          tags,
          s -> s.outages().repeats());
      age("weir.catalog.age", "Since the catalogue was last read", tags, s -> s.catalog().age());
      counter(
          "weir.catalog.failures",
          "Readings of the catalogue that failed",
          tags,
          s -> s.catalog().failures());
    }

    private void connections() {
      gauge(
          "weir.pins.active",
          "Connections that are pinned to the primary now",
          tags,
          s -> s.pins().active());
      timer(
          "weir.pins",
          "How long connections were pinned to the primary, when they are not any more",
          s -> s.pins().ended());
      timer(
          "weir.stickiness",
          "From a commit to when the first replica is known to have it",
          DataSourceStatistics::stickiness);
    }

    private void node(Node node, boolean ownPool, boolean shadow) {
      Tags own = tags.and("node", node.name());
      for (RouteReason reason : RouteReason.values()) {
        Tags route = own.and("reason", reason.name());
        counter("weir.routes", "Executions by decision", route, s -> of(s.routes(), node, reason));
        if (shadow) {
          counter(
              "weir.shadow.routes",
              "Executions by the decision that would be, were it not for shadow mode",
              route,
              s -> of(s.shadow(), node, reason));
        }
      }
      servers(node, own);
      failures(node, own);
      gauge(
          "weir.connections.in.use",
          "Connections that this DataSource uses now",
          own,
          s -> at(s, node).inFlight());
      if (ownPool) {
        pool(node, "weir.pool.active", "Connections in use", Pool::active, own);
        pool(node, "weir.pool.idle", "Connections that wait for use", Pool::idle, own);
        pool(node, "weir.pool.waiting", "Threads waiting for one", Pool::waiting, own);
        pool(node, "weir.pool.max", "How many there may be", Pool::maximum, own);
      }
    }

    private void servers(Node node, Tags own) {
      gauge(
          "weir.primary",
          "1 for the server that is the primary, 0 for all others",
          own,
          s -> at(s, node).role() == NodeState.Role.PRIMARY ? 1 : 0);
      age(
          "weir.replica.confirmed.age",
          "Every write committed longer ago than this is visible on the replica",
          own,
          s -> at(s, node).confirmedAge());
      age("weir.sample.age", "Since the server was last asked", own, s -> at(s, node).sampleAge());
      counter(
          "weir.samples",
          "How often the monitor asked the server",
          own.and("outcome", "answered"),
          s -> at(s, node).samples());
      counter(
          "weir.samples",
          "How often the monitor asked the server",
          own.and("outcome", "failed"),
          s -> at(s, node).failedSamples());
    }

    private void failures(Node node, Tags own) {
      counter(
          "weir.borrows.failed",
          "How often the pool gave no connection",
          own,
          s -> at(s, node).failedBorrows());
      counter(
          "weir.connections.aborted",
          "Connections in use that were aborted, because the server did not answer or was replaced",
          own,
          s -> at(s, node).aborted());
      counter(
          "weir.replica.conflicts",
          "Reads that the replica ended because they were in the way of replay",
          own,
          s -> at(s, node).conflicts());
    }

    private static NodeStatistics at(DataSourceStatistics statistics, Node node) {
      return statistics.nodes().get(node.index());
    }

    private static long of(List<RouteCount> counts, Node node, RouteReason reason) {
      for (RouteCount count : counts) {
        if (count.node().equals(node) && count.reason() == reason) {
          return count.executions();
        }
      }
      return 0;
    }

    private void pool(
        Node node, String name, String description, ToDoubleFunction<Pool> value, Tags own) {
      gauge(
          name,
          description,
          own,
          s -> {
            Pool pool = at(s, node).pool();
            return pool == null ? Double.NaN : value.applyAsDouble(pool);
          });
    }

    private void counter(
        String name, String description, Tags own, ToDoubleFunction<DataSourceStatistics> value) {
      FunctionCounter.builder(name, dataSource, snapshots.reading(value))
          .description(description)
          .tags(own)
          .register(registry);
    }

    private void gauge(
        String name, String description, Tags own, ToDoubleFunction<DataSourceStatistics> value) {
      Gauge.builder(name, dataSource, snapshots.reading(value))
          .description(description)
          .tags(own)
          .register(registry);
    }

    private void age(
        String name,
        String description,
        Tags own,
        Function<DataSourceStatistics, @Nullable Duration> value) {
      TimeGauge.builder(
              name,
              dataSource,
              TimeUnit.NANOSECONDS,
              snapshots.reading(
                  s -> {
                    Duration age = value.apply(s);
                    return age == null ? Double.NaN : age.toNanos();
                  }))
          .description(description)
          .tags(own)
          .register(registry);
    }

    /** A time that only grows: in seconds, as registries want it. */
    private void time(
        String name, String description, Function<DataSourceStatistics, Duration> value) {
      FunctionCounter.builder(
              name, dataSource, snapshots.reading(s -> value.apply(s).toNanos() / NANOS_PER_SECOND))
          .description(description)
          .baseUnit("seconds")
          .tags(tags)
          .register(registry);
    }

    private void timer(
        String name, String description, Function<DataSourceStatistics, DurationSummary> of) {
      Snapshots read = snapshots;
      FunctionTimer.builder(
              name,
              dataSource,
              weir -> of.apply(read.of(weir)).count(),
              weir -> of.apply(read.of(weir)).total().toNanos(),
              TimeUnit.NANOSECONDS)
          .description(description)
          .tags(tags)
          .register(registry);
      age(name + ".max", description + ": the longest", tags, s -> of.apply(s).max());
    }
  }
}
