package dev.weir.analyzer.model;

import dev.weir.sql.SqlShape;
import org.jspecify.annotations.Nullable;

/**
 * A statement whose text has values in it, others by the units of work that execute it.
 *
 * @param dataSource the name of the DataSource that executed it
 * @param searchPath of its session; null if it is not known to differ from the default
 * @param shape the statement, without the values
 * @param place where it was executed
 * @param texts how many different texts it had; exact up to 64, estimated (7 %) above
 * @param news how many new ones since it was last told
 */
public record GrowingText(
    String dataSource,
    @Nullable String searchPath,
    SqlShape shape,
    Place place,
    long texts,
    long news) {}
