package dev.weir.analyzer;

/**
 * How much an {@link Analyzer} saw, so that its silence means something.
 *
 * @param units how many units of work have ended
 * @param executions how many executions those had
 * @param droppedUnits units with repetitions that were not judged because too many ended at once
 * @param overflowedExecutions executions of statements beyond the 512 different ones that are told
 *     apart in one unit
 * @param evictedFindings findings that made room for newer ones
 */
public record Coverage(
    long units,
    long executions,
    long droppedUnits,
    long overflowedExecutions,
    long evictedFindings) {}
