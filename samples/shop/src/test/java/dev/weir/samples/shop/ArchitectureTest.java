package dev.weir.samples.shop;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.weir.planted.PlantedManager;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The shop is an application: it knows the faces of Weir, and what they hand out, and nothing
 * inside.
 */
class ArchitectureTest {
  private static final JavaClasses PLANTED =
      new ClassFileImporter().importClasses(PlantedManager.class);

  private static final JavaClasses SHOP =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.weir.samples.shop");

  static Stream<ArchRule> rules() {
    return Stream.of(
        fields().that().areStatic().should().beFinal(),
        classes().that().arePublic().should().haveSimpleName("ShopDemo"),
        noClasses().should().haveNameMatching(".*(Impl|Manager|Helper|Utils?)"),
        noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "dev.weir.jdbc..",
                "dev.weir.lease..",
                "dev.weir.plan..",
                "dev.weir.forward..",
                "dev.weir.catalog..",
                "dev.weir.consistency..",
                "dev.weir.analyzer.unit..",
                "dev.weir.analyzer.count..",
                "dev.weir.analyzer.place..",
                "dev.weir.analyzer.proxy..",
                "dev.weir.analyzer.rewrite..",
                "dev.weir.analyzer.detect..",
                "dev.weir.analyzer.server..",
                "dev.weir.analyzer.advise.."));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void shopKeepsTheRule(ArchRule rule) {
    rule.check(SHOP);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void plantedClassBreaksTheRule(ArchRule rule) {
    assertThat(rule.evaluate(PLANTED).hasViolation()).isTrue();
  }
}
