package dev.weir.samples.spring;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real Prometheus, which asks an application for its meters once a second. */
final class Prometheus implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/bin/prometheus");
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** Service Unavailable, in plain text. */
  private static final int STARTING = 503;

  private final Process process;
  private final int port;

  /**
   * Starts it.
   *
   * @param scraped the port of the application
   * @param rules a file of alert rules
   * @param directory where it keeps what it was told
   */
  Prometheus(int scraped, Path rules, Path directory) throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Path settings = directory.resolve("prometheus.yml");
    Files.writeString(
        settings,
        """
        global:
          scrape_interval: 1s
          evaluation_interval: 1s
        rule_files: ['%s']
        scrape_configs:
          - job_name: shop
            metrics_path: /actuator/prometheus
            static_configs:
              - targets: ['localhost:%d']
        """
            .formatted(rules.toRealPath(), scraped));
    process =
        new ProcessBuilder(
                PROGRAM.toString(),
                "--config.file=" + settings,
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
  }

  /** Whether this machine has it. */
  static boolean isThere() {
    return Files.isExecutable(PROGRAM);
  }

  /** What a query answers now, one entry for each series; none as long as it does not answer. */
  JsonNode ask(String query) {
    JsonNode answer = get("query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
    if (answer.path("status").asString("").equals("error")) {
      throw new AssertionError(query + ": " + answer.path("error").asString());
    }
    return answer.at("/data/result");
  }

  /** The alert rules, with how they were evaluated. */
  JsonNode rules() {
    return get("rules").at("/data/groups");
  }

  private JsonNode get(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/" + path)).build();
    try {
      HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == STARTING
          ? JsonMapper.shared().createObjectNode()
          : JsonMapper.shared().readTree(answer.body());
    } catch (IOException e) {
      return JsonMapper.shared().createObjectNode(); // Not even that.
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
