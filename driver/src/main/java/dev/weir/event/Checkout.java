package dev.weir.event;

/**
 * One {@code getConnection()} until its {@code close()}: the life of a logical connection.
 *
 * @param dataSource the name of the DataSource
 * @param id unique and rising within that DataSource, from 1
 */
public record Checkout(String dataSource, long id) {}
