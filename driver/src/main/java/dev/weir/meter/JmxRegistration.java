package dev.weir.meter;

import dev.weir.meter.DataSourceStatistics.NodeStatistics;
import dev.weir.meter.DataSourceStatistics.Pool;
import dev.weir.route.RouteCount;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows the numbers of a DataSource in the platform's MBean server until it is closed: as {@code
 * dev.weir:type=DataSource,name="<name>"}. Where another one has that name already, {@code
 * ,instance=2} and so on is added, and a WARN tells: numbers are no reason not to start.
 * Thread-safe.
 */
public final class JmxRegistration implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(JmxRegistration.class);

  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
  private final ObjectName name;

  /**
   * Registers them.
   *
   * @param dataSource its name
   * @param statistics its numbers at the moment
   * @throws IllegalStateException if the MBean server refuses
   */
  public JmxRegistration(String dataSource, Supplier<DataSourceStatistics> statistics) {
    try {
      name = register(dataSource, statistics);
    } catch (JMException e) {
      throw new IllegalStateException(dataSource + " - jmx: cannot be registered", e);
    }
  }

  private ObjectName register(String dataSource, Supplier<DataSourceStatistics> statistics)
      throws JMException {
    String base = "dev.weir:type=DataSource,name=" + ObjectName.quote(dataSource);
    StandardMBean bean =
        new StandardMBean(new Numbers(dataSource, statistics), DataSourceMXBean.class, true);
    int instance = 1;
    while (true) {
      ObjectName free = new ObjectName(instance == 1 ? base : base + ",instance=" + instance);
      try {
        server.registerMBean(bean, free);
        if (instance > 1) {
          log.warn(
              "{} - jmx: another DataSource has this name; the numbers of this one are {}",
              dataSource,
              free);
        }
        return free;
      } catch (InstanceAlreadyExistsException e) {
        instance++;
      }
    }
  }

  /** Removes them. */
  @Override
  public void close() throws JMException {
    try {
      server.unregisterMBean(name);
    } catch (InstanceNotFoundException e) {
      log.debug("{} is not registered any more", name, e);
    }
  }

  private record Numbers(String dataSource, Supplier<DataSourceStatistics> statistics)
      implements DataSourceMXBean {
    @Override
    public String getDataSource() {
      return dataSource;
    }

    @Override
    public Map<String, Long> getRoutes() {
      return counted(statistics.get().routes());
    }

    @Override
    public Map<String, Long> getShadowRoutes() {
      return counted(statistics.get().shadow());
    }

    private static Map<String, Long> counted(List<RouteCount> counts) {
      Map<String, Long> byDecision = new TreeMap<>();
      counts.forEach(c -> byDecision.put(c.node() + " " + c.reason(), c.executions()));
      return byDecision;
    }

    @Override
    public boolean isShadowMode() {
      return statistics.get().shadowMode();
    }

    @Override
    public Map<String, NodeNumbers> getNodes() {
      Map<String, NodeNumbers> byName = new TreeMap<>();
      statistics.get().nodes().forEach(n -> byName.put(n.node().name(), new OfNode(n)));
      return byName;
    }

    @Override
    public long getSpillOver() {
      return statistics.get().spillOver();
    }

    @Override
    public long getActivePins() {
      return statistics.get().pins().active();
    }

    @Override
    public DurationNumbers getPins() {
      return new OfDurations(statistics.get().pins().ended());
    }

    @Override
    public DurationNumbers getStickiness() {
      return new OfDurations(statistics.get().stickiness());
    }

    @Override
    public long getStaleReads() {
      return statistics.get().staleReads();
    }

    @Override
    public Map<String, Long> getTopologyChanges() {
      Map<String, Long> byKind = new TreeMap<>();
      statistics.get().topologyChanges().forEach((kind, n) -> byKind.put(kind.name(), n));
      return byKind;
    }

    @Override
    public long getListenerFailures() {
      return statistics.get().listenerFailures();
    }

    @Override
    public long getWithoutPrimaryMillis() {
      return statistics.get().outages().withoutPrimary().toMillis();
    }

    @Override
    public int getWaitingForPrimary() {
      return statistics.get().outages().waiting();
    }

    @Override
    public long getTransactionsNotCommitted() {
      return statistics.get().outages().notCommitted();
    }

    @Override
    public long getTransactionsOfUnknownOutcome() {
      return statistics.get().outages().unknown();
    }

    @Override
    public long getRepeats() {
      return statistics.get().outages().repeats();
    }

    @Override
    public @Nullable Long getCatalogAgeMillis() {
      return millis(statistics.get().catalog().age());
    }

    @Override
    public long getCatalogFailures() {
      return statistics.get().catalog().failures();
    }
  }

  private record OfNode(NodeStatistics node) implements DataSourceMXBean.NodeNumbers {
    @Override
    public String getRole() {
      return node.role().name();
    }

    @Override
    public long getExecutions() {
      return node.executions();
    }

    @Override
    public int getInUse() {
      return node.inFlight();
    }

    @Override
    public @Nullable Long getConfirmedAgeMillis() {
      return millis(node.confirmedAge());
    }

    @Override
    public @Nullable Long getSampleAgeMillis() {
      return millis(node.sampleAge());
    }

    @Override
    public long getSamples() {
      return node.samples();
    }

    @Override
    public long getFailedSamples() {
      return node.failedSamples();
    }

    @Override
    public long getFailedBorrows() {
      return node.failedBorrows();
    }

    @Override
    public long getAborted() {
      return node.aborted();
    }

    @Override
    public long getConflicts() {
      return node.conflicts();
    }

    @Override
    public @Nullable Integer getPoolActive() {
      return pool(Pool::active);
    }

    @Override
    public @Nullable Integer getPoolIdle() {
      return pool(Pool::idle);
    }

    @Override
    public @Nullable Integer getPoolWaiting() {
      return pool(Pool::waiting);
    }

    @Override
    public @Nullable Integer getPoolMaximum() {
      return pool(Pool::maximum);
    }

    private @Nullable Integer pool(Function<Pool, Integer> number) {
      Pool pool = node.pool();
      return pool == null ? null : number.apply(pool);
    }
  }

  private record OfDurations(DurationSummary durations)
      implements DataSourceMXBean.DurationNumbers {
    @Override
    public long getCount() {
      return durations.count();
    }

    @Override
    public long getTotalMillis() {
      return durations.total().toMillis();
    }

    @Override
    public long getMaxMillis() {
      return durations.max().toMillis();
    }

    @Override
    public @Nullable Long getMedianMillis() {
      return millis(durations.quantile(0.5).orElse(null));
    }

    @Override
    public @Nullable Long getPercentile99Millis() {
      return millis(durations.quantile(0.99).orElse(null));
    }
  }

  private static @Nullable Long millis(@Nullable Duration duration) {
    return duration == null ? null : duration.toMillis();
  }
}
