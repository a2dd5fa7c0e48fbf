package dev.weir.analyzer.page;

import dev.weir.analyzer.model.AreaVerdict;
import dev.weir.analyzer.model.Checkup;
import dev.weir.analyzer.model.Diagnosis;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.report.JsonLines;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What servers are ill of, as JSON: not what binds, which takes longer than one look. */
final class Checkups {
  private Checkups() {}

  /**
   * All of them.
   *
   * @param checkups by the names of DataSources
   */
  static ObjectNode of(Map<String, Checkup> checkups) {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    ArrayNode each = all.putArray("checkups");
    checkups.values().forEach(checkup -> each.add(of(checkup)));
    return all;
  }

  /** One of them. */
  static ObjectNode of(Checkup checkup) {
    ObjectNode each = JsonNodeFactory.instance.objectNode();
    each.put("name", checkup.name());
    each.put("server", checkup.server());
    each.put("at", checkup.at().toString());
    ArrayNode unseen = each.putArray("unseen");
    checkup.unseen().forEach(unseen::add);
    JsonNode findings = new JsonLines().document(checkup.report()).get("findings");
    ArrayNode areas = each.putArray("areas");
    for (AreaVerdict verdict : checkup.areas()) {
      ObjectNode area = areas.addObject();
      area.put("title", verdict.area().title());
      area.put("state", verdict.state().word());
      area.put("why", verdict.why());
      ArrayNode causes = area.putArray("causes");
      for (Diagnosis diagnosis : checkup.diagnoses()) {
        if (diagnosis.area() == verdict.area()) {
          ObjectNode cause = line(findings, diagnosis.entry());
          ArrayNode symptoms = cause.putArray("symptoms");
          diagnosis.symptoms().forEach(symptom -> symptoms.add(line(findings, symptom)));
          causes.add(cause);
        }
      }
    }
    return each;
  }

  /** A diagnosis as the report's lines have it. */
  private static ObjectNode line(JsonNode findings, Report.Entry entry) {
    return (ObjectNode)
        findings
            .valueStream()
            .filter(each -> each.get("signature").asString().equals(entry.finding().signature()))
            .findFirst()
            .orElseThrow()
            .deepCopy();
  }
}
