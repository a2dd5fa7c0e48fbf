package dev.weir.analyzer.unit;

import dev.weir.analyzer.model.Bounds;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A unit of work that has ended, if somebody is to look at it.
 *
 * @param name what the application called it; null if it did not
 * @param at when it ended
 * @param elapsedNanos from the start of its first execution to the end of its last
 * @param executions how many it had
 * @param bounds who told where it begins and ends
 * @param counted what was counted
 */
public record EndedUnit<R>(
    @Nullable String name,
    Instant at,
    long elapsedNanos,
    long executions,
    Bounds bounds,
    R counted) {}
