package dev.weir.analyzer.model;

import java.time.Duration;
import java.time.Instant;

/**
 * What was counted for a finding, over all units of work in which it was seen.
 *
 * @param executions how often the statement ran in those units
 * @param units in how many units of work it was seen
 * @param mostPerUnit the most executions in one unit
 * @param mostDistinctKeys the most different keys in one unit; for a hot row 1
 * @param rows rows affected (writes), 0 for reads
 * @param threads from how many threads, as far as that was counted
 * @param perMinute executions per minute at the busiest; 0 where no rate was measured
 * @param avoidableRoundTrips round trips that the fix saves, over all those units
 * @param projectedCost {@code avoidableRoundTrips} times the configured round-trip time, so that a
 *     laptop and production rank alike
 * @param first when it was first seen
 * @param last when it was last seen
 */
public record Evidence(
    long executions,
    long units,
    long mostPerUnit,
    long mostDistinctKeys,
    long rows,
    int threads,
    double perMinute,
    long avoidableRoundTrips,
    Duration projectedCost,
    Instant first,
    Instant last) {

  /**
   * This and more of the same: counts are added up, extremes kept. Threads cannot be told apart
   * afterwards, so the larger number stays.
   *
   * @param more what was counted elsewhere for the same finding
   */
  public Evidence plus(Evidence more) {
    return new Evidence(
        executions + more.executions,
        units + more.units,
        Math.max(mostPerUnit, more.mostPerUnit),
        Math.max(mostDistinctKeys, more.mostDistinctKeys),
        rows + more.rows,
        Math.max(threads, more.threads),
        Math.max(perMinute, more.perMinute),
        avoidableRoundTrips + more.avoidableRoundTrips,
        projectedCost.plus(more.projectedCost),
        first.isBefore(more.first) ? first : more.first,
        last.isAfter(more.last) ? last : more.last);
  }
}
