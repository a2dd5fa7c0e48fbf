package dev.weir.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.analyzer.ScenarioRun.Bounds;
import dev.weir.analyzer.ScenarioRun.Way;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.scenario.Judgement;
import dev.weir.analyzer.scenario.Scenario;
import dev.weir.analyzer.scenario.Score;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is found in the labelled scenarios, with and without scopes: what is measured is what {@code
 * docs/detection.md} says.
 */
class ScenarioTest {
  private static final Path PAGE = Path.of("../../docs/detection.md");
  private static final double GOAL = 0.97;

  @Test
  void eachHasAnIdOfItsOwn() {
    Set<String> ids = new HashSet<>();
    assertThat(Scenarios.ALL).allMatch(scenario -> ids.add(scenario.id()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.weir.analyzer.Scenarios#notLarge")
  void withScopes(Scenario scenario) {
    Way way = Way.plain(Bounds.SCOPES);
    if (scenario.pending()) {
      assertThat(Scenarios.judge(scenario, way))
          .matches(judgement -> !judgement.isRight(), "pending");
    } else {
      Scenarios.assertRight(scenario, way);
    }
  }

  @ParameterizedTest(name = "{0}")
  @Tag("proof")
  @MethodSource("dev.weir.analyzer.Scenarios#large")
  void largeOnesWithScopes(Scenario scenario) {
    withScopes(scenario);
  }

  @ParameterizedTest(name = "{0}")
  @Tag("proof")
  @MethodSource("dev.weir.analyzer.Scenarios#small")
  void withoutScopes(Scenario scenario) {
    Assumptions.assumeFalse(
        Scenarios.expects(scenario, Scenarios.OF_NAMES), "a scope has the name");
    Scenarios.assertRight(scenario, Way.plain(Bounds.NO_SCOPES));
  }

  @ParameterizedTest(name = "{0}")
  @Tag("proof")
  @MethodSource("dev.weir.analyzer.Scenarios#small")
  void withoutScopesAndTransactions(Scenario scenario) {
    Assumptions.assumeTrue(
        Scenarios.isWithoutTransactions(scenario), "transactions are part of it");
    Assumptions.assumeFalse(
        Scenarios.expects(scenario, Scenarios.OF_NAMES), "a scope has the name");
    Scenarios.assertRight(scenario, Way.plain(Bounds.NO_SCOPES_AUTO_COMMIT));
  }

  @Test
  @Tag("proof")
  void pageSaysWhatIsMeasured() throws IOException {
    String measured = measured();
    System.out.print(measured);
    String page = Files.readString(PAGE);
    assertThat(page)
        .as("paste into docs/detection.md, between the two comments:%n%s", measured)
        .contains("<!-- measured -->\n" + measured + "<!-- end -->");
  }

  private static String measured() {
    StringBuilder text = new StringBuilder();
    long bad = 0;
    for (Bounds bounds : List.of(Bounds.SCOPES, Bounds.NO_SCOPES, Bounds.NO_SCOPES_AUTO_COMMIT)) {
      Score score = new Score(Scenarios.CODES);
      List<Scenario> run =
          Scenarios.ALL.stream()
              .filter(s -> s.executions() < Scenarios.LARGE)
              .filter(s -> Scenarios.bounds(s).contains(bounds))
              .toList();
      for (Scenario scenario : run) {
        List<Finding> findings =
            ScenarioRun.findings(Way.plain(bounds), Scenarios.APPLICATIONS, scenario);
        score.add(
            Judgement.of(
                scenario, Scenarios.APPLICATIONS, findings, new HashSet<>(Scenarios.CODES)));
        bad +=
            scenario.expected().isEmpty()
                ? findings.stream().filter(f -> f.severity() != Severity.INFO).count()
                : 0;
      }
      text.append(title(bounds, run.size())).append(score.table()).append('\n');
      if (Scenarios.ALL.stream().noneMatch(Scenario::pending)) {
        assertThat(score.isAtLeast(GOAL)).as(score.table()).isTrue();
      }
    }
    long negatives =
        Scenarios.ALL.stream()
            .filter(s -> s.executions() < Scenarios.LARGE && s.expected().isEmpty())
            .count();
    return text.append(
            "Findings of WARNING or above in the %d scenarios in which there is nothing: %d.%n"
                .formatted(negatives, bad))
        .toString();
  }

  private static String title(Bounds bounds, int scenarios) {
    String how =
        switch (bounds) {
          case SCOPES -> "With a scope for each unit";
          case NO_SCOPES -> "Without scopes, back to back on the threads of a pool";
          case NO_SCOPES_AUTO_COMMIT -> "Without scopes and transactions";
        };
    return "%s (%d scenarios):%n%n".formatted(how, scenarios);
  }

  @Test
  @Tag("proof")
  void millionStatementsAreOneFindingOfOneMillion() {
    Scenario million =
        Scenarios.ALL.stream().filter(s -> s.id().equals("K11")).findFirst().orElseThrow();
    List<Finding> findings =
        ScenarioRun.findings(Way.plain(Bounds.SCOPES), Scenarios.APPLICATIONS, million);
    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).count(Fact.EXECUTIONS)).isBetween(999_900L, 1_000_000L);
  }
}
