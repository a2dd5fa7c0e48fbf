package dev.weir.analyzer.model;

import dev.weir.sql.SqlShape;
import org.jspecify.annotations.Nullable;

/**
 * How often an UPDATE is executed, over units of work.
 *
 * @param dataSource the name of the DataSource that executed it
 * @param searchPath of its session; null if it is not known to differ from the default
 * @param shape the statement
 * @param place where it was executed
 * @param rows how many rows it has updated since it was last told
 * @param total how many since it began to be counted
 */
public record UpdateRate(
    String dataSource,
    @Nullable String searchPath,
    SqlShape shape,
    Place place,
    long rows,
    long total) {}
