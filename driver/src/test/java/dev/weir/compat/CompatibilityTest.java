package dev.weir.compat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Cluster;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every JDBC method is called on the bare driver and on Weir, in many states, and does the same: it
 * answers the same, or throws the same. What does not is listed in {@link Differences}; a listed
 * difference that is none any more is not allowed either.
 */
@Tag("proof")
class CompatibilityTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final List<Scenario> SCENARIOS =
      Stream.of(
              Generic.scenarios(),
              Matrices.scenarios(),
              Settings.scenarios(),
              Executions.scenarios(),
              Transactions.scenarios(),
              Rows.scenarios(),
              Parts.scenarios())
          .flatMap(List::stream)
          .toList();

  private static @Nullable Beside beside;

  @BeforeAll
  static void open() throws Exception {
    cluster.run(Schema.FIXED);
    beside = new Beside(cluster);
  }

  @AfterAll
  static void close() throws Exception {
    beside().close();
    cluster.run("drop schema compat cascade", "drop role compat_user");
  }

  private static Beside beside() {
    return Objects.requireNonNull(beside);
  }

  static Stream<Arguments> runs() {
    return SCENARIOS.stream()
        .flatMap(
            scenario ->
                Stream.of(Side.values())
                    .flatMap(
                        side ->
                            scenario
                                .transactions()
                                .map(within -> Arguments.of(scenario, side, within))));
  }

  @ParameterizedTest(name = "{0}, {1}, in a transaction: {2}")
  @MethodSource("runs")
  void scenarioDoesTheSame(Scenario scenario, Side side, boolean inTransaction) throws Exception {
    List<Beside.Departure> unlisted =
        beside().departures(scenario, side, inTransaction).stream()
            .filter(
                departure ->
                    Stream.concat(Differences.ALL.stream(), Differences.POSSIBLE.stream())
                        .noneMatch(d -> d.covers(side, scenario.name(), departure)))
            .toList();
    assertThat(unlisted).isEmpty();
  }

  static Stream<Difference> differences() {
    return Differences.ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("differences")
  void listedDifferenceIsOne(Difference listed) throws Exception {
    for (Side side : listed.sides()) {
      assertThat(isSeen(listed, side)).as("%s on %s", listed, side).isTrue();
    }
  }

  private static boolean isSeen(Difference listed, Side side) throws Exception {
    for (Scenario scenario : SCENARIOS) {
      if (scenario.name().matches(listed.scenario())) {
        for (boolean within : scenario.transactions().toList()) {
          if (beside().departures(scenario, side, within).stream()
              .anyMatch(d -> listed.covers(side, scenario.name(), d))) {
            return true;
          }
        }
      }
    }
    return false;
  }

  static Stream<String> methods() {
    return Interfaces.ALL.stream().flatMap(i -> i.methods().map(i::name));
  }

  @Test
  void everyMethodIsCalled() throws Exception {
    Set<String> called = new HashSet<>();
    for (Scenario scenario : SCENARIOS) {
      for (boolean within : scenario.transactions().toList()) {
        called.addAll(beside().bare(scenario, within).called());
      }
    }
    assertThat(methods().filter(m -> !called.contains(m))).isEmpty();
  }
}
