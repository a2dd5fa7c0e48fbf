package dev.weir.analyzer.report;

import dev.weir.analyzer.model.Acceptance;
import dev.weir.analyzer.model.Advice;
import dev.weir.analyzer.model.Advice.FixParameter;
import dev.weir.analyzer.model.Advice.FixStatement;
import dev.weir.analyzer.model.CallSite;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Coverage;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Place;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.Subject;
import dev.weir.sql.SqlShape;
import dev.weir.sql.SqlShapes;
import dev.weir.sql.TableName;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Findings of one process, read back from the lines that {@link JsonLines} wrote: of each signature
 * the newest line, which tells of all until then. Tables, whose numbers belong to one moment of one
 * server, are left out, and literals were before: what was one is a parameter here. Immutable.
 */
public final class JsonFindings {
  /** No line at all. */
  public static final JsonFindings NONE = new JsonFindings();

  private static final int VERSION = 2;

  private final Map<String, Saved> bySignature = new LinkedHashMap<>();
  private final Map<String, Release> releases = new LinkedHashMap<>();
  private @Nullable JsonNode head;
  private Instant newest = Instant.EPOCH;
  private boolean any;

  /**
   * A finding as it was when it was told.
   *
   * @param entry what was found, without its tables
   * @param at when it was told
   * @param accepted what accepts it; null if nothing does
   * @param release in which it was found; null if the line names none
   */
  public record Saved(
      Report.Entry entry, Instant at, @Nullable Acceptance accepted, @Nullable String release) {}

  /**
   * What was found in one release of the application.
   *
   * @param name as the lines have it
   * @param at when it was told of first
   * @param findings by their signatures, each as it was told last
   */
  public record Release(String name, Instant at, Map<String, Saved> findings) {}

  private JsonFindings() {}

  /**
   * Reads lines. One that is cut short, or is something else, is passed over.
   *
   * @param lines in the order in which they were written
   * @throws IllegalArgumentException if a line is of another version, or not what it says it is,
   *     with its number
   */
  public static JsonFindings read(List<String> lines) {
    JsonMapper json = JsonMapper.builder().build();
    JsonFindings findings = new JsonFindings();
    for (int i = 0; i < lines.size(); i++) {
      try {
        findings.add(json.readTree(lines.get(i)));
      } catch (JacksonException e) {
        // Cut short, or something else that was logged.
      } catch (RuntimeException e) {
        throw new IllegalArgumentException("line %d: %s".formatted(i + 1, e.getMessage()), e);
      }
    }
    return findings;
  }

  /**
   * Reads the lines of a file.
   *
   * @param lines in the order in which they were written
   * @param name of the file, for errors
   * @throws IllegalArgumentException as the other, or if there are lines and none of them is JSON;
   *     the message begins with the name
   */
  public static JsonFindings read(List<String> lines, String name) {
    JsonFindings findings;
    try {
      findings = read(lines);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ", " + e.getMessage(), e);
    }
    if (!lines.isEmpty() && !findings.isJson()) {
      throw new IllegalArgumentException(name + ": no line of it is JSON");
    }
    return findings;
  }

  private void add(JsonNode line) {
    any |= line.isObject();
    String type = line.path("type").asString("");
    if (!type.equals("finding") && !type.equals("report")) {
      return;
    }
    int version = line.path("version").asInt(0);
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "it is of version %d, and only %d can be read".formatted(version, VERSION));
    }
    Instant at = instant(line, "at");
    newest = at.isAfter(newest) ? at : newest;
    String name = textOrNull(line, "release");
    Release release =
        name == null
            ? null
            : releases.computeIfAbsent(
                name, first -> new Release(first, at, new LinkedHashMap<>()));
    if (type.equals("report")) {
      head = line;
    } else {
      Saved saved = new Saved(entry(line), at, acceptance(line.get("accepted")), name);
      bySignature.put(saved.entry().finding().signature(), saved);
      if (release != null) {
        release.findings().put(saved.entry().finding().signature(), saved);
      }
    }
  }

  /** Whether any line was JSON. */
  public boolean isJson() {
    return any;
  }

  /** The findings, each as it was told last. */
  public List<Saved> findings() {
    return List.copyOf(bySignature.values());
  }

  /** When anything was told last; {@link Instant#EPOCH} if nothing was. */
  public Instant at() {
    return newest;
  }

  /** The release that was watched last; null if no line tells. */
  public @Nullable String release() {
    return head == null ? null : textOrNull(head, "release");
  }

  /** The releases that the lines name, in the order in which they first appear. */
  public List<Release> releases() {
    return releases.values().stream()
        .map(each -> new Release(each.name(), each.at(), Map.copyOf(each.findings())))
        .toList();
  }

  /** The names of the DataSources that were watched; empty if no line tells. */
  public List<String> dataSources() {
    return head == null ? List.of() : strings(head.path("dataSources"));
  }

  /** For how long it was watched; zero if no line tells. */
  public Duration watched() {
    return Duration.ofMillis(head == null ? 0 : head.path("watchedMillis").asLong(0));
  }

  /** What could not be seen. */
  public List<String> unseen() {
    return head == null ? List.of() : strings(head.path("unseen"));
  }

  /** How much was seen; {@link Coverage#NONE} if no line tells. */
  public Coverage coverage() {
    if (head == null) {
      return Coverage.NONE;
    }
    JsonNode seen = head.path("coverage");
    return new Coverage(
        seen.path("units").asLong(0),
        seen.path("executions").asLong(0),
        seen.path("guessedUnits").asLong(0),
        seen.path("droppedUnits").asLong(0),
        seen.path("overflowedExecutions").asLong(0),
        seen.path("unparsedExecutions").asLong(0),
        seen.path("unseenResults").asLong(0),
        seen.path("unclosedUnits").asLong(0),
        seen.path("evictedFindings").asLong(0),
        seen.path("failures").asLong(0));
  }

  private static Report.Entry entry(JsonNode line) {
    Finding finding =
        new Finding(
            new Code(text(line, "code"), text(line, "name"), text(line, "title")),
            Severity.valueOf(text(line, "severity")),
            Confidence.valueOf(text(line, "confidence")),
            text(line, "signature"),
            subject(line.path("subject")),
            new Place(site(line.get("callSite")), site(line.get("loop")), 0),
            all(line.path("facts"), JsonFindings::fact));
    Advice advice =
        new Advice(
            text(line, "fix"),
            all(line.path("fixStatements"), JsonFindings::fix),
            strings(line.path("because")),
            all(line.path("undoStatements"), JsonFindings::fix));
    return new Report.Entry(finding, text(line, "words"), text(line, "page"), advice, List.of());
  }

  private static Subject subject(JsonNode node) {
    String dataSource = text(node, "dataSource");
    String kind = text(node, "kind");
    String text = text(node, "text");
    return switch (kind) {
      case "statement" ->
          new Subject.Statement(
              dataSource,
              SqlShapes.parse(text),
              shape(node.get("source")),
              null,
              all(node.path("also"), also -> SqlShapes.parse(also.asString())));
      case "table" -> new Subject.Table(dataSource, table(text));
      default ->
          new Subject.DatabaseObject(
              dataSource,
              kind,
              text(node, "key").substring(Math.min(text(node, "key").length(), kind.length() + 1)),
              text,
              all(node.path("tables"), each -> table(each.asString())));
    };
  }

  private static @Nullable SqlShape shape(@Nullable JsonNode text) {
    return text == null || text.isNull() ? null : SqlShapes.parse(text.asString());
  }

  private static TableName table(String name) {
    int dot = name.indexOf('.');
    return dot < 0
        ? new TableName(null, name)
        : new TableName(name.substring(0, dot), name.substring(dot + 1));
  }

  private static @Nullable CallSite site(@Nullable JsonNode node) {
    if (node == null || node.isNull()) {
      return null;
    }
    return new CallSite(
        text(node, "className"),
        text(node, "method"),
        textOrNull(node, "file"),
        node.path("line").asInt(-1));
  }

  private static Fact fact(JsonNode node) {
    Fact.Measure measure = Fact.Measure.valueOf(text(node, "measure"));
    double value =
        measure == Fact.Measure.EPOCH_MILLIS
            ? instant(node, "value").toEpochMilli()
            : node.path("value").asDouble();
    return new Fact(
        text(node, "name"),
        value,
        measure,
        node.path("exact").asBoolean(false),
        Fact.Merge.valueOf(text(node, "merge")));
  }

  private static FixStatement fix(JsonNode node) {
    return new FixStatement(
        text(node, "sql"),
        all(
            node.path("parameters"),
            parameter -> new FixParameter(text(parameter, "what"), text(parameter, "type"))));
  }

  private static @Nullable Acceptance acceptance(@Nullable JsonNode node) {
    if (node == null || node.isNull()) {
      return null;
    }
    Map<String, String> what = new HashMap<>();
    for (String part : text(node, "what").split(", ", -1)) {
      int space = part.indexOf(' ');
      what.put(part.substring(0, Math.max(space, 0)), part.substring(space + 1));
    }
    String until = textOrNull(node, "until");
    return new Acceptance(
        what.get("signature"),
        what.get("code"),
        what.get("table"),
        what.get("place"),
        text(node, "reason"),
        textOrNull(node, "owner"),
        until == null ? null : LocalDate.parse(until));
  }

  private static String text(JsonNode node, String field) {
    JsonNode value = node.get(field);
    if (value == null || !value.isString()) {
      throw new IllegalArgumentException("it has no text '%s'".formatted(field));
    }
    return value.asString();
  }

  private static @Nullable String textOrNull(JsonNode node, String field) {
    JsonNode value = node.get(field);
    return value == null || value.isNull() ? null : value.asString();
  }

  private static Instant instant(JsonNode node, String field) {
    return Instant.parse(text(node, field));
  }

  private static List<String> strings(JsonNode array) {
    return all(array, JsonNode::asString);
  }

  private static <T> List<T> all(JsonNode array, Function<JsonNode, T> each) {
    List<T> all = new ArrayList<>(array.size());
    array.forEach(node -> all.add(each.apply(node)));
    return all;
  }
}
