package dev.weir.analyzer.count;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.analyzer.model.HeavyRead;
import dev.weir.analyzer.place.Places;
import dev.weir.event.Call;
import dev.weir.event.Checkout;
import dev.weir.event.Execution;
import dev.weir.event.Parameters;
import dev.weir.route.RouteDecision;
import dev.weir.route.RouteReason;
import dev.weir.sql.SqlShapes;
import dev.weir.topology.Node;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which slow queries come again and never change. */
class HeavyReadsTest {
  private static final long SECOND = 1_000_000_000;

  private final HeavyReads reads = new HeavyReads();
  private final Places places = new Places(List.of());
  private long unit;

  private void read(long elapsedNanos, Object parameter, Object... values) {
    String sql = "select total from report where year = ?";
    Execution execution =
        new Execution(
            new Checkout("main", ++unit, 0),
            Call.QUERY,
            sql,
            SqlShapes.parse(sql),
            new RouteDecision(new Node("primary", 0), RouteReason.SINGLE_NODE),
            List.of(Parameters.of(parameter)),
            0,
            null,
            0);
    RowsSeen seen = new RowsSeen(elapsedNanos, false);
    for (Object value : values) {
      seen.row();
      seen.read(1, value);
    }
    seen.left(1, 0);
    seen.closed(values.length, true, 0);
    if (seen.isAnswerKnown()) {
      reads.add(execution, seen, unit);
    }
  }

  private void read(int times, Object parameter, Object... values) {
    for (int i = 0; i < times; i++) {
      read(SECOND, parameter, values);
    }
  }

  @Test
  void twentyEqualAnswersInARowAreTold() {
    read(19, 7, "a", "b");
    assertThat(reads.take(places)).isEmpty();
    read(1, 7, "a", "b");
    HeavyRead told = reads.take(places).get(0);
    assertThat(told.repeats()).isEqualTo(19);
    assertThat(told.units()).isEqualTo(19);
    assertThat(told.elapsed()).isEqualTo(Duration.ofSeconds(19));
  }

  @Test
  void onlyWhatIsNewIsToldAgain() {
    read(30, 7, "a");
    assertThat(reads.take(places)).hasSize(1);
    assertThat(reads.take(places)).isEmpty();
    read(2, 7, "a");
    assertThat(reads.take(places).get(0).repeats()).isEqualTo(2);
  }

  @Test
  void anotherAnswerBeginsAnew() {
    read(19, 7, "a", "b");
    read(19, 7, "b", "a");
    read(19, 7, "a");
    read(19, 7);
    assertThat(reads.take(places)).isEmpty();
  }

  @Test
  void otherParametersAreOtherReads() {
    for (int i = 0; i < 100; i++) {
      read(1, i, "a");
    }
    assertThat(reads.take(places)).isEmpty();
  }

  @Test
  void quickOnesDoNotCount() {
    for (int i = 0; i < 100; i++) {
      read(99_000_000L, 7, "a");
    }
    assertThat(reads.take(places)).isEmpty();
  }

  @Test
  void whatDidNotComeForLongestMakesRoom() {
    read(19, 7, "a");
    for (int i = 1_000; i < 1_256; i++) {
      read(1, i, "a");
    }
    read(1, 7, "a");
    assertThat(reads.take(places)).isEmpty();
  }
}
