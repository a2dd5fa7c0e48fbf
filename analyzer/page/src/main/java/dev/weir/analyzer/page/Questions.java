package dev.weir.analyzer.page;

import com.sun.net.httpserver.HttpExchange;
import dev.weir.analyzer.Analyzer;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.StatementPlan;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What only a process that runs can be asked: what its servers say, and what its units of work do.
 */
final class Questions {
  private static final String PLAN = "/plan";
  private static final String UNITS = Api.PATH + "units";
  private static final Duration EXAMINED_EVERY = Duration.ofSeconds(10);
  private static final Duration ASKED_EVERY = Duration.ofSeconds(2);

  private final Analyzer analyzer;
  private final Looks looks;
  private final Asked checkups;
  private final Asked activity;

  Questions(Analyzer analyzer, Looks looks) {
    this.analyzer = analyzer;
    this.looks = looks;
    this.checkups =
        new Asked(
            () -> Checkups.of(analyzer.doctor(Duration.ZERO)), EXAMINED_EVERY, System::nanoTime);
    this.activity =
        new Asked(() -> Activities.of(analyzer.activity()), ASKED_EVERY, System::nanoTime);
  }

  /** Answers, if there is something at this path. */
  boolean answers(HttpExchange exchange, String path) throws IOException {
    JsonNode answer =
        switch (path) {
          case Api.PATH + "doctor" -> asked(checkups);
          case Api.PATH + "activity" -> asked(activity);
          case UNITS -> UnitViews.all(analyzer.timelines());
          default -> one(path);
        };
    if (answer == null) {
      return false;
    }
    Answer.json(exchange, answer);
    return true;
  }

  private @Nullable JsonNode one(String path) throws InterruptedIOException {
    if (path.startsWith(Api.FINDINGS + "/") && path.endsWith(PLAN)) {
      return plan(path.substring(Api.FINDINGS.length() + 1, path.length() - PLAN.length()));
    }
    return path.startsWith(UNITS + "/")
        ? UnitViews.one(analyzer.timelines(), path.substring(UNITS.length() + 1), looks.newest())
        : null;
  }

  private @Nullable ObjectNode plan(String signature) throws InterruptedIOException {
    Finding finding = looks.newest().found(signature);
    if (finding == null) {
      return null;
    }
    try {
      StatementPlan plan = analyzer.plan(finding);
      ObjectNode told = JsonNodeFactory.instance.objectNode();
      ArrayNode lines = told.putArray("lines");
      plan.lines().forEach(lines::add);
      return told.put("unseen", plan.unseen());
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("the servers took too long");
  }

  private static JsonNode asked(Asked servers) throws InterruptedIOException {
    try {
      return servers.newest();
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }
}
