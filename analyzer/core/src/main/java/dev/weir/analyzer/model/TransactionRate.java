package dev.weir.analyzer.model;

import java.time.Duration;

/**
 * How many transactions went through a DataSource in some time.
 *
 * @param dataSource its name
 * @param during how long
 * @param transactions that were committed or rolled back
 * @param soleReads of those, how many were one query that took no lock, and its commit, and said
 *     nothing by being transactions
 * @param checkouts connections that were given back
 * @param unused of those, how many had executed nothing
 */
public record TransactionRate(
    String dataSource,
    Duration during,
    long transactions,
    long soleReads,
    long checkouts,
    long unused) {
  /** This and what there was next. */
  public TransactionRate plus(TransactionRate next) {
    return new TransactionRate(
        dataSource,
        during.plus(next.during),
        transactions + next.transactions,
        soleReads + next.soleReads,
        checkouts + next.checkouts,
        unused + next.unused);
  }
}
