package dev.weir.analyzer.model;

import java.time.Instant;
import java.util.List;

/**
 * What happened over all units of work since the last window. A detector that looks over units sees
 * nothing else.
 *
 * @param at when it ended
 * @param hotRows the rows that are updated often, those without news among them
 * @param heavyReads the slow queries that were repeated, and gave the same answer
 */
public record Window(Instant at, List<HotRow> hotRows, List<HeavyRead> heavyReads) {
  /** Copies the list. */
  public Window {
    hotRows = List.copyOf(hotRows);
    heavyReads = List.copyOf(heavyReads);
  }
}
