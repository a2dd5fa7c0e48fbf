package dev.weir.analyzer.page;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The module is a thin adapter: it knows the faces, and what they tell and render. */
class ArchitectureTest {
  private static final Set<String> KNOWN =
      Set.of(
          "dev.weir",
          "dev.weir.meter",
          "dev.weir.route",
          "dev.weir.topology",
          "dev.weir.analyzer",
          "dev.weir.analyzer.model",
          "dev.weir.analyzer.report");

  private static ArchRule knowsTheFacesOnly(String root) {
    return noClasses()
        .that()
        .resideInAPackage(root)
        .should()
        .dependOnClassesThat(
            describe(
                "are of an inner package of Weir",
                type ->
                    type.getPackageName().startsWith("dev.weir")
                        && !type.getPackageName().equals(root)
                        && !KNOWN.contains(type.getPackageName())));
  }

  @Test
  void moduleKnowsTheFacesOnly() {
    knowsTheFacesOnly("dev.weir.analyzer.page")
        .check(
            new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.weir.analyzer.page"));
  }

  @Test
  void ruleFailsOnThePlantedViolation() {
    assertThat(
            knowsTheFacesOnly("dev.weir.planted")
                .evaluate(new ClassFileImporter().importPackages("dev.weir.planted"))
                .hasViolation())
        .isTrue();
  }
}
