package dev.weir.analyzer.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.weir.analyzer.model.Acceptance;
import dev.weir.analyzer.model.CallSite;
import dev.weir.analyzer.model.Report;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SarifReportTest {
  private static final Report REPORT = Sample.report();

  private static String render(Report report) {
    return new SarifReport(SarifReportTest::file).render(report);
  }

  private static @Nullable String file(CallSite site) {
    return "src/main/java/com/shop/orders/" + site.file();
  }

  private static JsonNode run(String sarif) {
    return JsonMapper.shared().readTree(sarif).at("/runs/0");
  }

  private static List<String> faults(String sarif) throws IOException {
    try (InputStream schema =
        Objects.requireNonNull(
            SarifReportTest.class.getResourceAsStream("/schema/sarif-schema-2.1.0.json"))) {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
          .getSchema(new String(schema.readAllBytes(), StandardCharsets.UTF_8), InputFormat.JSON)
          .validate(sarif, InputFormat.JSON)
          .stream()
          .map(Object::toString)
          .toList();
    }
  }

  private static Report accepted() {
    Acceptance by = new Acceptance(null, "LU", null, null, "by law", null, null);
    return new Report(
        REPORT.dataSources(),
        REPORT.at(),
        REPORT.watched(),
        REPORT.coverage(),
        REPORT.entries().subList(1, REPORT.entries().size()),
        REPORT.unseen(),
        List.of(new Report.Accepted(REPORT.entries().get(0), by)),
        List.of());
  }

  @Test
  void isAsTheSchemaSays() throws IOException {
    assertThat(faults(render(accepted()))).isEmpty();
  }

  @Test
  void theSchemaIsChecked() throws IOException {
    assertThat(faults("{\"version\": \"2.1.0\", \"runs\": [{}]}"))
        .singleElement()
        .asString()
        .contains("tool");
  }

  @Test
  void findingStandsAtItsLoopAndNamesItsCallSite() {
    JsonNode result = run(render(REPORT)).at("/results/0");

    assertThat(result.at("/ruleId").asString()).isEqualTo("LU");
    assertThat(result.at("/level").asString()).isEqualTo("error");
    assertThat(result.at("/locations/0/physicalLocation/artifactLocation/uri").asString())
        .isEqualTo("src/main/java/com/shop/orders/ShippingJob.java");
    assertThat(result.at("/locations/0/physicalLocation/region/startLine").asInt()).isEqualTo(41);
    assertThat(result.at("/relatedLocations/0/physicalLocation/artifactLocation/uri").asString())
        .endsWith("OrderDao.java");
    assertThat(result.at("/fingerprints").propertyNames()).containsExactly("weir/signature");
    assertThat(result.has("partialFingerprints")).isFalse();
  }

  @Test
  void whatHasNoFileIsLeftOutAndCounted() {
    JsonNode run = run(render(REPORT));

    assertThat(run.at("/results")).hasSize(3);
    assertThat(run.at("/invocations/0/toolExecutionNotifications/0/message/text").asString())
        .startsWith("1 finding left out");
    assertThat(run(new SarifReport(site -> null).render(REPORT)).at("/results")).isEmpty();
  }

  @Test
  void categoryEndsInASlashAndEachRuleIsThereOnce() {
    JsonNode run = run(render(REPORT));

    assertThat(run.at("/automationDetails/id").asString()).isEqualTo("weir/");
    assertThat(run.at("/tool/driver/rules").valueStream().map(rule -> rule.at("/id").asString()))
        .containsExactly("LU", "N1", "LD");
    for (String text : List.of("shortDescription", "fullDescription", "help")) {
      assertThat(run.at("/tool/driver/rules").valueStream())
          .as("GitHub asks for %s", text)
          .allMatch(rule -> !rule.at("/" + text + "/text").asString("").isEmpty());
    }
  }

  @Test
  void whatIsAcceptedIsSuppressed() {
    JsonNode results = run(render(accepted())).at("/results");

    assertThat(results)
        .filteredOn(result -> result.has("suppressions"))
        .singleElement()
        .satisfies(
            result ->
                assertThat(result.at("/suppressions/0/justification").asString())
                    .isEqualTo("by law"));
  }

  @Test
  void noLiteralIsInIt() {
    assertThat(render(REPORT)).doesNotContain("secret");
  }
}
