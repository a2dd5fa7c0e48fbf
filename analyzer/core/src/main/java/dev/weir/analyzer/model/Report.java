package dev.weir.analyzer.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * All that was found, worst first.
 *
 * @param dataSource the name of the DataSource that was watched
 * @param at when the report was made
 * @param watched for how long
 * @param units how many units of work were seen
 * @param executions how many executions were seen
 * @param entries the findings, each with its advice and tables, worst first
 * @param unseen what the analyzer could not see, and what would let it; one sentence each
 */
public record Report(
    String dataSource,
    Instant at,
    Duration watched,
    long units,
    long executions,
    List<Entry> entries,
    List<String> unseen) {
  /**
   * A finding beside the tables that it harms.
   *
   * @param finding what was found
   * @param advice what to do about it
   * @param tables the tables of the statement; without those that could not be read
   */
  public record Entry(Finding finding, Advice advice, List<TableHistory> tables) {}
}
