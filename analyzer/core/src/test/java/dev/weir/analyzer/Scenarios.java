package dev.weir.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.analyzer.ScenarioRun.Bounds;
import dev.weir.analyzer.ScenarioRun.Disguise;
import dev.weir.analyzer.ScenarioRun.Way;
import dev.weir.analyzer.detect.Detectors;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Profile;
import dev.weir.analyzer.scenario.Applications;
import dev.weir.analyzer.scenario.Judgement;
import dev.weir.analyzer.scenario.Notation;
import dev.weir.analyzer.scenario.Scenario;
import dev.weir.analyzer.scenario.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The labelled scenarios, every file of them, and whether what is found in one is right. */
final class Scenarios {
  private static final Path FOLDER = Path.of("src/test/resources/scenarios");
  static final int LARGE = 50_000;
  private static final int MANY = 2_000;

  /** Values within a text are not compared with what was read. */
  static final Set<String> OF_VALUES = Set.of("NOOP", "FULL", "RMW", "UPS", "CJ");

  /** It takes a scope to know what a unit is called. */
  static final Set<String> OF_NAMES = Set.of("CHAT");

  static final List<String> CODES =
      new Detectors(Profile.development(), Duration.ofMillis(1), List.of())
          .codes().stream().map(code -> code.id()).toList();
  static final List<Scenario> ALL = read();
  static final Applications APPLICATIONS = new Applications(ALL);

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

  private Scenarios() {}

  static Stream<Scenario> notLarge() {
    return ALL.stream().filter(scenario -> scenario.executions() < LARGE);
  }

  /** Those that take seconds. */
  static Stream<Scenario> large() {
    return ALL.stream().filter(scenario -> scenario.executions() >= LARGE);
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

  /** In which it says the same. */
  static List<Bounds> bounds(Scenario scenario) {
    if (expects(scenario, OF_NAMES)) {
      return List.of(Bounds.SCOPES);
    }
    return isWithoutTransactions(scenario)
        ? List.of(Bounds.values())
        : List.of(Bounds.SCOPES, Bounds.NO_SCOPES);
  }

  static Judgement judge(Scenario scenario, Way way) {
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

  static void assertRight(Scenario scenario, Way way) {
    Judgement judgement = judge(scenario, way);
    assertThat(judgement).as(way.toString()).matches(Judgement::isRight, "as expected");
  }

  /** Whether it says nothing of transactions, so that auto-commit does the same. */
  static boolean isWithoutTransactions(Scenario scenario) {
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

  /** Whether one of these codes is expected of it. */
  static boolean expects(Scenario scenario, Set<String> codes) {
    return scenario.expected().stream().anyMatch(expected -> codes.contains(expected.code()));
  }
}
