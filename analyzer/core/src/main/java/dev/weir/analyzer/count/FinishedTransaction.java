package dev.weir.analyzer.count;

import dev.weir.analyzer.model.Place;
import dev.weir.analyzer.model.TransactionTrace;
import dev.weir.analyzer.place.Places;
import dev.weir.analyzer.place.Samples;
import dev.weir.sql.SqlShape;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A transaction that is worth a look; its stacks are still folded. */
record FinishedTransaction(
    String dataSource,
    SqlShape first,
    long statements,
    long writes,
    boolean claims,
    boolean readOnly,
    long elapsedNanos,
    long idleNanos,
    FinishedGap longest,
    TransactionTrace.End end,
    @Nullable Samples endStack) {
  TransactionTrace resolve(Places places) {
    return new TransactionTrace(
        dataSource,
        first,
        statements,
        writes,
        claims,
        readOnly,
        Duration.ofNanos(elapsedNanos),
        Duration.ofNanos(idleNanos),
        longest.resolve(places),
        end,
        endStack == null ? Place.UNKNOWN : places.first(endStack));
  }
}
