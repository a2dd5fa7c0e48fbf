package dev.weir;

import dev.weir.consistency.Freshness;
import dev.weir.consistency.TokenStore;
import dev.weir.event.ExecutionListener;
import dev.weir.route.SpillOver;
import dev.weir.topology.TopologyListener;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link WeirDataSource} behaves, beyond its servers. Immutable; made by {@link
 * WeirDataSource.Builder}, which documents each setting with its bounds and default.
 *
 * @param name what logs, threads, pools and events call the DataSource
 * @param freshness of reads for which neither a hint nor a scope says it
 * @param maxLag beyond which a replica gets no reads that state no bound of their own
 * @param monitorInterval between two samples of a server when nothing happens
 * @param catalogInterval between two readings of the catalogue when no DDL was seen
 * @param planCacheBytes about how much memory the plans of texts may take
 * @param replicaTimeout how long a read waits for a connection of one replica's pool
 * @param shadow whether the primary runs everything, wherever it would go
 * @param transactionPooler whether a pooler lends sessions of the servers for a transaction only
 * @param detectStaleReads whether reads are told that may have missed a write
 * @param reporting how the pools for reports differ
 * @param keepLaggards how many replicas serve reads of {@code ANY} when all are beyond maxLag
 * @param spillOver how many reads may fall on the primary because no replica serves them
 * @param monitorCredentials of the monitor's connections; null for those of the pools
 * @param assumedReplicaLag how far behind a replica is taken to be at most that does not tell its
 *     position; null if nothing is confirmed then
 * @param closeTimeout how long {@code close()} lets what runs go on
 * @param jmx whether the numbers are shown by JMX
 * @param tokenStore carries the tokens of sessions to other processes; null for none
 * @param listeners who is told, in this order
 * @param topologyListeners who is told of changes of the servers, in this order
 */
record WeirConfig(
    String name,
    Freshness freshness,
    Duration maxLag,
    Duration monitorInterval,
    Duration catalogInterval,
    long planCacheBytes,
    Duration replicaTimeout,
    boolean shadow,
    boolean transactionPooler,
    boolean detectStaleReads,
    Reporting reporting,
    int keepLaggards,
    SpillOver spillOver,
    @Nullable Credentials monitorCredentials,
    @Nullable Duration assumedReplicaLag,
    Duration closeTimeout,
    boolean jmx,
    @Nullable TokenStore tokenStore,
    List<ExecutionListener> listeners,
    List<TopologyListener> topologyListeners) {
  static final Duration SHORTEST_MAX_LAG = Duration.ofMillis(10);
  static final Duration SHORTEST_MONITOR_INTERVAL = Duration.ofMillis(10);
  static final Duration SHORTEST_CATALOG_INTERVAL = Duration.ofSeconds(1);

  static final Duration SHORTEST_ASSUMED_LAG = Duration.ofMillis(1);

  /** HikariCP's. */
  static final Duration SHORTEST_REPLICA_TIMEOUT = Duration.ofMillis(250);

  /** Rejects what cannot work, naming the value, the bound and the unit. */
  WeirConfig {
    if (name.isBlank()) {
      throw new IllegalArgumentException("name must not be blank");
    }
    atLeast("maxLag", maxLag, SHORTEST_MAX_LAG);
    atLeast("monitorInterval", monitorInterval, SHORTEST_MONITOR_INTERVAL);
    atLeast("catalogInterval", catalogInterval, SHORTEST_CATALOG_INTERVAL);
    atLeast("replicaTimeout", replicaTimeout, SHORTEST_REPLICA_TIMEOUT);
    atLeast("closeTimeout", closeTimeout, Duration.ZERO);
    if (assumedReplicaLag != null && assumedReplicaLag.compareTo(maxLag) >= 0) {
      throw new IllegalArgumentException(
          "assumeReplicaLag must be shorter than maxLag, or no replica would ever be used; they are"
              + " "
              + assumedReplicaLag.toMillis()
              + " ms and "
              + maxLag.toMillis()
              + " ms");
    }
    if (assumedReplicaLag != null) {
      atLeast("assumeReplicaLag", assumedReplicaLag, SHORTEST_ASSUMED_LAG);
    }
    if (maxLag.compareTo(monitorInterval) <= 0) {
      throw new IllegalArgumentException(
          "maxLag must be longer than monitorInterval, or no replica would ever be used; they are "
              + maxLag.toMillis()
              + " ms and "
              + monitorInterval.toMillis()
              + " ms");
    }
    Duration reports = reporting.replicaTimeout();
    if (reports != null) {
      atLeast("reportingReplicaTimeout", reports, SHORTEST_REPLICA_TIMEOUT);
    }
    if (keepLaggards < 0) {
      throw new IllegalArgumentException("keepLaggards must be at least 0; it is " + keepLaggards);
    }
    if (!spillOver.lag().isZero() && spillOver.lag().compareTo(maxLag) <= 0) {
      throw new IllegalArgumentException(
          "the lag in spillOver must be longer than maxLag, or it allows for nothing; they are "
              + spillOver.lag().toMillis()
              + " ms and "
              + maxLag.toMillis()
              + " ms");
    }
    if (planCacheBytes < 0) {
      throw new IllegalArgumentException(
          "planCacheBytes must be at least 0 bytes; it is " + planCacheBytes);
    }
    if (tokenStore != null && tokenStore.timeToLive().compareTo(maxLag) < 0) {
      throw new IllegalArgumentException(
          "timeToLive of the tokenStore must be at least maxLag, "
              + maxLag.toMillis()
              + " ms: a replica may lag so long; it is "
              + tokenStore.timeToLive().toMillis()
              + " ms");
    }
    listeners = List.copyOf(listeners);
    topologyListeners = List.copyOf(topologyListeners);
  }

  private static void atLeast(String what, Duration value, Duration bound) {
    if (value.compareTo(bound) < 0) {
      throw new IllegalArgumentException(
          what
              + " must be at least "
              + bound.toMillis()
              + " ms; it is "
              + value.toMillis()
              + " ms");
    }
  }
}
