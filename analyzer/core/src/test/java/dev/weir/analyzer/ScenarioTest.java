package dev.weir.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import com.shop.Scenarios;
import dev.weir.analyzer.ScriptedDatabase.Disguise;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Profile;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The labelled scenarios for N1, LI, LU, LD and HR: each finding is expected once, any other is a
 * false positive. Each runs plainly and in every disguise that must not change the verdict.
 */
class ScenarioTest {
  private record Scenario(String id, String expected, boolean inUnit, Consumer<Scenarios> code) {
    /** What rests on a guess of the unit is never an error; a transaction is no guess. */
    String expected(Disguise disguise) {
      boolean guess = inUnit ? !id.equals("A01") && !id.equals("C01") : id.equals("E11");
      return disguise == Disguise.UNSCOPED && guess
          ? expected.replace("ERROR", "WARNING")
          : expected;
    }

    @Override
    public String toString() {
      return id + " -> " + expected;
    }
  }

  private static Scenario unit(String id, String expected, Consumer<Scenarios> code) {
    return new Scenario(id, expected, true, code);
  }

  /** One that says itself what its units are. */
  private static Scenario units(String id, String expected, Consumer<Scenarios> code) {
    return new Scenario(id, expected, false, code);
  }

  private static final List<Scenario> POSITIVES =
      List.of(
          unit("A01", "N1 ERROR", Scenarios::a01LazyManyToOne),
          unit("A03", "N1 ERROR", Scenarios::a03LoopOverInput),
          unit("A05", "N1 ERROR, N1 WARNING", Scenarios::a05Nested),
          unit("A07", "N1 ERROR", Scenarios::a07Breakers),
          unit("A09", "N1 ERROR", Scenarios::a09Recursion),
          unit("A11", "N1 WARNING", Scenarios::a11BatchSizeTwo),
          unit("A13", "N1 ERROR", Scenarios::a13RepeatsAndDistinct),
          unit("A15", "N1 ERROR", Scenarios::a15AfterCommit),
          unit("A17", "N1 ERROR", Scenarios::a17Aggregate),
          unit("A19", "N1 ERROR, N1 ERROR", Scenarios::a19TwoLoops),
          unit("A19 apart", "N1 ERROR, N1 WARNING", Scenarios::a19TwoLoopsApart),
          unit("C01", "LU ERROR", Scenarios::c01UpdateLoop),
          unit("C05", "LI ERROR", Scenarios::c05InsertReturning),
          unit("C07", "LD ERROR", Scenarios::c07DerivedDelete),
          unit("C09", "LI ERROR", Scenarios::c09UpsertLoop),
          unit("C11", "LU ERROR", Scenarios::c11CommitInLoop),
          unit("C13", "LI ERROR", Scenarios::c13BatchesOfOne),
          unit("C17", "LI ERROR, LI ERROR", Scenarios::c17MixedOrder),
          unit("C19", "LU ERROR", Scenarios::c19HelperDepth),
          units("D09", "TXI INFO", Scenarios::d09OneUnitPerItem),
          units("E01", "HR ERROR", Scenarios::e01Counter),
          units("E03", "HR ERROR", Scenarios::e03Singleton),
          unit("E05", "HR WARNING", Scenarios::e05SameRowInOneUnit),
          unit("E11", "HR ERROR", Scenarios::e11DenormalisedParent));

  private static final List<Scenario> NEGATIVES =
      List.of(
          unit("B01", "", Scenarios::b01JoinFetch),
          unit("B03", "", Scenarios::b03Chunks),
          unit("B05", "", Scenarios::b05OneEntity),
          unit("B05 one method", "", Scenarios::b05OneMethodThreeCallers),
          unit("B05 in a worker", "", Scenarios::b05WorkerLoop),
          unit("B07", "", Scenarios::b07Cursor),
          unit("B09", "", Scenarios::b09Retries),
          units("B11", "", Scenarios::b11Ticks),
          unit("B13", "", Scenarios::b13Shards),
          unit("B15", "", Scenarios::b15Stages),
          unit("B17", "", Scenarios::b17Sequence),
          unit("B19", "", Scenarios::b19Fixtures),
          units("B21", "", Scenarios::b21Paging),
          unit("B23", "", Scenarios::b23Identical),
          unit("keyset paging", "", Scenarios::keysetPaging),
          unit("D01", "", Scenarios::d01ProperBatch),
          unit("D03", "", Scenarios::d03Unnest),
          unit("D05", "", Scenarios::d05AuditRows),
          unit("D07", "", Scenarios::d07ChunkedBackfill),
          unit("D11", "", Scenarios::d11DifferentStatements),
          unit("D13", "", Scenarios::d13TestData),
          units("F01", "", Scenarios::f01Uniform),
          units("F03", "", Scenarios::f03Guarded),
          units("F05", "", Scenarios::f05AdvisoryLock),
          units("F07", "", Scenarios::f07CartRow),
          units("F09", "", Scenarios::f09SameIdOtherTables),
          unit("K03", "", Scenarios::k03DollarQuoted),
          unit("K07", "", Scenarios::k07BatchKeepsParameters));

  static Stream<Arguments> disguised() {
    return Stream.concat(POSITIVES.stream(), NEGATIVES.stream())
        .flatMap(s -> Stream.of(Disguise.values()).map(d -> Arguments.of(s, d)));
  }

  static Stream<Scenario> negatives() {
    return NEGATIVES.stream();
  }

  static Stream<Scenario> positives() {
    return POSITIVES.stream();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("disguised")
  void givesExactlyTheFindingsOfItsLabel(Scenario scenario, Disguise disguise) {
    assertThat(verdict(scenario, Profile.development(), disguise))
        .isEqualTo(scenario.expected(disguise));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("negatives")
  void productionIsSilentToo(Scenario scenario) {
    assertThat(verdict(scenario, Profile.production(), Disguise.NONE)).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("positives")
  void twiceTheLoadNeverWeakensAVerdict(Scenario scenario) {
    List<Finding> once = run(scenario, Profile.development(), Disguise.NONE, 1);
    List<Finding> twice = run(scenario, Profile.development(), Disguise.NONE, 2);
    assertThat(twice).hasSameSizeAs(once);
    for (Finding finding : once) {
      assertThat(twice)
          .anySatisfy(
              more -> {
                assertThat(more.signature()).isEqualTo(finding.signature());
                assertThat(more.severity()).isLessThanOrEqualTo(finding.severity());
                assertThat(more.count(Fact.EXECUTIONS))
                    .isGreaterThanOrEqualTo(finding.count(Fact.EXECUTIONS));
              });
    }
  }

  @Test
  void orderOfIndependentUnitsDoesNotMatter() {
    List<Scenario> forth = POSITIVES.stream().filter(s -> s.inUnit).toList();
    List<Scenario> back = forth.stream().sorted((a, b) -> b.id.compareTo(a.id)).toList();
    assertThat(signatures(forth)).isEqualTo(signatures(back));
  }

  @Test
  void millionStatementsAreOneFindingOfOneMillion() {
    Scenario million = unit("K11", "N1 ERROR", Scenarios::k11Million);
    List<Finding> findings = run(million, Profile.development(), Disguise.NONE, 1);
    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).count(Fact.EXECUTIONS)).isBetween(999_900L, 1_000_000L);
  }

  @Test
  void noFindingHoldsALiteral() {
    Scenario secrets = unit("K15", "", Scenarios::k15Secrets);
    List<Finding> findings = run(secrets, Profile.development(), Disguise.NONE, 1);
    assertThat(findings).extracting(f -> f.code().id()).containsExactlyInAnyOrder("N1", "LU");
    assertThat(findings.toString()).doesNotContain("secret").doesNotContain("example.com");
    assertThat(Announcer.line(findings.get(0), "2 in 1 unit")).doesNotContain("secret");
  }

  private static String verdict(Scenario scenario, Profile profile, Disguise disguise) {
    return run(scenario, profile, disguise, 1).stream()
        .map(f -> f.code().id() + " " + f.severity())
        .sorted()
        .reduce((a, b) -> a + ", " + b)
        .orElse("");
  }

  private static List<String> signatures(List<Scenario> scenarios) {
    try (ScriptedDatabase db = new ScriptedDatabase(Profile.development(), Disguise.NONE)) {
      for (Scenario scenario : scenarios) {
        db.unit(() -> scenario.code.accept(new Scenarios(db)));
      }
      return db.findings().stream()
          .map(f -> f.signature() + f.count(Fact.EXECUTIONS))
          .sorted()
          .toList();
    }
  }

  private static List<Finding> run(
      Scenario scenario, Profile profile, Disguise disguise, int times) {
    try (ScriptedDatabase db = new ScriptedDatabase(profile, disguise)) {
      Runnable code =
          () -> {
            for (int i = 0; i < times; i++) {
              scenario.code.accept(new Scenarios(db));
            }
          };
      if (scenario.inUnit) {
        db.unit(code);
      } else {
        code.run();
      }
      return db.findings();
    }
  }
}
