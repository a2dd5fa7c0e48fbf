package dev.weir.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.analyzer.ScenarioRun.Bounds;
import dev.weir.analyzer.ScenarioRun.Disguise;
import dev.weir.analyzer.ScenarioRun.Way;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Profile;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.scenario.Scenario;
import dev.weir.analyzer.scenario.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What must not change a verdict: more load, another order, a profile. */
@Tag("proof")
class ScenarioRelationsTest {
  /** A loop of two becomes one of four, so negatives are not asked. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.weir.analyzer.Scenarios#few")
  void twiceTheLoadNeverWeakensAVerdict(Scenario scenario) {
    List<Finding> once =
        ScenarioRun.findings(Way.plain(Bounds.SCOPES), Scenarios.APPLICATIONS, scenario);
    Way more = Way.plain(Bounds.SCOPES).with(Disguise.TWICE);
    List<Finding> twice = ScenarioRun.findings(more, Scenarios.APPLICATIONS, scenario);
    for (Finding finding : once) {
      assertThat(twice)
          .anySatisfy(
              stronger -> {
                assertThat(stronger.signature()).isEqualTo(finding.signature());
                assertThat(stronger.severity()).isLessThanOrEqualTo(finding.severity());
                assertThat(stronger.amount()).isGreaterThanOrEqualTo(finding.amount());
              });
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.weir.analyzer.Scenarios#negatives")
  void productionIsSilentToo(Scenario scenario) {
    for (Bounds bounds : Scenarios.bounds(scenario)) {
      Way way = Way.plain(bounds).with(Profile.production());
      assertThat(ScenarioRun.findings(way, Scenarios.APPLICATIONS, scenario))
          .as(way.toString())
          .isEmpty();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.weir.analyzer.Scenarios#negatives")
  void whatIsLeftOutCreatesNoFinding(Scenario scenario) {
    Assumptions.assumeTrue(
        Scenarios.isWithoutTransactions(scenario), "another statement, another unit");
    Assumptions.assumeFalse(scenario.whole(), "each step is needed");
    List<Integer> numbers = new ArrayList<>();
    scenario.each(
        step -> {
          if (step instanceof Step.Statement statement) {
            numbers.add(statement.number());
          }
        });
    for (int number : numbers) {
      Way way = Way.plain(Bounds.NO_SCOPES).without(number);
      assertThat(ScenarioRun.findings(way, Scenarios.APPLICATIONS, scenario))
          .as(way.toString())
          .isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Bounds.class)
  void orderOfIndependentUnitsDoesNotMatter(Bounds bounds) {
    List<Scenario> forth = Scenarios.ALL.stream().filter(s -> s.executions() < 1_000).toList();
    List<Scenario> back = new ArrayList<>(forth);
    Collections.reverse(back);
    assertThat(signatures(forth, bounds)).isEqualTo(signatures(back, bounds)).isNotEmpty();
  }

  /** Scenarios share rows: whose statement is told first depends on their order. */
  private static boolean isOfARowOfSeveralStatements(Finding finding) {
    return finding.code().id().equals("HR")
        && finding.subject() instanceof Subject.Statement statement
        && !statement.also().isEmpty();
  }

  private static List<String> signatures(List<Scenario> scenarios, Bounds bounds) {
    Scenario[] all = scenarios.toArray(Scenario[]::new);
    return ScenarioRun.findings(Way.plain(bounds), Scenarios.APPLICATIONS, all).stream()
        .filter(finding -> finding.place().loop() != null)
        .filter(finding -> !isOfARowOfSeveralStatements(finding))
        .map(Finding::signature)
        .sorted()
        .toList();
  }
}
