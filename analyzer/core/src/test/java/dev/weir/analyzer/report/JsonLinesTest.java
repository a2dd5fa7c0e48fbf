package dev.weir.analyzer.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.weir.analyzer.model.FindingState;
import dev.weir.analyzer.model.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class JsonLinesTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Test
  void everyLineIsAsTheSchemaSays() throws IOException {
    List<JsonNode> lines = lines();

    assertThat(lines).hasSize(5);
    assertThat(lines).allSatisfy(line -> assertThat(faults(line)).isEmpty());
  }

  @Test
  void releasesAreAsTheSchemaSays() throws IOException {
    Report all = Sample.report();
    Report report =
        new Report(
            all.dataSources(),
            all.at(),
            all.watched(),
            all.coverage(),
            List.of(all.entries().get(0).as(FindingState.BACK)),
            all.unseen(),
            List.of(),
            List.of(),
            "1.1",
            new Report.Since("1.0", List.of(all.entries().get(2).as(FindingState.GONE))));
    List<JsonNode> lines = new JsonLines().render(report).lines().map(JSON::readTree).toList();
    assertThat(lines).allSatisfy(line -> assertThat(faults(line)).isEmpty());
    JsonNode gone = lines.get(0).get("gone").get(0);
    assertThat(gone.get("title").asString()).isEqualTo("hot row");
    assertThat(gone.get("callSite").isNull()).isTrue();
    assertThat(lines.get(0).get("releaseBefore").asString()).isEqualTo("1.0");
    assertThat(lines.get(1).get("release").asString()).isEqualTo("1.1");
    assertThat(lines.get(1).get("state").asString()).isEqualTo("BACK");
  }

  @Test
  void theSchemaIsChecked() throws IOException {
    assertThat(faults(JSON.readTree("{\"version\": \"one\", \"extra\": 1}")))
        .anyMatch(fault -> fault.contains("'code'"))
        .anyMatch(fault -> fault.contains("extra"));
  }

  private static List<String> faults(JsonNode line) throws IOException {
    JsonNode schema = JSON.readTree(Files.readString(Path.of("../../docs/findings.schema.json")));
    close(schema);
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(schema)
        .validate(line)
        .stream()
        .map(Object::toString)
        .toList();
  }

  /** Readers must bear what is added later; here each field must be described. */
  private static void close(JsonNode schema) {
    if (schema.has("properties")) {
      ((ObjectNode) schema).put("additionalProperties", false);
    }
    schema.forEach(JsonLinesTest::close);
  }

  @Test
  void firstLineTellsHowMuchWasSeen() {
    JsonNode head = lines().get(0);

    assertThat(head.get("type").asString()).isEqualTo("report");
    assertThat(head.get("coverage").get("droppedUnits").asInt()).isEqualTo(3);
    assertThat(head.get("findings").asInt()).isEqualTo(4);
  }

  @Test
  void noLiteralAndNoValueIsInIt() {
    assertThat(new JsonLines().render(Sample.report())).doesNotContain("secret");
  }

  @Test
  void whatIsNotKnownIsNull() {
    JsonNode hotRow = lines().get(3);

    assertThat(hotRow.get("callSite").isNull()).isTrue();
    assertThat(hotRow.get("subject").get("source").isNull()).isTrue();
    JsonNode now = hotRow.get("tables").get(0).get("now");
    assertThat(now.get("vacuumTrigger").isNull()).isTrue();
    assertThat(now.get("lastVacuum").isNull()).isTrue();
    assertThat(lines().get(2).get("tables").get(0).get("now").get("sizeBytes").isNull()).isTrue();
  }

  private static List<JsonNode> lines() {
    return new JsonLines().render(Sample.report()).lines().map(JSON::readTree).toList();
  }
}
