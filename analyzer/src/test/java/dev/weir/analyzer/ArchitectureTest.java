package dev.weir.analyzer;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Imports point the way that the design says. Each rule is held against the module, and against a
 * tree with planted violations ({@code dev.weir.planted}), in which it must fail: a rule that never
 * failed proves nothing.
 */
class ArchitectureTest {
  private static final JavaClasses MODULE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.weir.analyzer");
  private static final JavaClasses PLANTED =
      new ClassFileImporter().importPackages("dev.weir.planted");

  private static final String[] INNER = {"model", "capture", "detect", "stats", "advise", "report"};

  static Stream<String> rules() {
    return rules("dev.weir.analyzer").keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void moduleKeepsTheRule(String name) {
    rule("dev.weir.analyzer", name).check(MODULE);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void ruleFailsOnThePlantedViolation(String name) {
    assertThat(rule("dev.weir.planted", name).evaluate(PLANTED).hasViolation()).isTrue();
  }

  private static ArchRule rule(String root, String name) {
    return Objects.requireNonNull(rules(root).get(name));
  }

  /** The rules for a tree whose face is the given package. */
  private static Map<String, ArchRule> rules(String root) {
    Map<String, ArchRule> rules = new LinkedHashMap<>();
    rules.put("no cycles", slices().assignedFrom(eachPackage()).should().beFreeOfCycles());
    rules.put("nobody inside imports the face", nobodyInsideImportsTheFace(root));
    rules.put("model imports none of the others", onlyDependsOn(root, "model"));
    rules.put("capture imports model only", onlyDependsOn(root, "capture", "model"));
    rules.put("detect imports model only", onlyDependsOn(root, "detect", "model"));
    rules.put("stats imports model only", onlyDependsOn(root, "stats", "model"));
    rules.put("advise imports model only", onlyDependsOn(root, "advise", "model"));
    rules.put("report imports model only", onlyDependsOn(root, "report", "model"));
    rules.put("only capture and the face see events", onlyCaptureSees(root, "dev.weir.event.."));
    rules.put(
        "only capture and the face see datasource-proxy", onlyCaptureSees(root, "net.ttddyy.."));
    rules.put("only capture sees routing", noneButCaptureSeesRouting(root));
    rules.put("model has records and enums only", modelIsRecordsAndEnums(root));
    rules.put(
        "statics are final", fields().that().areStatic().should().beFinal().allowEmptyShould(true));
    rules.put("no shapeless names", noClasses().should(haveShapelessName()));
    rules.put("top-level classes are final", topLevelClassesAreFinal(root));
    return rules;
  }

  private static ArchRule nobodyInsideImportsTheFace(String root) {
    String[] inner = Stream.of(INNER).map(p -> root + "." + p + "..").toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAnyPackage(inner)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(root);
  }

  private static ArchRule onlyDependsOn(String root, String from, String... to) {
    String[] forbidden =
        Stream.of(INNER)
            .filter(p -> !p.equals(from) && !Stream.of(to).toList().contains(p))
            .map(p -> root + "." + p + "..")
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(root + "." + from + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden)
        .allowEmptyShould(true);
  }

  private static ArchRule onlyCaptureSees(String root, String seen) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(root, root + ".capture..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(seen);
  }

  private static ArchRule noneButCaptureSeesRouting(String root) {
    return noClasses()
        .that()
        .resideOutsideOfPackage(root + ".capture..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("dev.weir.route..", "dev.weir.topology..", "dev.weir.jdbc.."));
  }

  private static ArchRule modelIsRecordsAndEnums(String root) {
    return classes()
        .that(
            resideInAPackage(root + ".model")
                .and(
                    describe(
                        "are no package-info", c -> !c.getSimpleName().equals("package-info"))))
        .should()
        .beRecords()
        .orShould()
        .beEnums();
  }

  private static ArchRule topLevelClassesAreFinal(String root) {
    return classes()
        .that(
            describe(
                "are top-level classes of the module",
                c ->
                    c.getPackageName().startsWith(root)
                        && c.isTopLevelClass()
                        && !c.isInterface()
                        && !c.isEnum()))
        .should()
        .haveModifier(JavaModifier.FINAL);
  }

  private static ArchCondition<JavaClass> haveShapelessName() {
    return ArchConditions.have(
        describe(
            "a name like Impl, Manager, Helper, Util or Abstract",
            c -> c.getSimpleName().matches("Abstract.*|.*(Impl|Manager|Helper|Utils?)")));
  }

  /**
   * One slice per package, the root too: {@code matching("..(**)")} leaves the root out and misses
   * cycles through it.
   */
  private static SliceAssignment eachPackage() {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass c) {
        return SliceIdentifier.of(c.getPackageName());
      }

      @Override
      public String getDescription() {
        return "packages";
      }
    };
  }
}
