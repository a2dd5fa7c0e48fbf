package dev.weir.analyzer.model;

import dev.weir.sql.SqlShape;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A query that took long each time, and gave the same answer to the same parameters many times in a
 * row, over units of work.
 *
 * @param dataSource the name of the DataSource that executed it
 * @param searchPath of its session; null if it is not known to differ from the default
 * @param shape the query
 * @param place where its rows were read last
 * @param repeats how often it was repeated since it was last told
 * @param elapsed how long those took
 * @param units how many further units of work did so since it was last told
 */
public record HeavyRead(
    String dataSource,
    @Nullable String searchPath,
    SqlShape shape,
    Place place,
    long repeats,
    Duration elapsed,
    long units) {}
