package dev.weir.analyzer.junit;

import static org.assertj.core.api.Assertions.assertThat;

import com.shop.LifecycleCases;
import com.shop.ThreadCases;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.platform.testkit.engine.Events;

@Timeout(120)
class LifecycleTest {
  private static final Map<String, String> PARALLEL =
      Map.of(
          "junit.jupiter.execution.parallel.enabled", "true",
          "junit.jupiter.execution.parallel.mode.default", "concurrent",
          "junit.jupiter.execution.parallel.config.strategy", "fixed",
          "junit.jupiter.execution.parallel.config.fixed.parallelism", "2");

  @Test
  void eachTestOfEachKindIsAUnitOfItsOwn() {
    Events events = Engine.run(LifecycleCases.class);
    assertThat(Engine.failed(events)).containsExactly("dynamic 20", "parameter 20", "separate20");
    events.assertStatistics(all -> all.succeeded(9).failed(3));
  }

  @Test
  void workOfOtherThreadsBelongsToTheTestThatRunsAlone() {
    assertThat(Engine.failed(Engine.run(ThreadCases.Alone.class)))
        .containsExactly("loopsElsewhere", "readsALotElsewhere");
  }

  @Test
  void testsAtTheSameTimeAreToldApartByTheirThreads() {
    Events events = Engine.run(PARALLEL, ThreadCases.Parallel.class);
    assertThat(Engine.failed(events)).containsExactly("loops");
    assertThat(Engine.message(events)).contains("N1").doesNotContain("Expected exactly");
  }

  @Test
  void workThatMayBeOfSeveralTestsFailsAllOfThem() {
    Events events = Engine.run(PARALLEL, ThreadCases.ParallelElsewhere.class);
    assertThat(Engine.failed(events)).containsExactly("isBeside", "worksElsewhere");
    assertThat(events.failed().stream().map(Object::toString))
        .allSatisfy(
            failure ->
                assertThat(failure)
                    .contains("other tests run at the same time")
                    .doesNotContain("Expected exactly")
                    .contains("select name from item where order_id = ?"));
  }
}
