package dev.weir.analyzer;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
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
import java.util.List;
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

  /** Who may import whom: of this module by the last part of the name, of the driver in full. */
  private static final Map<String, List<String>> MAY_IMPORT = new LinkedHashMap<>();

  static {
    MAY_IMPORT.put("model", List.of("dev.weir.sql"));
    MAY_IMPORT.put("unit", List.of("model", "dev.weir.event"));
    // Of the route it only asks whether there was a choice: that a transaction is read-only says
    // so.
    MAY_IMPORT.put(
        "count", List.of("model", "place", "dev.weir.event", "dev.weir.sql", "dev.weir.route"));
    MAY_IMPORT.put("place", List.of("model"));
    // An event is made of what a statement is and where it went.
    MAY_IMPORT.put(
        "proxy", List.of("dev.weir.event", "dev.weir.sql", "dev.weir.route", "dev.weir.topology"));
    MAY_IMPORT.put("detect", List.of("model", "dev.weir.sql"));
    MAY_IMPORT.put("sample", List.of("model", "dev.weir.sql"));
    MAY_IMPORT.put("server", List.of("model", "sample", "dev.weir.sql"));
    MAY_IMPORT.put("doctor", List.of("model", "sample", "dev.weir.sql"));
    MAY_IMPORT.put("rewrite", List.of("model", "dev.weir.sql"));
    MAY_IMPORT.put("advise", List.of("model", "rewrite", "dev.weir.sql"));
    MAY_IMPORT.put("accept", List.of("model"));
    MAY_IMPORT.put("report", List.of("model", "dev.weir.sql"));
  }

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
    rules.put("every package is in the table", everyPackageIsInTheTable(root));
    MAY_IMPORT.forEach(
        (name, others) ->
            rules.put(name + " imports " + String.join(", ", others), imports(root, name, others)));
    rules.put("only proxy and the face see datasource-proxy", onlyProxySeesDatasourceProxy(root));
    rules.put("model has records, enums and sealed interfaces only", modelIsRecordsAndEnums(root));
    rules.put(
        "statics are final", fields().that().areStatic().should().beFinal().allowEmptyShould(true));
    rules.put("no shapeless names", noClasses().should(haveShapelessName()));
    rules.put("top-level classes are final", topLevelClassesAreFinal(root));
    return rules;
  }

  /** Also no package of Weir that the table does not name, so the face neither. */
  private static ArchRule imports(String root, String from, List<String> others) {
    List<String> allowed =
        Stream.concat(Stream.of(from), others.stream())
            .map(name -> name.startsWith("dev.weir.") ? name : root + "." + name)
            .toList();
    return noClasses()
        .that()
        .resideInAPackage(root + "." + from)
        .should()
        .dependOnClassesThat(
            describe(
                "are of another package of Weir",
                c ->
                    c.getPackageName().startsWith("dev.weir")
                        && !allowed.contains(c.getPackageName())));
  }

  private static ArchRule everyPackageIsInTheTable(String root) {
    return classes()
        .that()
        .resideInAPackage(root + "..")
        .should(
            ArchConditions.have(
                describe(
                    "a package of the table",
                    c ->
                        c.getPackageName().equals(root)
                            || MAY_IMPORT.containsKey(
                                c.getPackageName().substring(root.length() + 1)))));
  }

  private static ArchRule onlyProxySeesDatasourceProxy(String root) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(root, root + ".proxy")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("net.ttddyy..");
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
        .beEnums()
        .orShould(
            ArchConditions.be(
                describe("sealed interfaces", c -> c.isInterface() && c.reflect().isSealed())));
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
