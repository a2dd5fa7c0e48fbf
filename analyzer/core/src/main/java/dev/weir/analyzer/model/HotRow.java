package dev.weir.analyzer.model;

import dev.weir.sql.SqlShape;

/**
 * One row that many units of work update, at the moment when the rate of its updates passed a
 * limit.
 *
 * @param shape the statement whose execution passed it
 * @param place where that was executed
 * @param executions updates since the last such moment, or in the last minute; never more than
 *     there were
 * @param perMinute updates in the last minute, as far as they are certain
 * @param units by how many units of work those were made, at least
 * @param threads from how many threads, at least
 */
public record HotRow(
    SqlShape shape, Place place, long executions, double perMinute, long units, int threads) {}
