package dev.weir.event;

/**
 * One {@code getConnection()} until its {@code close()}: the life of a logical connection.
 *
 * @param dataSource the name of the DataSource
 * @param id unique and rising within that DataSource, from 1
 * @param startNanos when it began, or was first told of, by {@link System#nanoTime}
 */
public record Checkout(String dataSource, long id, long startNanos) {}
