package dev.weir.analyzer.model;

import dev.weir.sql.SqlShape;
import org.jspecify.annotations.Nullable;

/**
 * A statement that asks the same again and again, at equal intervals and over units of work, and
 * mostly in vain: a query that finds no row, or an update that tries for a lock.
 *
 * @param dataSource the name of the DataSource that executed it
 * @param searchPath of its session; null if it is not known to differ from the default
 * @param shape the statement
 * @param place where it was executed
 * @param executions how often since it was last told
 * @param empty how many of those were in vain
 * @param perMinute how often a minute
 */
public record Poll(
    String dataSource,
    @Nullable String searchPath,
    SqlShape shape,
    Place place,
    long executions,
    long empty,
    double perMinute) {}
