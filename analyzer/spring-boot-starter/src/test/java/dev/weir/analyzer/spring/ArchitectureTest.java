package dev.weir.analyzer.spring;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The starter is a thin adapter: it knows the faces, and what they are made of. */
class ArchitectureTest {
  private static final Set<String> KNOWN =
      Set.of(
          "dev.weir",
          "dev.weir.consistency",
          "dev.weir.meter",
          "dev.weir.route",
          "dev.weir.topology",
          "dev.weir.analyzer",
          "dev.weir.analyzer.accept",
          "dev.weir.analyzer.model",
          "dev.weir.analyzer.page",
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
  void starterKnowsTheFacesOnly() {
    knowsTheFacesOnly("dev.weir.analyzer.spring")
        .check(
            new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.weir.analyzer.spring"));
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
