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

/** What the page asks for. */
final class Api implements AutoCloseable {
  /** What all of it begins with. */
  static final String PATH = "/api/";

  private static final String FINDINGS = PATH + "findings";
  private static final String PLAN = "/plan";
  private static final String UNITS = PATH + "units";
  private static final Duration EXAMINED_EVERY = Duration.ofSeconds(10);
  private static final Duration ASKED_EVERY = Duration.ofSeconds(2);

  private final Analyzer analyzer;
  private final Looks looks;
  private final Asked checkups;
  private final Asked activity;
  private final Live live;
  private final Changes changes;

  Api(Analyzer analyzer, TimedExecutor executor, Duration every) {
    this.analyzer = analyzer;
    this.changes = new Changes(analyzer);
    this.looks = new Looks(analyzer, changes, System::nanoTime);
    this.checkups =
        new Asked(
            () -> Checkups.of(analyzer.doctor(Duration.ZERO)), EXAMINED_EVERY, System::nanoTime);
    this.activity =
        new Asked(() -> Activities.of(analyzer.activity()), ASKED_EVERY, System::nanoTime);
    this.live = new Live(executor, every, () -> looks.newest().now());
  }

  /** Answers, if there is something at this path. */
  boolean answers(HttpExchange exchange, String path) throws IOException {
    switch (path) {
      case PATH + "live" -> live.open(exchange);
      case PATH + "now" -> Answer.json(exchange, looks.newest().now());
      case FINDINGS -> Answer.json(exchange, looks.newest().findings());
      case PATH + "tables" -> Answer.json(exchange, looks.newest().tables());
      case PATH + "doctor" -> Answer.json(exchange, asked(checkups));
      case PATH + "activity" -> Answer.json(exchange, asked(activity));
      case UNITS -> Answer.json(exchange, UnitViews.all(analyzer.timelines()));
      default -> {
        ObjectNode one = one(path);
        if (one == null) {
          return false;
        }
        Answer.json(exchange, one);
      }
    }
    return true;
  }

  private @Nullable ObjectNode one(String path) throws InterruptedIOException {
    if (path.startsWith(FINDINGS + "/") && path.endsWith(PLAN)) {
      return plan(path.substring(FINDINGS.length() + 1, path.length() - PLAN.length()));
    }
    if (path.startsWith(FINDINGS + "/")) {
      return looks.newest().finding(path.substring(FINDINGS.length() + 1));
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

  @Override
  public void close() {
    live.close();
    changes.close();
  }
}
