package dev.weir.analyzer.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The command line is a thin adapter: it knows the face, what it hands out, and its renderers. */
class ArchitectureTest {
  private static final String MODULE = "dev.weir.analyzer.cli";
  private static final String PLANTED = "dev.weir.planted";
  private static final Set<String> KNOWN =
      Set.of(
          "dev.weir.sql",
          "dev.weir.analyzer",
          "dev.weir.analyzer.model",
          "dev.weir.analyzer.page",
          "dev.weir.analyzer.place",
          "dev.weir.analyzer.report",
          "dev.weir.analyzer.sample");

  @Test
  void itKnowsTheFacesOnly() {
    knowsTheFacesOnly(MODULE)
        .check(
            new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(MODULE));
  }

  @Test
  void theRuleFailsOnThePlantedViolation() {
    JavaClasses planted = new ClassFileImporter().importPackages(PLANTED);
    assertThat(knowsTheFacesOnly(PLANTED).evaluate(planted).hasViolation()).isTrue();
  }

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
}
