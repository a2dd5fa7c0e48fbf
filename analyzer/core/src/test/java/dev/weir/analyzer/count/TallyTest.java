package dev.weir.analyzer.count;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Call;
import dev.weir.event.Checkout;
import dev.weir.event.Execution;
import dev.weir.event.Outcome;
import dev.weir.event.Parameters;
import dev.weir.event.Wishes;
import dev.weir.event.Wishes.Keys;
import dev.weir.route.RouteDecision;
import dev.weir.route.RouteReason;
import dev.weir.sql.SqlShape;
import dev.weir.sql.SqlShapes;
import dev.weir.topology.Node;
import java.sql.ResultSet;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TallyTest {
  private static final String SQL = "insert into item (name) values (?)";
  private static final SqlShape SHAPE = SqlShapes.parse(SQL);

  @ParameterizedTest
  @EnumSource
  void keysThatTheApiAsksForAreNoted(Keys keys) {
    Tally tally = new Tally();
    tally.start("main", null, SHAPE, null, null, 3);
    Wishes wishes = new Wishes(0, 0, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY, keys);
    for (int i = 1; i <= 5; i++) {
      Execution execution =
          new Execution(
              new Checkout("main", 1, 0),
              Call.UPDATE,
              SQL,
              List.of(),
              SHAPE,
              new RouteDecision(new Node("primary", 0), RouteReason.SINGLE_NODE),
              List.of(Parameters.of("name " + i)),
              0,
              wishes,
              null,
              i,
              null,
              null);
      tally.count(execution, new Outcome(1, 1, null), i, null, false, null);
    }
    assertThat(Objects.requireNonNull(tally.finish()).keysWanted()).isEqualTo(keys != Keys.NONE);
    tally.clear();
    tally.start("main", null, SHAPE, null, null, 3);
    assertThat(tally.finish()).isNull();
  }
}
