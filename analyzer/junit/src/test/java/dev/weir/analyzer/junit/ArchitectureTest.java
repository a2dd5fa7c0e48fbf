package dev.weir.analyzer.junit;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The module is a thin adapter: it knows the faces, what they are made of, and what they tell and
 * render. What is optional is known by one class, which nobody loads without it.
 */
class ArchitectureTest {
  private static final String MODULE = "dev.weir.analyzer.junit";
  private static final String PLANTED = "dev.weir.planted";
  private static final Set<String> KNOWN =
      Set.of(
          "dev.weir",
          "dev.weir.consistency",
          "dev.weir.sql",
          "dev.weir.event",
          "dev.weir.route",
          "dev.weir.topology",
          "dev.weir.analyzer",
          "dev.weir.analyzer.accept",
          "dev.weir.analyzer.model",
          "dev.weir.analyzer.place",
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

  private static ArchRule knowsOptional(String root, String optional, List<String> names) {
    return noClasses()
        .that()
        .resideInAPackage(root)
        .and(describe("are not " + names, type -> !names.contains(type.getSimpleName())))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(optional);
  }

  private static ArchRule rule(String name, String root) {
    return switch (name) {
      case "faces" -> knowsTheFacesOnly(root);
      case "spring" -> knowsOptional(root, "org.springframework..", List.of("SpringTest"));
      case "assertj" ->
          knowsOptional(root, "org.assertj..", List.of("RecordingAssert", "WeirAssertions"));
      default -> throw new IllegalArgumentException(name);
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"faces", "spring", "assertj"})
  void moduleKeepsTheRule(String name) {
    JavaClasses module =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(MODULE);
    rule(name, MODULE).check(module);
  }

  @ParameterizedTest
  @ValueSource(strings = {"faces", "spring", "assertj"})
  void ruleFailsOnThePlantedViolation(String name) {
    JavaClasses planted = new ClassFileImporter().importPackages(PLANTED);
    assertThat(rule(name, PLANTED).evaluate(planted).hasViolation()).isTrue();
  }
}
