package dev.weir.analyzer.count;

import dev.weir.analyzer.model.Place;
import dev.weir.analyzer.model.StatementTrace;
import dev.weir.analyzer.place.Places;
import dev.weir.analyzer.place.Samples;
import dev.weir.analyzer.place.SiteShares;
import dev.weir.sql.SqlShape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a {@link StatementTally} held when its unit ended; the stacks are still folded. */
record FinishedStatement(
    String dataSource,
    @Nullable String searchPath,
    SqlShape shape,
    @Nullable Samples samples,
    @Nullable Samples once,
    long executions,
    long elapsedNanos,
    long parameterSets,
    long mostIdentical,
    long batches,
    long batchRows,
    long interruptedBatches,
    long keyedBatches,
    long soleCommits,
    long deepestOffset,
    long longestList,
    boolean refused,
    long mostWritten) {
  StatementTrace resolve(Places places) {
    return new StatementTrace(
        dataSource,
        searchPath,
        shape,
        once == null ? Place.UNKNOWN : places.first(once),
        loops(places),
        executions,
        Duration.ofNanos(elapsedNanos),
        parameterSets,
        mostIdentical,
        batches,
        batchRows,
        interruptedBatches,
        keyedBatches,
        soleCommits,
        deepestOffset,
        longestList,
        refused,
        mostWritten);
  }

  private List<StatementTrace.Loop> loops(Places places) {
    if (samples == null) {
      return List.of();
    }
    List<StatementTrace.Loop> loops = new ArrayList<>();
    long repeated = Math.max(batches, mostIdentical);
    for (SiteShares.Share share : SiteShares.of(samples, repeated, places)) {
      loops.add(new StatementTrace.Loop(share.place(), share.executions()));
    }
    return loops;
  }
}
