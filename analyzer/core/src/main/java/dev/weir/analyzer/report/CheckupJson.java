package dev.weir.analyzer.report;

import dev.weir.analyzer.model.AreaVerdict;
import dev.weir.analyzer.model.Checkup;
import dev.weir.analyzer.model.Diagnosis;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A checkup as one JSON object: that of a report, with what binds, the areas, and which finding is
 * a symptom of which.
 */
public final class CheckupJson {
  private CheckupJson() {}

  /**
   * One line, with a line feed at its end.
   *
   * @param checkup what the doctor says
   */
  public static String render(Checkup checkup) {
    return document(checkup) + "\n";
  }

  /**
   * The object.
   *
   * @param checkup what the doctor says
   * @return the caller's to add to
   */
  public static ObjectNode document(Checkup checkup) {
    ObjectNode document = new JsonLines().document(checkup.report());
    document.put("server", checkup.server());
    document.put("binds", checkup.binds());
    document.put("reads", checkup.reads());
    ArrayNode areas = document.putArray("areas");
    for (AreaVerdict verdict : checkup.areas()) {
      areas
          .addObject()
          .put("area", verdict.area().name())
          .put("title", verdict.area().title())
          .put("state", verdict.state().name())
          .put("why", verdict.why());
    }
    ArrayNode causes = document.putArray("causes");
    for (Diagnosis diagnosis : checkup.diagnoses()) {
      ObjectNode cause = causes.addObject();
      cause.put("signature", diagnosis.finding().signature());
      cause.put("area", diagnosis.area().name());
      ArrayNode symptoms = cause.putArray("symptoms");
      diagnosis.symptoms().forEach(symptom -> symptoms.add(symptom.finding().signature()));
    }
    return document;
  }
}
