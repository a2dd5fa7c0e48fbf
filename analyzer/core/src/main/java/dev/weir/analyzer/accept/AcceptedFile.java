package dev.weir.analyzer.accept;

import dev.weir.analyzer.model.Acceptance;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The file of what is accepted. The only class that needs YAML, which is optional. */
final class AcceptedFile {
  private static final List<String> KNOWN =
      List.of("signature", "code", "table", "place", "reason", "owner", "until");

  private AcceptedFile() {}

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException if it is not as {@link Acceptances} says
   */
  static List<Acceptance> read(Reader text, String name) {
    JsonNode root;
    try {
      ObjectMapper yaml = YAMLMapper.builder().build();
      root = yaml.readTree(text);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          name + " is not YAML: " + e.getOriginalMessage() + where(e), e);
    }
    if (root.isMissingNode() || root.isNull()) {
      return List.of();
    }
    for (String key : root.propertyNames()) {
      if (!key.equals("accepted")) {
        throw new IllegalArgumentException(
            name + ": '" + key + "' is not known; there is 'accepted', a list");
      }
    }
    List<Acceptance> all = new ArrayList<>();
    JsonNode list = root.path("accepted");
    if (!list.isArray() && !list.isNull()) {
      throw new IllegalArgumentException(name + " must have 'accepted', a list");
    }
    for (JsonNode entry : list) {
      try {
        all.add(acceptance(entry));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            name + ", entry " + (all.size() + 1) + ": " + e.getMessage(), e);
      }
    }
    return all;
  }

  private static String where(JacksonException e) {
    return e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNr() + ")";
  }

  private static Acceptance acceptance(JsonNode entry) {
    if (!entry.isObject()) {
      throw new IllegalArgumentException("it must have a reason, and say what is accepted");
    }
    for (Map.Entry<String, JsonNode> property : entry.properties()) {
      if (!KNOWN.contains(property.getKey())) {
        throw new IllegalArgumentException(
            "'" + property.getKey() + "' is not known; there are " + String.join(", ", KNOWN));
      }
      if (!property.getValue().isValueNode()) {
        throw new IllegalArgumentException("'" + property.getKey() + "' must be one value");
      }
    }
    String reason = text(entry, "reason");
    String until = text(entry, "until");
    return new Acceptance(
        text(entry, "signature"),
        text(entry, "code"),
        text(entry, "table"),
        text(entry, "place"),
        reason == null ? "" : reason,
        text(entry, "owner"),
        until == null ? null : Acceptances.date(until));
  }

  private static @Nullable String text(JsonNode entry, String name) {
    JsonNode value = entry.path(name);
    return value.isMissingNode() || value.isNull() ? null : value.asString();
  }

  /** Writes one. */
  static String write(List<Acceptance> all) {
    ObjectMapper yaml = YAMLMapper.builder().build();
    ObjectNode root = yaml.createObjectNode();
    ArrayNode accepted = root.putArray("accepted");
    all.forEach(each -> write(accepted.addObject(), each));
    return yaml.writeValueAsString(root);
  }

  private static void write(ObjectNode entry, Acceptance acceptance) {
    put(entry, "signature", acceptance.signature());
    put(entry, "code", acceptance.code());
    put(entry, "table", acceptance.table());
    put(entry, "place", acceptance.place());
    put(entry, "reason", acceptance.reason());
    put(entry, "owner", acceptance.owner());
    put(entry, "until", acceptance.until() == null ? null : acceptance.until().toString());
  }

  private static void put(ObjectNode entry, String name, @Nullable String value) {
    if (value != null) {
      entry.put(name, value);
    }
  }
}
