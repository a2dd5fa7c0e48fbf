package dev.weir.analyzer.model;

import dev.weir.sql.SqlShape;
import org.jspecify.annotations.Nullable;

/**
 * A query for what is newer than a time, which is when it was executed the time before.
 *
 * @param dataSource the name of the DataSource that executed it
 * @param searchPath of its session; null if it is not known to differ from the default
 * @param shape the query
 * @param place where it was executed
 * @param executions how often since it was last told
 */
public record TimeSync(
    String dataSource, @Nullable String searchPath, SqlShape shape, Place place, long executions) {}
