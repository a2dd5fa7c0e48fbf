package dev.weir.analyzer.count;

import dev.weir.analyzer.place.Samples;
import dev.weir.sql.SqlShape;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Tally} held when its unit ended; the stacks are still folded.
 *
 * @param counted how many executions there were, with those that turned out to have no effect
 */
record FinishedTally(
    String dataSource,
    @Nullable String searchPath,
    SqlShape shape,
    @Nullable SqlShape source,
    long counted,
    long executions,
    long distinctKeys,
    long mostPerKey,
    double keysPerExecution,
    long rows,
    Samples samples) {}
