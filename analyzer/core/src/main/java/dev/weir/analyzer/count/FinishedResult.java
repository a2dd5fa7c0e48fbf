package dev.weir.analyzer.count;

import dev.weir.analyzer.model.Place;
import dev.weir.analyzer.model.ResultTrace;
import dev.weir.analyzer.place.Places;
import dev.weir.analyzer.place.Samples;
import dev.weir.sql.SqlShape;
import org.jspecify.annotations.Nullable;

/** What a {@link ResultTally} held when its unit ended; its stack is still folded. */
record FinishedResult(
    String dataSource,
    @Nullable String searchPath,
    SqlShape shape,
    @Nullable Samples stack,
    long results,
    long rows,
    long mostHeld,
    long mostSent,
    long ignoredFetchSize,
    long mostUnread,
    long readOfUnread,
    long mostUncounted,
    int columns,
    int columnsRead,
    long mostBytes) {
  ResultTrace resolve(Places places) {
    return new ResultTrace(
        dataSource,
        searchPath,
        shape,
        stack == null ? Place.UNKNOWN : places.first(stack),
        results,
        rows,
        mostHeld,
        mostSent,
        ignoredFetchSize,
        mostUnread,
        readOfUnread,
        mostUncounted,
        columns,
        columnsRead,
        mostBytes);
  }
}
