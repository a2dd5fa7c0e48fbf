package dev.weir.analyzer.count;

import dev.weir.analyzer.model.TransactionRate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How many transactions there are, and of which kind. Thread-safe, without locks. */
final class TransactionRates {
  private static final int MOST = 256;
  private static final long SPAN_NANOS = 1_000_000_000L;

  private final Map<String, Rates> byDataSource = new ConcurrentHashMap<>();
  private long sinceNanos; // Taken by one thread at a time.

  TransactionRates(long nowNanos) {
    this.sinceNanos = nowNanos;
  }

  /** Those of one DataSource. */
  static final class Rates {
    private final String dataSource;
    private final LongAdder transactions = new LongAdder();
    private final LongAdder soleReads = new LongAdder();
    private final LongAdder checkouts = new LongAdder();
    private final LongAdder unused = new LongAdder();

    Rates(String dataSource) {
      this.dataSource = dataSource;
    }

    boolean isOf(String dataSource) {
      return this.dataSource.equals(dataSource);
    }

    /** A connection was given back. */
    void returned(boolean used) {
      checkouts.increment();
      if (!used) {
        unused.increment();
      }
    }
  }

  /**
   * A transaction has ended.
   *
   * @param soleRead whether it was one query that takes no lock, was committed, and said nothing by
   *     being a transaction
   */
  void ended(String dataSource, boolean soleRead) {
    Rates rates = rates(dataSource);
    rates.transactions.increment();
    if (soleRead) {
      rates.soleReads.increment();
    }
  }

  /** The rates of a DataSource; those of several, if there are too many. */
  Rates rates(String dataSource) {
    Rates known = byDataSource.get(dataSource);
    if (known != null) {
      return known;
    }
    String name = byDataSource.size() < MOST ? dataSource : "";
    return byDataSource.computeIfAbsent(name, Rates::new);
  }

  /** What there was since it was last taken; nothing before a second has passed. */
  List<TransactionRate> take(long nowNanos) {
    long span = nowNanos - sinceNanos;
    if (span < SPAN_NANOS) {
      return List.of();
    }
    sinceNanos = nowNanos;
    List<TransactionRate> taken = new ArrayList<>();
    byDataSource.forEach(
        (name, rates) ->
            taken.add(
                new TransactionRate(
                    name,
                    Duration.ofNanos(span),
                    rates.transactions.sumThenReset(),
                    rates.soleReads.sumThenReset(),
                    rates.checkouts.sumThenReset(),
                    rates.unused.sumThenReset())));
    return taken;
  }
}
