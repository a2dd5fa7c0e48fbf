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

  @ParameterizedTest
  @ValueSource(classes = {RouteCases.Observed.class, RouteCases.Alone.class})
  void replicasAreImaginedWhereThereIsOneServer(Class<?> cases) {
    Events events = Engine.run(cases);
    assertThat(Engine.failed(events))
        .containsExactly(
            "hasAHintThatIsNone",
            "readsATableThatItHasMade",
            "readsAndLocks",
            "readsWhatThePrimaryIsAskedFor");
    assertThat(Engine.messages(events))
        .anySatisfy(
            failure ->
                assertThat(failure)
                    .contains("on primary: LOCKING_READ")
                    .contains("at com.shop.RouteCases.execute(RouteCases.java:"))
        .anySatisfy(
            failure ->
                assertThat(failure)
                    .contains("on primary: DDL")
                    .doesNotContain("select id from pan"))
        .anySatisfy(
            failure ->
                assertThat(failure)
                    .containsOnlyOnce("select id from kettle")
                    .contains("on primary: PRIMARY_ASKED"))
        .anySatisfy(failure -> assertThat(failure).contains("nearest */ is not understood"));
  }

  @Test
  void otherDatabaseIsSaid() {
    assertThat(Engine.message(Engine.run(RouteCases.OtherDatabase.class)))
        .contains("there is one server only")
        .contains("its catalogue cannot be read as PostgreSQL's can");
  }
}
