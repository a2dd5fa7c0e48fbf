package dev.weir.analyzer.count;

import dev.weir.analyzer.place.Samples;
import dev.weir.sql.SqlShape;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Tally} held when its unit ended; the stacks are still folded.
 *
 * @param first which of the executions of its unit was the first of it
 * @param last which was the last
 * @param counted how many executions there were, with those that turned out to have no effect
 * @param keysWanted whether keys that the server makes were asked for, by the API
 */
record FinishedTally(
    String dataSource,
    @Nullable String searchPath,
    SqlShape shape,
    @Nullable SqlShape source,
    long first,
    long last,
    long counted,
    long executions,
    long distinctKeys,
    long mostPerKey,
    long mostPerCheckout,
    double keysPerExecution,
    long rows,
    boolean keysWanted,
    Samples samples) {}
