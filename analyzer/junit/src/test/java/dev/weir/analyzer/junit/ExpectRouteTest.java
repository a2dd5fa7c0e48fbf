package dev.weir.analyzer.junit;

import static org.assertj.core.api.Assertions.assertThat;

import com.shop.RouteCases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.testkit.engine.Events;

@Timeout(120)
class ExpectRouteTest {
  @ParameterizedTest
  @ValueSource(classes = {RouteCases.Routing.class, RouteCases.Shadow.class})
  void routesAreCompared(Class<?> cases) {
    Events events = Engine.run(cases);
    assertThat(Engine.failed(events))
        .containsExactly("executesNothing", "locks", "readsOnAnotherReplica");
    assertThat(events.failed().stream().map(Object::toString))
        .anySatisfy(
            failure ->
                assertThat(failure)
                    .contains("to run on a replica, but elsewhere ran")
                    .contains("on primary: LOCKING_READ"));
  }

  @Test
  void oneServerDecidesNothing() {
    assertThat(Engine.message(Engine.run(RouteCases.OneServer.class)))
        .contains("there is one server only");
  }
}
