package dev.weir.analyzer.page;

import dev.weir.analyzer.model.UnitTimeline;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What units of work did, one thing after another, as JSON. */
final class UnitViews {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private UnitViews() {}

  /** All of them in short. */
  static ArrayNode all(List<UnitTimeline> units) {
    ArrayNode all = NODES.arrayNode();
    units.forEach(each -> summary(all.addObject(), each));
    return all;
  }

  /**
   * One of them, whole, each statement with what was found of it.
   *
   * @param id as the summaries have it
   * @param look where its findings are
   * @return null if it is not kept any more
   */
  static @Nullable ObjectNode one(List<UnitTimeline> units, String id, Look look) {
    return units.stream()
        .filter(each -> id(each).equals(id))
        .findFirst()
        .map(each -> whole(each, look))
        .orElse(null);
  }

  private static String id(UnitTimeline unit) {
    String whole = "%s %s %d".formatted(unit.name(), unit.at(), unit.elapsed().toNanos());
    return UUID.nameUUIDFromBytes(Answer.bytes(whole)).toString();
  }

  private static void summary(ObjectNode each, UnitTimeline unit) {
    each.put("id", id(unit));
    each.put("name", unit.name());
    each.put("at", unit.at().toString());
    each.put("elapsedMillis", millis(unit.elapsed()));
    each.put("executions", unit.executions());
    each.put("transactions", unit.transactions().size());
    each.put("bounds", unit.bounds().name().toLowerCase(Locale.ROOT));
  }

  private static ObjectNode whole(UnitTimeline unit, Look look) {
    ObjectNode whole = NODES.objectNode();
    summary(whole, unit);
    Map<String, Integer> numbers = new LinkedHashMap<>();
    ArrayNode shapes = whole.putArray("shapes");
    ArrayNode statements = whole.putArray("statements");
    for (UnitTimeline.Statement each : unit.statements()) {
      int shape =
          numbers.computeIfAbsent(
              each.dataSource() + " " + each.key(),
              key -> {
                shape(shapes.addObject(), each, look);
                return shapes.size() - 1;
              });
      statements
          .addObject()
          .put("shape", shape)
          .put("connection", each.connection())
          .put("node", each.node())
          .put("startMillis", millis(each.start()))
          .put("elapsedMillis", millis(each.elapsed()))
          .put("rows", each.rows())
          .put("batchSize", each.batchSize())
          .put("failed", each.failed());
    }
    ArrayNode spans = whole.putArray("spans");
    for (UnitTimeline.Transaction each : unit.transactions()) {
      spans
          .addObject()
          .put("connection", each.connection())
          .put("startMillis", millis(each.start()))
          .put("endMillis", millis(each.end()))
          .put("committed", each.committed());
    }
    return whole;
  }

  private static void shape(ObjectNode each, UnitTimeline.Statement statement, Look look) {
    each.put("dataSource", statement.dataSource());
    each.put("text", statement.text());
    ArrayNode findings = each.putArray("findings");
    look.of(statement).forEach(findings::add);
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }
}
