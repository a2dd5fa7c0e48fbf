package dev.weir.analyzer.page;

import com.sun.net.httpserver.HttpExchange;
import dev.weir.analyzer.Analyzer;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What the page asks for. */
final class Api implements AutoCloseable {
  /** What all of it begins with. */
  static final String PATH = "/api/";

  /** What was found. */
  static final String FINDINGS = PATH + "findings";

  private final Looks looks;
  private final @Nullable Questions questions;
  private final Live live;

  private Api(Looks looks, @Nullable Questions questions, TimedExecutor executor, Duration every) {
    this.looks = looks;
    this.questions = questions;
    this.live = new Live(executor, every, () -> looks.newest().now());
  }

  /** Of a process that runs. */
  static Api of(Analyzer analyzer, TimedExecutor executor, Duration every) {
    Looks looks = Looks.at(analyzer, System::nanoTime);
    return new Api(looks, new Questions(analyzer, looks), executor, every);
  }

  /** Of what cannot be asked. */
  static Api of(Looks looks, TimedExecutor executor, Duration every) {
    return new Api(looks, null, executor, every);
  }

  /** Answers, if there is something at this path. */
  boolean answers(HttpExchange exchange, String path) throws IOException {
    switch (path) {
      case PATH + "live" -> live.open(exchange);
      case PATH + "now" -> Answer.json(exchange, looks.newest().now());
      case FINDINGS -> Answer.json(exchange, looks.newest().findings());
      case PATH + "tables" -> Answer.json(exchange, looks.newest().tables());
      default -> {
        ObjectNode finding =
            path.startsWith(FINDINGS + "/")
                ? looks.newest().finding(path.substring(FINDINGS.length() + 1))
                : null;
        if (finding == null) {
          return questions != null && questions.answers(exchange, path);
        }
        Answer.json(exchange, finding);
      }
    }
    return true;
  }

  @Override
  public void close() {
    live.close();
    looks.close();
  }
}
