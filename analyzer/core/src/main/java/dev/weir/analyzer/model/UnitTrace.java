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
 * @param bounds who told where it begins and ends
 * @param repetitions the statements that it repeated, one entry for each place of the code
 */
public record UnitTrace(
    @Nullable String name,
    Instant at,
    Duration elapsed,
    long executions,
    Bounds bounds,
    List<Repetition> repetitions) {
  /** Copies the list. */
  public UnitTrace {
    repetitions = List.copyOf(repetitions);
  }
}
