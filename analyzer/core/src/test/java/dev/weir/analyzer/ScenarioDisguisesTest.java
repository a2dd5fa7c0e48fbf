package dev.weir.analyzer;

import dev.weir.analyzer.ScenarioRun.Bounds;
import dev.weir.analyzer.ScenarioRun.Disguise;
import dev.weir.analyzer.ScenarioRun.Way;
import dev.weir.analyzer.scenario.Scenario;
import java.util.EnumSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must not change a verdict either: other names, literals, comments, turns, networks. */
@Tag("proof")
class ScenarioDisguisesTest {
  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.weir.analyzer.Scenarios#few")
  void inDisguise(Scenario scenario) {
    for (Disguise disguise : EnumSet.range(Disguise.RENAMED_TABLES, Disguise.FAR_NETWORK)) {
      if (disguise != Disguise.LITERALS || !Scenarios.expects(scenario, Scenarios.OF_VALUES)) {
        Scenarios.assertRight(scenario, Way.plain(Bounds.SCOPES).with(disguise));
      }
    }
    if (!Scenarios.expects(scenario, Scenarios.OF_NAMES)) {
      Scenarios.assertRight(scenario, Way.plain(Bounds.NO_SCOPES).with(Disguise.INTERLEAVED));
    }
  }
}
