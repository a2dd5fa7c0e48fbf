package dev.weir.analyzer.accept;

import dev.weir.analyzer.model.Acceptance;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Report;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * All that is accepted. Immutable. Its file, {@code weir-findings.yml}:
 *
 * <pre>{@code
 * accepted:
 *   - signature: N1-8f3a01c2d4e5b697
 *     reason: at most five rows
 *   - code: LU
 *     table: audit_log
 *     reason: one row per order, by law
 *     owner: orders
 *     until: 2027-03-31
 * }</pre>
 *
 * <p>To read it, {@code tools.jackson.dataformat:jackson-dataformat-yaml} must be on the class
 * path.
 */
public final class Acceptances {
  /** Nothing is accepted. */
  public static final Acceptances NONE = new Acceptances(List.of());

  private static final List<String> KNOWN =
      List.of("signature", "code", "table", "place", "reason", "owner", "until");

  private final List<Acceptance> all;

  private Acceptances(List<Acceptance> all) {
    this.all = List.copyOf(all);
  }

  /** What is accepted by code, in place of a file. */
  public static Acceptances of(Acceptance... all) {
    return new Acceptances(List.of(all));
  }

  /**
   * Reads a file.
   *
   * @param file as above
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if it is not as above; the message has the file, the entry and
   *     what is wrong
   */
  public static Acceptances read(Path file) throws IOException {
    try (Reader reader = Files.newBufferedReader(file)) {
      return read(reader, file.toString());
    }
  }

  /**
   * Reads a text.
   *
   * @param text as above
   * @param name of the file, for errors
   * @throws IllegalArgumentException if it is not as above
   */
  public static Acceptances read(Reader text, String name) {
    JsonNode root;
    try {
      ObjectMapper yaml = YAMLMapper.builder().build();
      root = yaml.readTree(text);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          name + " is not YAML: " + e.getOriginalMessage() + where(e), e);
    }
    if (root.isMissingNode() || root.isNull()) {
      return NONE;
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
    return new Acceptances(all);
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
    return new Acceptance(
        text(entry, "signature"),
        text(entry, "code"),
        text(entry, "table"),
        text(entry, "place"),
        reason == null ? "" : reason,
        text(entry, "owner"),
        date(text(entry, "until")));
  }

  private static @Nullable String text(JsonNode entry, String name) {
    JsonNode value = entry.path(name);
    return value.isMissingNode() || value.isNull() ? null : value.asString();
  }

  private static @Nullable LocalDate date(@Nullable String text) {
    try {
      return text == null ? null : LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "'until' must be a date such as 2027-03-31; it is '" + text + "'", e);
    }
  }

  /**
   * A file that accepts what a report has, each finding by its signature, and those that it has
   * accepted already as they were.
   *
   * @param report of which nothing more is to be told
   * @param reason why, of those that are new
   */
  public static String baseline(Report report, String reason) {
    ObjectMapper yaml = YAMLMapper.builder().build();
    ObjectNode root = yaml.createObjectNode();
    ArrayNode accepted = root.putArray("accepted");
    Stream<Acceptance> old = report.accepted().stream().map(Report.Accepted::by).distinct();
    Stream<Acceptance> found =
        report.entries().stream()
            .map(entry -> entry.finding().signature())
            .distinct()
            .map(each -> new Acceptance(each, null, null, null, reason, null, null));
    Stream.concat(old, found).forEach(each -> write(accepted.addObject(), each));
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

  /**
   * What accepts a finding.
   *
   * @param today beside which what is accepted until a day is over or not
   * @return null if nothing does
   */
  public @Nullable Acceptance of(Finding finding, LocalDate today) {
    for (Acceptance acceptance : all) {
      if (!acceptance.isOver(today) && acceptance.means(finding)) {
        return acceptance;
      }
    }
    return null;
  }

  /** All, in the order in which they were given. */
  public List<Acceptance> all() {
    return all;
  }
}
