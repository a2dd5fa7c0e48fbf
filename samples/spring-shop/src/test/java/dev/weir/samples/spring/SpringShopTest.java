package dev.weir.samples.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.analyzer.Analyzer;
import dev.weir.analyzer.model.CallSite;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Finding;
import dev.weir.samples.cluster.PostgresCluster;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The shop, as a user starts it. */
@Timeout(600)
@Tag("proof")
class SpringShopTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static PostgresCluster cluster;
  private static ConfigurableApplicationContext shop;

  @BeforeAll
  static void start() {
    cluster = PostgresCluster.start(2);
    shop = SpringShop.start(cluster, "--server.port=0", "--shop.report-every=200ms");
  }

  @AfterAll
  static void stop() {
    shop.close();
    cluster.close();
  }

  private static String send(String method, String path, String body) {
    String port = shop.getEnvironment().getProperty("local.server.port");
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .header("Content-Type", "text/plain")
            .build();
    try {
      HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).as(path).isEqualTo(200);
      return response.body();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(path, e);
    }
  }

  private static String get(String path) {
    return send("GET", path, "");
  }

  private static void await(BooleanSupplier condition) {
    await(Duration.ofSeconds(60), condition, () -> "it has not come about");
  }

  private static void await(Duration atMost, BooleanSupplier condition, Supplier<String> words) {
    Instant end = Instant.now().plus(atMost);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).as(words).isBefore(end);
      Thread.onSpinWait();
    }
  }

  private static List<Finding> findings(Class<?> in) {
    return shop.getBean(Analyzer.class).findings().stream()
        .filter(finding -> isIn(finding.place().loop(), in) || isIn(finding.place().callSite(), in))
        .toList();
  }

  private static boolean isIn(@Nullable CallSite site, Class<?> type) {
    return site != null && site.className().equals(type.getName());
  }

  private static void work(String shop, int first) {
    for (int i = 0; i < 5; i++) {
      assertThat(get("/" + shop + "/customers/" + (1 + i) + "/items")).contains("product");
      send("POST", "/" + shop + "/deliveries/" + (first + 20 * i), "");
    }
  }

  @Test
  void faultsAreFoundAtTheirLinesAndRepairsAreNone() throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        boolean faulty = i % 2 == 0;
        done.add(clients.submit(() -> work(faulty ? "faulty" : "repaired", faulty ? 1 : 501)));
      }
      for (Future<?> each : done) {
        each.get();
      }
    } finally {
      clients.shutdownNow();
    }

    assertThat(findings(FaultyShop.class))
        .allSatisfy(finding -> assertThat(finding.confidence()).isEqualTo(Confidence.CERTAIN))
        .extracting(finding -> finding.code().id() + " " + method(finding))
        .containsExactlyInAnyOrder("N1 items", "LU deliver");
    assertThat(findings(RepairedShop.class)).isEmpty();
  }

  private static String method(Finding finding) {
    CallSite loop = finding.place().loop();
    return loop == null ? "no loop" : loop.method();
  }

  @Test
  void jobIsFound() {
    await(() -> !findings(StockReport.class).isEmpty());

    assertThat(findings(StockReport.class))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.code().id()).isEqualTo("N1");
              assertThat(method(finding)).isEqualTo("sum");
            });
  }

  @Test
  void readOnlyTransactionsRunOnReplicas() {
    await(() -> get("/products/replica").equals("true"));
  }

  @Test
  void ownWritesAreRead() {
    for (int i = 200; i < 250; i++) {
      send("PUT", "/products/" + i + "/name", "new " + i);
      assertThat(get("/products/" + i + "/name")).isEqualTo("new " + i);
    }
  }

  @Test
  void startAndRenamingAreNoFindings() {
    assertThat(findings(SpringShop.class)).isEmpty();
    assertThat(findings(Catalogue.class)).isEmpty();
  }

  @Test
  void operatorsSeeTheReport() {
    assertThat(get("/actuator/weir")).contains("\"routing\"").contains("spring-shop");
    assertThat(get("/actuator/health")).contains("UP");
  }

  /** A query of a panel, such as {@code sum by (node) (rate(weir_routes_total{..}[1m]))}. */
  private record Query(String text, String legend) {
    private static final Pattern METRIC = Pattern.compile("\\bweir_\\w+");
    private static final Pattern LABEL = Pattern.compile("\\{\\{(\\w+)}}");

    Stream<String> metrics() {
      return METRIC.matcher(text).results().map(MatchResult::group);
    }

    List<String> labels() {
      return LABEL.matcher(legend).results().map(match -> match.group(1)).toList();
    }
  }

  private static List<Query> dashboard() {
    return panels().stream().flatMap(List::stream).toList();
  }

  private static Query query(JsonNode target) {
    return new Query(target.path("expr").asString(), target.path("legendFormat").asString());
  }

  private static boolean isExposed(String metric, List<String> labels, String exposed) {
    return exposed
        .lines()
        .filter(line -> line.startsWith(metric + "{") || line.startsWith(metric + " "))
        .anyMatch(line -> labels.stream().allMatch(label -> line.contains(label + "=\"")));
  }

  @Test
  void dashboardAsksForWhatPrometheusIsTold() {
    get("/faulty/customers/1/items");
    send("POST", "/faulty/deliveries/900", "");
    await(() -> get("/actuator/prometheus").contains("weir_findings{"));
    await(() -> get("/actuator/prometheus").contains("table=\"public.product\""));
    String exposed = get("/actuator/prometheus");

    assertThat(isExposed("weir_routes_total", List.of("table"), exposed)).isFalse();
    assertThat(dashboard())
        .hasSizeGreaterThan(15)
        .allSatisfy(
            query ->
                assertThat(query.metrics())
                    .as(query.text())
                    .isNotEmpty()
                    .allMatch(metric -> isExposed(metric, query.labels(), exposed)));
  }

  private static final Path GRAFANA = Path.of("..", "..", "docs", "grafana");

  /** A statement that fails. */
  private static void fail() {
    try (Connection connection = shop.getBean(DataSource.class).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("select 1/0");
    } catch (SQLException e) {
      assertThat(e.getSQLState()).isEqualTo("22012");
    }
  }

  /** What Grafana sends for a panel. */
  private static String sent(Query query) {
    return query.text().replace("$weir", ".*").replace("$__rate_interval", "30s");
  }

  @Test
  void eachPanelHasDataInPrometheusAndEachAlertIsEvaluated(@TempDir Path directory)
      throws Exception {
    assumeTrue(
        Prometheus.isThere(),
        "SKIPPED: the dashboard is not tried in Prometheus: apt-get install prometheus");
    int port = shop.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    try (Prometheus prometheus = new Prometheus(port, GRAFANA.resolve("alerts.yml"), directory)) {
      List<List<Query>> empty = new ArrayList<>(panels());
      await(
          Duration.ofMinutes(3), // Updates of tables are looked at once a minute.
          () -> {
            get("/faulty/customers/1/items");
            send("POST", "/faulty/deliveries/700", "");
            fail();
            empty.removeIf(
                panel -> panel.stream().anyMatch(each -> !prometheus.ask(sent(each)).isEmpty()));
            return empty.isEmpty();
          },
          () -> "without data: " + empty);
      dashboard().forEach(query -> prometheus.ask(sent(query)));
      await(
          Duration.ofMinutes(1),
          () ->
              prometheus.rules().findValues("health").stream()
                  .noneMatch(health -> health.asString().equals("unknown")),
          () -> "not evaluated: " + prometheus.rules());
      assertThat(prometheus.rules().findValues("health"))
          .hasSizeGreaterThan(10)
          .extracting(JsonNode::asString)
          .containsOnly("ok");
    }
  }

  /** Those of several queries need not have data for each. */
  private static List<List<Query>> panels() {
    return JsonMapper.shared().readTree(GRAFANA.resolve("weir.json")).findValues("targets").stream()
        .map(targets -> targets.valueStream().map(SpringShopTest::query).toList())
        .toList();
  }
}
