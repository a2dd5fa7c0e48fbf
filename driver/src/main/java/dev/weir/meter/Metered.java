package dev.weir.meter;

/** What has numbers to show: a DataSource. Thread-safe. */
public interface Metered {
  /** What logs, threads and pools call it. */
  String name();

  /** Its numbers, now. */
  DataSourceStatistics statistics();
}
