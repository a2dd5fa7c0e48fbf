package dev.weir.analyzer.cli;

import dev.weir.analyzer.model.Finding;
import dev.weir.sql.TableName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What applications were found to do, from the JSON lines that they wrote: the newest line of each
 * signature. A line that is no finding is passed over, a file without any JSON is not. Immutable.
 */
final class ApplicationFindings {
  private static final int MOST_OF_ONE = 3;

  private final List<JsonNode> findings;

  private ApplicationFindings(List<JsonNode> findings) {
    this.findings = List.copyOf(findings);
  }

  static ApplicationFindings read(List<Path> files) throws IOException {
    JsonMapper json = JsonMapper.builder().build();
    Map<String, JsonNode> newest = new LinkedHashMap<>();
    for (Path file : files) {
      List<String> lines = NamedFiles.lines(file);
      boolean any = lines.isEmpty();
      for (String line : lines) {
        try {
          JsonNode node = json.readTree(line);
          any = true;
          if (node.path("type").asString("").equals("finding")) {
            newest.put(node.path("signature").asString(""), node);
          }
        } catch (JacksonException e) {
          // Cut short, or something else that was logged.
        }
      }
      if (!any) {
        throw new IOException(file + ": no line of it is JSON");
      }
    }
    return new ApplicationFindings(new ArrayList<>(newest.values()));
  }

  /** A sentence on each that uses a table which a diagnosis is about. */
  List<String> of(Finding diagnosis) {
    return findings.stream()
        .filter(
            finding ->
                diagnosis.subject().tables().stream().anyMatch(table -> names(finding, table)))
        .limit(MOST_OF_ONE)
        .map(ApplicationFindings::sentence)
        .toList();
  }

  private static boolean names(JsonNode finding, TableName table) {
    for (JsonNode each : finding.path("subject").path("tables")) {
      String name = each.asString("");
      if (name.equals(table.toString()) || name.equals(table.name())) {
        return true;
      }
    }
    return false;
  }

  private static String sentence(JsonNode finding) {
    JsonNode loop = finding.path("loop");
    JsonNode site = loop.isObject() ? loop : finding.path("callSite");
    String where =
        site.isObject()
            ? " at %s:%d".formatted(site.path("file").asString(""), site.path("line").asInt(0))
            : "";
    return "the application%s: %s %s, %s"
        .formatted(
            where,
            finding.path("code").asString(""),
            finding.path("title").asString(""),
            finding.path("words").asString(""));
  }
}
