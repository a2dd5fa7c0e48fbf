package dev.weir.meter;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a DataSource for JMX: those of {@link DataSourceStatistics}, which says what they
 * mean, in types that every JMX client can read. Read-only. Each attribute is of a snapshot of its
 * own.
 */
public interface DataSourceMXBean {
  /** What logs, threads and pools call the DataSource. */
  String getDataSource();

  /** How often each decision was made, by node and reason: {@code replica1 READ}. */
  Map<String, Long> getRoutes();

  /** In shadow mode, how often each decision would have been made; else empty. */
  Map<String, Long> getShadowRoutes();

  /** Whether the primary runs everything, wherever it would go. */
  boolean isShadowMode();

  /** Each server, by name. */
  Map<String, NodeNumbers> getNodes();

  /** Reads that the primary served only because no replica could. */
  long getSpillOver();

  /** Connections that something in their session binds to the primary now. */
  long getActivePins();

  /** How long those were bound that are not any more. */
  DurationNumbers getPins();

  /** How long after a commit the first replica was known to have it. */
  DurationNumbers getStickiness();

  /** Reads on replicas that may have missed a write; 0 unless they are detected. */
  long getStaleReads();

  /** How often the servers changed, by kind. */
  Map<String, Long> getTopologyChanges();

  /** How often a listener threw. */
  long getListenerFailures();

  /** How long in all there was no primary. */
  long getWithoutPrimaryMillis();

  /** Threads that wait for a primary now. */
  int getWaitingForPrimary();

  /** Transactions that were lost with their connection before a commit was sent. */
  long getTransactionsNotCommitted();

  /** Transactions that were lost after it had been sent: their outcome is unknown. */
  long getTransactionsOfUnknownOutcome();

  /** Executions that were repeated on another server. */
  long getRepeats();

  /** Since the newest reading of the catalogue that succeeded; null if none has. */
  @Nullable Long getCatalogAgeMillis();

  /** Readings of the catalogue that failed. */
  long getCatalogFailures();

  /** The numbers of one server. What is not known is null. */
  interface NodeNumbers {
    /** {@code PRIMARY}, {@code REPLICA} or {@code UNKNOWN}. */
    String getRole();

    /** Statements and batches that ran there, or were sent to. */
    long getExecutions();

    /** Connections that this DataSource uses now. */
    int getInUse();

    /** Of a replica: every write committed longer ago than this is visible on it. */
    @Nullable Long getConfirmedAgeMillis();

    /** Since the server was last asked. */
    @Nullable Long getSampleAgeMillis();

    /** How often it answered the monitor. */
    long getSamples();

    /** How often it did not. */
    long getFailedSamples();

    /** How often its pool gave no connection. */
    long getFailedBorrows();

    /** Connections in use that were aborted, because it did not answer or was replaced. */
    long getAborted();

    /** Reads that it ended because they were in the way of replay. */
    long getConflicts();

    /** Connections of the pool that are in use, where Weir made it. */
    @Nullable Integer getPoolActive();

    /** Connections of the pool that wait for use. */
    @Nullable Integer getPoolIdle();

    /** Threads that wait for a connection of the pool. */
    @Nullable Integer getPoolWaiting();

    /** How many connections the pool may have. */
    @Nullable Integer getPoolMaximum();
  }

  /** How long something took. Null where it has not happened yet. */
  interface DurationNumbers {
    /** How often it happened. */
    long getCount();

    /** All of them together. */
    long getTotalMillis();

    /** The longest. */
    long getMaxMillis();

    /** The median, to the upper end of its range. */
    @Nullable Long getMedianMillis();

    /** What 99 of 100 did not exceed, to the upper end of its range. */
    @Nullable Long getPercentile99Millis();
  }
}
