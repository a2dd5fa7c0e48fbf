package dev.weir.analyzer.model;

import dev.weir.sql.SqlShape;
import org.jspecify.annotations.Nullable;

/**
 * A query to whose rows nobody went, over units of work.
 *
 * @param dataSource the name of the DataSource that executed it
 * @param searchPath of its session; null if it is not known to differ from the default
 * @param shape the query
 * @param place where its rows were closed
 * @param results how many results there were since this was last told
 * @param rows how many rows those had, as far as the driver had them
 * @param units how many units of work they were of
 */
public record UnreadQuery(
    String dataSource,
    @Nullable String searchPath,
    SqlShape shape,
    Place place,
    long results,
    long rows,
    long units) {}
