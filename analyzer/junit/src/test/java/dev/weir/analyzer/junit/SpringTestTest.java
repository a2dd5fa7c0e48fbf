package dev.weir.analyzer.junit;

import static org.assertj.core.api.Assertions.assertThat;

import com.shop.web.SpringCases;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.testkit.engine.Events;

/** In tests of Spring Boot the annotations are all that is needed. */
@Timeout(120)
@EnabledIf("isJUnit6")
@Tag("proof")
class SpringTestTest {
  /** Spring 7 needs it. */
  static boolean isJUnit6() {
    return Arrays.stream(ExtensionContext.Store.class.getMethods())
        .anyMatch(method -> method.getName().equals("computeIfAbsent"));
  }

  @Test
  void beansAreWatchedOnAllThreads() {
    Events events = Engine.run(SpringCases.Beans.class);
    assertThat(Engine.failed(events)).containsExactly("loops", "loopsLater", "loopsWithin");
    events.assertStatistics(all -> all.succeeded(1));
  }

  @Test
  void whatSpringRollsBackIsSetUpAndEndOfTheTest() {
    Events events = Engine.run(SpringCases.InATransaction.class);
    assertThat(Engine.failed(events)).containsExactly("loops");
    assertThat(Engine.message(events)).contains("com.shop.web.Shop.first(Shop.java:");
  }

  @Test
  void requestsAreUnitsOfTheTestThatSendsThem() {
    Events events = Engine.run(SpringCases.OverHttp.class);
    assertThat(Engine.failed(events)).containsExactly("requestLoops");
    assertThat(Engine.message(events)).contains("ERROR N1").contains("com.shop.web.Shop.first");
  }

  @Test
  void routesAreImaginedWhereThereIsOneServer() {
    Events events = Engine.run(SpringCases.Routes.class);
    assertThat(Engine.failed(events)).containsExactly("readsInATransaction");
    assertThat(Engine.message(events))
        .contains("at com.shop.web.Shop.order(Shop.java:")
        .contains("on primary: TRANSACTION");
  }

  @Test
  void testWithoutWhatIsWatchedFails() {
    assertThat(Engine.message(Engine.run(SpringCases.Unwatched.class)))
        .contains("Weir watches nothing that Unwatched.isNotWatched() uses");
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        SpringCases.JdbcSlice.class,
        SpringCases.DataJdbcSlice.class,
        SpringCases.JpaSlice.class,
        SpringCases.Replaced.class
      })
  void sliceIsWatched(Class<?> slice) {
    Events events = Engine.run(slice);
    assertThat(Engine.failed(events)).containsExactly("loops");
    events.assertStatistics(all -> all.succeeded(1));
    assertThat(Engine.message(events)).contains("N1 N+1 select");
  }
}
