package dev.weir.analyzer.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/** Runs tests, some of which fail, within a test. */
final class Engine {
  private Engine() {}

  static Events run(Class<?>... tests) {
    return run(Map.of(), tests);
  }

  static Events run(Map<String, String> settings, Class<?>... tests) {
    DiscoverySelector[] selectors =
        Arrays.stream(tests).map(test -> selectClass(test)).toArray(DiscoverySelector[]::new);
    EngineExecutionResults results =
        EngineTestKit.engine("junit-jupiter")
            .configurationParameters(settings)
            .selectors(selectors)
            .execute();
    results.containerEvents().failed().stream()
        .forEach(
            event ->
                event
                    .getRequiredPayload(TestExecutionResult.class)
                    .getThrowable()
                    .ifPresent(
                        thrown -> {
                          throw new AssertionError("the class failed", thrown);
                        }));
    return results.testEvents();
  }

  /** The names of what failed: methods, and of several of one method what they are called. */
  static List<String> failed(Events events) {
    return events.failed().stream()
        .map(event -> event.getTestDescriptor().getDisplayName().replace("()", ""))
        .sorted()
        .toList();
  }

  /** What the one test that failed says. */
  static String message(Events events) {
    return Objects.requireNonNullElse(thrown(events).getMessage(), "");
  }

  /** What the tests that failed say. */
  static List<String> messages(Events events) {
    return events.failed().stream()
        .map(event -> event.getRequiredPayload(TestExecutionResult.class))
        .flatMap(result -> result.getThrowable().stream())
        .map(thrown -> Objects.requireNonNullElse(thrown.getMessage(), ""))
        .toList();
  }

  static Throwable thrown(Events events) {
    List<Event> failed = events.failed().list();
    if (failed.size() != 1) {
      throw new AssertionError("failed: " + failed);
    }
    return failed.get(0).getRequiredPayload(TestExecutionResult.class).getThrowable().orElseThrow();
  }
}
