package dev.weir.analyzer.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonLinesTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Test
  void everyLineIsAsTheSchemaSays() throws IOException {
    JsonNode schema = JSON.readTree(Files.readString(Path.of("../../docs/findings.schema.json")));
    List<JsonNode> lines = lines();

    assertThat(lines).hasSize(5);
    for (JsonNode line : lines) {
      List<String> faults = new ArrayList<>();
      check("$", line, schema, schema, faults);
      assertThat(faults).isEmpty();
    }
  }

  @Test
  void theSchemaIsChecked() throws IOException {
    JsonNode schema = JSON.readTree(Files.readString(Path.of("../../docs/findings.schema.json")));
    JsonNode wrong = JSON.readTree("{\"version\": \"one\", \"extra\": 1}");
    List<String> faults = new ArrayList<>();
    check("$", wrong, schema.get("$defs").get("finding"), schema, faults);

    assertThat(faults)
        .contains("$.version: STRING", "$.extra: not in the schema", "$.code: missing");
    check("$", wrong, schema, schema, faults);
    assertThat(faults).contains("$: fits no alternative");
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

  /** The part of JSON Schema that ours uses: $ref, type, enum, properties, required, items. */
  private static void check(
      String path, JsonNode value, JsonNode schema, JsonNode root, List<String> faults) {
    if (schema.has("$ref")) {
      String name = schema.get("$ref").asString().replace("#/$defs/", "");
      check(path, value, root.get("$defs").get(name), root, faults);
      return;
    }
    if (schema.has("anyOf")) {
      boolean fits =
          schema
              .get("anyOf")
              .valueStream()
              .anyMatch(
                  option -> {
                    List<String> inner = new ArrayList<>();
                    check(path, value, option, root, inner);
                    return inner.isEmpty();
                  });
      if (!fits) {
        faults.add(path + ": fits no alternative");
      }
      return;
    }
    if (!types(schema.get("type")).contains(type(value))
        && !(type(value).equals("integer") && types(schema.get("type")).contains("number"))) {
      faults.add(path + ": " + value.getNodeType());
      return;
    }
    if (schema.has("enum") && schema.get("enum").valueStream().noneMatch(value::equals)) {
      faults.add(path + ": not in the enumeration");
    }
    if (value.isObject()) {
      checkFields(path, value, schema, root, faults);
    }
    for (int i = 0; value.isArray() && i < value.size(); i++) {
      check(path + "[" + i + "]", value.get(i), schema.get("items"), root, faults);
    }
  }

  private static void checkFields(
      String path, JsonNode value, JsonNode schema, JsonNode root, List<String> faults) {
    for (JsonNode required : schema.get("required")) {
      if (!value.has(required.asString())) {
        faults.add(path + "." + required.asString() + ": missing");
      }
    }
    Set<String> names = new TreeSet<>(value.propertyNames());
    for (String name : names) {
      JsonNode property = schema.get("properties").get(name);
      if (property == null) {
        faults.add(path + "." + name + ": not in the schema");
      } else {
        check(path + "." + name, value.get(name), property, root, faults);
      }
    }
  }

  private static Set<String> types(JsonNode type) {
    return type.isArray()
        ? type.valueStream().map(JsonNode::asString).collect(Collectors.toSet())
        : Set.of(type.asString());
  }

  private static String type(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> "object";
      case ARRAY -> "array";
      case STRING -> "string";
      case BOOLEAN -> "boolean";
      case NULL -> "null";
      default -> value.isIntegralNumber() ? "integer" : "number";
    };
  }
}
