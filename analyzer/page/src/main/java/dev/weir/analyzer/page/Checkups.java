package dev.weir.analyzer.page;

import dev.weir.analyzer.model.AreaVerdict;
import dev.weir.analyzer.model.Checkup;
import dev.weir.analyzer.model.Diagnosis;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.report.JsonLines;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Examines the servers when somebody asks, at most once in ten seconds, however many ask, and tells
 * it as JSON: not what binds, which takes longer than one look. Thread-safe.
 */
final class Checkups {
  private static final long FRESH_NANOS = 10_000_000_000L;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Doctor doctor;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private @Nullable ObjectNode newest;
  private long takenNanos;

  /** Who examines. */
  interface Doctor {
    /** Looks once at each server, by the names of DataSources. */
    Map<String, Checkup> examine() throws InterruptedException;
  }

  Checkups(Doctor doctor, LongSupplier nanoTime) {
    this.doctor = doctor;
    this.nanoTime = nanoTime;
  }

  /** Of the last ten seconds, or of now. */
  ObjectNode newest() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      ObjectNode told = newest;
      if (told == null || nanoTime.getAsLong() - takenNanos > FRESH_NANOS) {
        told = ask();
        newest = told;
        takenNanos = nanoTime.getAsLong();
      }
      return told;
    } finally {
      lock.unlock();
    }
  }

  private ObjectNode ask() throws InterruptedException {
    ObjectNode all = NODES.objectNode();
    ArrayNode checkups = all.putArray("checkups");
    doctor.examine().values().forEach(each -> add(checkups.addObject(), each));
    return all;
  }

  private static void add(ObjectNode each, Checkup checkup) {
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
