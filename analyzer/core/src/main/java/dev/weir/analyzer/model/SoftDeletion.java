package dev.weir.analyzer.model;

import dev.weir.sql.SqlShape;
import org.jspecify.annotations.Nullable;

/**
 * A table whose rows are marked as deleted, and left out by nearly all that reads it.
 *
 * @param dataSource the name of the DataSource that executed it
 * @param searchPath of its session; null if it is not known to differ from the default
 * @param shape the first UPDATE that marked a row
 * @param place where it was executed
 * @param rows how many rows were marked since this was last told
 * @param reads how many queries have left such rows out
 */
public record SoftDeletion(
    String dataSource,
    @Nullable String searchPath,
    SqlShape shape,
    Place place,
    long rows,
    long reads) {}
