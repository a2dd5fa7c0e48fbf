package dev.weir.analyzer.model;

import dev.weir.sql.SqlShape;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A query for some rows by their values that takes long again and again, whatever the values are,
 * over units of work.
 *
 * @param dataSource the name of the DataSource that executed it
 * @param searchPath of its session; null if it is not known to differ from the default
 * @param shape the query
 * @param place where its rows were read last
 * @param executions how often it took long since it was last told
 * @param elapsed how long those took until they answered
 * @param longest the longest of them
 * @param units how many further units of work waited for it since it was last told
 */
public record SlowRead(
    String dataSource,
    @Nullable String searchPath,
    SqlShape shape,
    Place place,
    long executions,
    Duration elapsed,
    Duration longest,
    long units) {}
