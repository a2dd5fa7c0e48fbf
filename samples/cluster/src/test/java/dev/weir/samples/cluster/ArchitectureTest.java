package dev.weir.samples.cluster;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "dev.weir.samples.cluster",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest static final ArchRule staticsAreFinal = fields().that().areStatic().should().beFinal();

  @ArchTest
  static final ArchRule onlyTheApiIsPublic =
      classes()
          .that()
          .arePublic()
          .should()
          .haveNameMatching(".*\\.(PostgresCluster(\\$Builder)?|PostgresNode)");

  @ArchTest
  static final ArchRule onlyTheContainersKnowTestcontainers =
      noClasses()
          .that()
          .haveNameNotMatching(".*\\.Container.*")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.testcontainers..", "com.github.dockerjava..");

  @ArchTest
  static final ArchRule namesSayWhatTheClassIs =
      noClasses().should().haveNameMatching(".*(Impl|Manager|Helper|Utils?)");
}
