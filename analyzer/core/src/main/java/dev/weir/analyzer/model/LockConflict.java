package dev.weir.analyzer.model;

import dev.weir.sql.SqlShape;

/**
 * Transactions of two threads that updated the same two rows in opposite orders.
 *
 * @param dataSource the name of the DataSource that executed them
 * @param shape the statement that updated the second of the two
 * @param place where the transaction ended that was the later one
 * @param count how often since it was last told
 */
public record LockConflict(String dataSource, SqlShape shape, Place place, long count) {}
