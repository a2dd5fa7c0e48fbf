package dev.weir.analyzer.model;

import dev.weir.sql.SqlShape;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A change of a table, or work on it, that locks out who reads or writes, and took its time.
 *
 * @param dataSource the name of the DataSource that executed it
 * @param searchPath of its session; null if it is not known to differ from the default
 * @param shape the statement
 * @param place where it was executed
 * @param executions how often since this was last told
 * @param elapsed how long those took
 * @param longest how long the longest of them took
 */
public record BlockingStatement(
    String dataSource,
    @Nullable String searchPath,
    SqlShape shape,
    Place place,
    long executions,
    Duration elapsed,
    Duration longest) {}
