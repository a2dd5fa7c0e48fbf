package dev.weir.analyzer.report;

import dev.weir.analyzer.model.Acceptance;
import dev.weir.analyzer.model.CallSite;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A report as SARIF 2.1.0, which GitHub and others show beside the code. A finding stands at its
 * loop, else at its call site. What has neither, or one whose file is not known, is left out, as
 * one result without a location makes GitHub refuse all; how many those are is a notification of
 * the run. Thread-safe.
 */
public final class SarifReport {
  private static final String SCHEMA =
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

  private final JsonMapper json = JsonMapper.builder().build();
  private final Function<CallSite, @Nullable String> files;

  /**
   * Makes a renderer.
   *
   * @param files the source file of a line, relative to the repository, with slashes; null if it is
   *     not known
   */
  public SarifReport(Function<CallSite, @Nullable String> files) {
    this.files = files;
  }

  /**
   * Renders a report.
   *
   * @param report what was found
   * @return one JSON document
   */
  public String render(Report report) {
    ObjectNode document = json.createObjectNode();
    document.put("$schema", SCHEMA);
    document.put("version", "2.1.0");
    ObjectNode run = document.putArray("runs").addObject();
    ObjectNode driver = run.putObject("tool").putObject("driver");
    driver.put("name", "Weir");
    ArrayNode rules = driver.putArray("rules");
    run.putObject("automationDetails").put("id", "weir/");
    Results results = new Results(run.putArray("results"), rules, new LinkedHashMap<>());
    int without = 0;
    for (Report.Entry entry : report.entries()) {
      without += results.add(entry, null) ? 0 : 1;
    }
    for (Report.Accepted accepted : report.accepted()) {
      without += results.add(accepted.entry(), accepted.by()) ? 0 : 1;
    }
    ObjectNode invocation = run.putArray("invocations").addObject();
    invocation.put("executionSuccessful", true);
    if (without > 0) {
      ObjectNode note = invocation.putArray("toolExecutionNotifications").addObject();
      note.put("level", "note");
      note.putObject("message")
          .put(
              "text",
              Figures.count(without, "finding")
                  + " left out, as the source files are not known: see the report");
    }
    return json.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n";
  }

  /** The results of a run, and the rules that they are of. */
  private final class Results {
    private final ArrayNode results;
    private final ArrayNode rules;
    private final Map<String, Integer> indexes;

    Results(ArrayNode results, ArrayNode rules, Map<String, Integer> indexes) {
      this.results = results;
      this.rules = rules;
      this.indexes = indexes;
    }

    /** Whether its file is known. */
    boolean add(Report.Entry entry, @Nullable Acceptance accepted) {
      Finding finding = entry.finding();
      CallSite loop = finding.place().loop();
      CallSite call = finding.place().callSite();
      CallSite first = file(loop) != null ? loop : call;
      if (first == null || file(first) == null) {
        return false;
      }
      String id = finding.code().id();
      ObjectNode result = results.addObject();
      result.put("ruleId", id);
      result.put("ruleIndex", indexes.computeIfAbsent(id, code -> rule(entry)));
      result.put("level", level(finding.severity()));
      result.putObject("message").put("text", message(entry));
      location(result.putArray("locations").addObject(), first);
      if (call != null && !call.equals(first) && file(call) != null) {
        ObjectNode related = result.putArray("relatedLocations").addObject();
        location(related, call);
        related.put("id", 1);
        related.putObject("message").put("text", "executed here");
      }
      result.putObject("fingerprints").put("weir/signature", finding.signature());
      if (accepted != null) {
        ObjectNode suppression = result.putArray("suppressions").addObject();
        suppression.put("kind", "external");
        suppression.put("justification", accepted.reason());
      }
      return true;
    }

    private static String page(Report.Entry entry) {
      return entry.page().isEmpty() ? "what the finding says" : entry.page();
    }

    /** With all that GitHub asks for. */
    private int rule(Report.Entry entry) {
      Code code = entry.finding().code();
      ObjectNode rule = rules.addObject();
      rule.put("id", code.id());
      rule.put("name", code.name());
      rule.putObject("shortDescription").put("text", code.title());
      rule.putObject("fullDescription").put("text", code.title());
      rule.putObject("help").put("text", "See " + page(entry));
      if (entry.page().startsWith("https://")) {
        rule.put("helpUri", entry.page());
      }
      return rules.size() - 1;
    }
  }

  private @Nullable String file(@Nullable CallSite site) {
    return site == null || site.line() < 1 ? null : files.apply(site);
  }

  private void location(ObjectNode location, CallSite site) {
    ObjectNode physical = location.putObject("physicalLocation");
    physical.putObject("artifactLocation").put("uri", file(site)).put("uriBaseId", "%SRCROOT%");
    physical.putObject("region").put("startLine", site.line());
    location
        .putArray("logicalLocations")
        .addObject()
        .put("fullyQualifiedName", site.className() + "." + site.method());
  }

  private static String level(Severity severity) {
    return switch (severity) {
      case ERROR -> "error";
      case WARNING -> "warning";
      case INFO -> "note";
    };
  }

  private static String message(Report.Entry entry) {
    return entry.finding().code().title()
        + ": "
        + entry.words()
        + ". "
        + entry.finding().subject().text()
        + "\n"
        + entry.advice().fix();
  }
}
