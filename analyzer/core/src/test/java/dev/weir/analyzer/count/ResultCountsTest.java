package dev.weir.analyzer.count;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Call;
import dev.weir.event.Checkout;
import dev.weir.event.Execution;
import dev.weir.route.RouteDecision;
import dev.weir.route.RouteReason;
import dev.weir.sql.SqlShapes;
import dev.weir.topology.Node;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/** Until when rows are read, and what was waited for before. */
class ResultCountsTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final ResultCounts results =
      new ResultCounts(
          new HeavyReads(),
          new SlowReads(new Disturbances(() -> 0, () -> 0)),
          new Polls(),
          new NeverRead(),
          new LongAdder());

  private static Execution execution() {
    String sql = "select name from item where id = 1";
    return new Execution(
        new Checkout("main", 1, 0),
        Call.QUERY,
        sql,
        SqlShapes.parse(sql),
        new RouteDecision(new Node("primary", 0), RouteReason.SINGLE_NODE),
        List.of(),
        0,
        null,
        0);
  }

  @Test
  void rowsAreReadWhileTheyAreOpen() {
    RowsSeen seen = new RowsSeen(1, false);
    assertThat(results.readUntil(SECOND)).isZero();
    results.add(execution(), seen, 1);
    assertThat(results.readUntil(SECOND)).isEqualTo(SECOND);
    assertThat(results.readUntil(3 * SECOND)).isEqualTo(3 * SECOND);
    seen.closed(1, true, 4 * SECOND);
    assertThat(results.readUntil(9 * SECOND)).isEqualTo(4 * SECOND);
  }

  @Test
  void rowsThatAreLeftOpenAreNotRead() {
    results.add(execution(), new RowsSeen(1, false), 1);
    assertThat(results.readUntil(60 * SECOND)).isZero();
  }

  @Test
  void waitingIsTakenOffTheTimeOfTheExecutionThatWaited() {
    Execution waited = execution();
    RowsSeen seen = new RowsSeen(3 * SECOND, false);
    results.add(waited, seen, 1);
    results.waited(execution(), SECOND);
    assertThat(seen.elapsedNanos()).isEqualTo(3 * SECOND);
    results.waited(waited, SECOND);
    assertThat(seen.elapsedNanos()).isEqualTo(2 * SECOND);
  }
}
