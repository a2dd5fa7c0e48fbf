package dev.weir.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.analyzer.ScenarioRun.Bounds;
import dev.weir.analyzer.ScenarioRun.Disguise;
import dev.weir.analyzer.ScenarioRun.Way;
import dev.weir.analyzer.detect.Detectors;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Profile;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.scenario.Applications;
import dev.weir.analyzer.scenario.Judgement;
import dev.weir.analyzer.scenario.Notation;
import dev.weir.analyzer.scenario.Scenario;
import dev.weir.analyzer.scenario.Score;
import dev.weir.analyzer.scenario.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The labelled scenarios, every file of them: with and without scopes, in every disguise that must
 * not change a verdict. What is measured is what {@code docs/detection.md} says.
 */
class ScenarioTest {
  private static final Path FOLDER = Path.of("src/test/resources/scenarios");
  private static final Path PAGE = Path.of("../../docs/detection.md");
  private static final int LARGE = 50_000;
  private static final int MANY = 2_000;
  private static final double GOAL = 0.97;

  /** Values within a text are not compared with what was read. */
  private static final Set<String> OF_VALUES = Set.of("NOOP", "FULL", "RMW", "UPS", "CJ");

  /** It takes a scope to know what a unit is called. */
  private static final Set<String> OF_NAMES = Set.of("CHAT");

  private static final List<String> CODES =
      new Detectors(Profile.development(), Duration.ofMillis(1), List.of())
          .codes().stream().map(code -> code.id()).toList();
  private static final List<Scenario> ALL = read();
  private static final Applications APPLICATIONS = new Applications(ALL);

  private static List<Scenario> read() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      List<Scenario> all = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        all.addAll(Notation.read(file.getFileName().toString(), Files.readString(file)));
      }
      return List.copyOf(all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<Scenario> all() {
    return ALL.stream();
  }

  /** Those that are small enough to be run in every way. */
  static Stream<Scenario> small() {
    return ALL.stream().filter(s -> !s.pending() && s.executions() < LARGE);
  }

  /** Those in which there is nothing to be found. */
  static Stream<Scenario> negatives() {
    return few().filter(scenario -> scenario.expected().isEmpty());
  }

  /** Those that are quick. */
  static Stream<Scenario> few() {
    return small().filter(scenario -> scenario.executions() <= MANY);
  }

  private static List<Bounds> bounds(Scenario scenario) {
    if (expects(scenario, OF_NAMES)) {
      return List.of(Bounds.SCOPES);
    }
    return isWithoutTransactions(scenario)
        ? List.of(Bounds.values())
        : List.of(Bounds.SCOPES, Bounds.NO_SCOPES);
  }

  private static Judgement judge(Scenario scenario, Way way) {
    List<Finding> findings =
        ScenarioRun.findings(way, APPLICATIONS, scenario).stream()
            .filter(
                finding ->
                    way.disguise() != Disguise.LITERALS
                        || !isOfTheDisguise(finding)
                        || expects(scenario, Set.of("LIT")))
            .toList();
    return Judgement.of(scenario, APPLICATIONS, findings, new HashSet<>(CODES));
  }

  /** Values are in the text then, and that is said. */
  private static boolean isOfTheDisguise(Finding finding) {
    return finding.code().id().equals("LIT");
  }

  private static void assertRight(Scenario scenario, Way way) {
    Judgement judgement = judge(scenario, way);
    assertThat(judgement).as(way.toString()).matches(Judgement::isRight, "as expected");
  }

  /** Whether it says nothing of transactions, so that auto-commit does the same. */
  private static boolean isWithoutTransactions(Scenario scenario) {
    boolean[] none = {
      scenario.expected().stream().noneMatch(expected -> isOfTransactions(expected.code()))
    };
    scenario.each(
        step ->
            none[0] &=
                step instanceof Step.Statement statement
                    ? statement.wish().fetchSize() == 0 // It is ignored in auto-commit mode.
                    : !(step instanceof Step.Event event) || event.action() == Step.Action.GAP);
    return none[0];
  }

  private static boolean isOfTransactions(String code) {
    return code.startsWith("TX") || code.equals("HRX") || code.equals("LK");
  }

  @Test
  void eachHasAnIdOfItsOwn() {
    Set<String> ids = new HashSet<>();
    assertThat(ALL).allMatch(scenario -> ids.add(scenario.id()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void withScopes(Scenario scenario) {
    Way way = Way.plain(Bounds.SCOPES);
    if (scenario.pending()) {
      assertThat(judge(scenario, way)).matches(judgement -> !judgement.isRight(), "pending");
    } else {
      assertRight(scenario, way);
    }
  }

  @ParameterizedTest(name = "{0}")
  @Tag("proof")
  @MethodSource("small")
  void withoutScopes(Scenario scenario) {
    Assumptions.assumeFalse(expects(scenario, OF_NAMES), "a scope has the name");
    assertRight(scenario, Way.plain(Bounds.NO_SCOPES));
  }

  @ParameterizedTest(name = "{0}")
  @Tag("proof")
  @MethodSource("small")
  void withoutScopesAndTransactions(Scenario scenario) {
    Assumptions.assumeTrue(isWithoutTransactions(scenario), "transactions are part of it");
    Assumptions.assumeFalse(expects(scenario, OF_NAMES), "a scope has the name");
    assertRight(scenario, Way.plain(Bounds.NO_SCOPES_AUTO_COMMIT));
  }

  @Tag("proof")
  @ParameterizedTest(name = "{0}")
  @MethodSource("few")
  void inDisguise(Scenario scenario) {
    for (Disguise disguise : EnumSet.range(Disguise.RENAMED_TABLES, Disguise.FAR_NETWORK)) {
      if (disguise != Disguise.LITERALS || !expects(scenario, OF_VALUES)) {
        assertRight(scenario, Way.plain(Bounds.SCOPES).with(disguise));
      }
    }
    if (!expects(scenario, OF_NAMES)) {
      assertRight(scenario, Way.plain(Bounds.NO_SCOPES).with(Disguise.INTERLEAVED));
    }
  }

  private static boolean expects(Scenario scenario, Set<String> codes) {
    return scenario.expected().stream().anyMatch(expected -> codes.contains(expected.code()));
  }

  /** A loop of two becomes one of four, so negatives are not asked. */
  @Tag("proof")
  @ParameterizedTest(name = "{0}")
  @MethodSource("few")
  void twiceTheLoadNeverWeakensAVerdict(Scenario scenario) {
    List<Finding> once = ScenarioRun.findings(Way.plain(Bounds.SCOPES), APPLICATIONS, scenario);
    Way more = Way.plain(Bounds.SCOPES).with(Disguise.TWICE);
    List<Finding> twice = ScenarioRun.findings(more, APPLICATIONS, scenario);
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
  @Tag("proof")
  @MethodSource("negatives")
  void productionIsSilentToo(Scenario scenario) {
    for (Bounds bounds : bounds(scenario)) {
      Way way = Way.plain(bounds).with(Profile.production());
      assertThat(ScenarioRun.findings(way, APPLICATIONS, scenario)).as(way.toString()).isEmpty();
    }
  }

  @Tag("proof")
  @ParameterizedTest(name = "{0}")
  @MethodSource("negatives")
  void whatIsLeftOutCreatesNoFinding(Scenario scenario) {
    Assumptions.assumeTrue(isWithoutTransactions(scenario), "another statement, another unit");
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
      assertThat(ScenarioRun.findings(way, APPLICATIONS, scenario)).as(way.toString()).isEmpty();
    }
  }

  @Tag("proof")
  @ParameterizedTest
  @EnumSource(Bounds.class)
  void orderOfIndependentUnitsDoesNotMatter(Bounds bounds) {
    List<Scenario> forth = ALL.stream().filter(s -> s.executions() < 1_000).toList();
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
    return ScenarioRun.findings(Way.plain(bounds), APPLICATIONS, all).stream()
        .filter(finding -> finding.place().loop() != null)
        .filter(finding -> !isOfARowOfSeveralStatements(finding))
        .map(Finding::signature)
        .sorted()
        .toList();
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
      Score score = new Score(CODES);
      List<Scenario> run =
          ALL.stream()
              .filter(s -> s.executions() < LARGE)
              .filter(s -> bounds(s).contains(bounds))
              .toList();
      for (Scenario scenario : run) {
        List<Finding> findings = ScenarioRun.findings(Way.plain(bounds), APPLICATIONS, scenario);
        score.add(Judgement.of(scenario, APPLICATIONS, findings, new HashSet<>(CODES)));
        bad +=
            scenario.expected().isEmpty()
                ? findings.stream().filter(f -> f.severity() != Severity.INFO).count()
                : 0;
      }
      text.append(title(bounds, run.size())).append(score.table()).append('\n');
      if (ALL.stream().noneMatch(Scenario::pending)) {
        assertThat(score.isAtLeast(GOAL)).as(score.table()).isTrue();
      }
    }
    long negatives =
        ALL.stream().filter(s -> s.executions() < LARGE && s.expected().isEmpty()).count();
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
  void millionStatementsAreOneFindingOfOneMillion() {
    Scenario million = ALL.stream().filter(s -> s.id().equals("K11")).findFirst().orElseThrow();
    List<Finding> findings = ScenarioRun.findings(Way.plain(Bounds.SCOPES), APPLICATIONS, million);
    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).count(Fact.EXECUTIONS)).isBetween(999_900L, 1_000_000L);
  }
}
