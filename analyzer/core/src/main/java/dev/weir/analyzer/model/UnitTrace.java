package dev.weir.analyzer.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one finished unit of work did again and again. A detector sees nothing else.
 *
 * @param name what the application called the unit, or null for one that was told by its silences
 * @param at when it ended
 * @param elapsed from the start of its first execution to the end of its last
 * @param executions how many executions it had, repeated or not
 * @param repetitions the statements that it repeated, one entry for each place of the code
 * @param hotRows rows whose updates, together with those of other units, became frequent in it
 */
public record UnitTrace(
    @Nullable String name,
    Instant at,
    Duration elapsed,
    long executions,
    List<Repetition> repetitions,
    List<HotRow> hotRows) {
  /** Copies the lists. */
  public UnitTrace {
    repetitions = List.copyOf(repetitions);
    hotRows = List.copyOf(hotRows);
  }
}
