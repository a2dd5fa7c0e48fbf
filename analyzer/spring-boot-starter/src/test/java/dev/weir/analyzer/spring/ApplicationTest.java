package dev.weir.analyzer.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.shop.Shop;
import dev.weir.analyzer.Analyzer;
import dev.weir.analyzer.Unit;
import dev.weir.analyzer.model.CallSite;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.FindingState;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.report.JsonLines;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.task.AsyncTaskExecutor;

/** A whole application on a real database, of which only the class path has heard of Weir. */
@Timeout(120)
class ApplicationTest {
  private static ShopDatabase database;

  @BeforeAll
  static void startDatabase() throws SQLException {
    database = new ShopDatabase();
  }

  @AfterAll
  static void stopDatabase() {
    database.close();
  }

  private static ConfigurableApplicationContext run(boolean observed, String... settings) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "spring.datasource.url=" + database.url(),
                "server.port=0",
                "spring.application.name=shop"));
    if (!observed) {
      all.add("spring.autoconfigure.exclude=" + Boot.OBSERVATIONS.getName());
    }
    all.addAll(List.of(settings));
    return new SpringApplicationBuilder(Shop.class)
        .bannerMode(Banner.Mode.OFF)
        .properties(all.toArray(String[]::new))
        .run();
  }

  private static String get(ConfigurableApplicationContext shop, String path)
      throws IOException, InterruptedException {
    String port = shop.getEnvironment().getProperty("local.server.port");
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(path).isEqualTo(200);
    return response.body();
  }

  private static List<Finding> findings(ConfigurableApplicationContext shop) {
    return shop.getBean(Analyzer.class).findings();
  }

  private static String method(Finding finding) {
    CallSite loop = Objects.requireNonNull(finding.place().loop());
    return loop.className() + "." + loop.method();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void loopOfARequestIsFoundAtItsLine(boolean observed) throws Exception {
    try (ConfigurableApplicationContext shop = run(observed)) {
      assertThat(get(shop, "/customers/1/items")).contains("item 20");
      assertThat(findings(shop))
          .filteredOn(finding -> method(finding).equals("com.shop.Shop.items"))
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.code().id()).isEqualTo("N1");
                assertThat(finding.confidence()).isEqualTo(Confidence.CERTAIN);
              });
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void requestThatGoesOnOnAnotherThreadIsOneUnit(boolean observed) throws Exception {
    try (ConfigurableApplicationContext shop = run(observed)) {
      assertThat(get(shop, "/customers/1/slowly")).contains("item 20");
      assertThat(findings(shop))
          .filteredOn(finding -> method(finding).equals("com.shop.Shop.items"))
          .singleElement()
          .satisfies(finding -> assertThat(finding.confidence()).isEqualTo(Confidence.CERTAIN));
    }
  }

  @Test
  void taskOfARequestIsOfItsUnit() throws Exception {
    try (ConfigurableApplicationContext shop = run(true)) {
      AsyncTaskExecutor executor = shop.getBean("applicationTaskExecutor", AsyncTaskExecutor.class);
      Analyzer analyzer = shop.getBean(Analyzer.class);
      try (Unit request = analyzer.unit("request")) {
        assertThat(request).isNotNull();
        assertThat(executor.submit(analyzer::currentUnit).get()).isSameAs(analyzer.currentUnit());
      }
      assertThat(executor.submit(analyzer::currentUnit).get()).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void jobIsAUnit(boolean observed) throws Exception {
    try (ConfigurableApplicationContext shop = run(observed)) {
      shop.getBean(Shop.class).awaitReports();
      assertThat(findings(shop))
          .filteredOn(finding -> method(finding).equals("com.shop.Shop.report"))
          .singleElement()
          .satisfies(finding -> assertThat(finding.confidence()).isEqualTo(Confidence.CERTAIN));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void requestsThatReadOnceAreNoLoop(boolean observed) throws Exception {
    try (ConfigurableApplicationContext shop = run(observed)) {
      ExecutorService clients = Executors.newFixedThreadPool(8);
      try {
        List<Future<?>> requests = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
          String path = "/orders/" + (i % 20);
          requests.add(clients.submit(() -> get(shop, path)));
        }
        for (Future<?> request : requests) {
          request.get();
        }
      } finally {
        clients.shutdownNow();
      }
      assertThat(findings(shop))
          .filteredOn(finding -> !method(finding).equals("com.shop.Shop.report"))
          .isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsReadAtTheStartIsNoFinding(boolean observed) {
    try (ConfigurableApplicationContext shop = run(observed)) {
      assertThat(findings(shop))
          .filteredOn(finding -> method(finding).equals("com.shop.Shop.<init>"))
          .isEmpty();
      assertThat(shop.getBean(Analyzer.class).coverage().executions()).isGreaterThanOrEqualTo(20);
    }
  }

  @Test
  void acceptedFindingIsNone(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("accepted.yml");
    Files.writeString(file, "accepted: [{code: N1, place: com.shop.Shop.items, reason: small}]");
    try (ConfigurableApplicationContext shop =
        run(true, "weir.analyzer.accepted=" + file.toUri())) {
      assertThat(get(shop, "/customers/1/items")).contains("item 20");
      assertThat(findings(shop))
          .filteredOn(finding -> method(finding).equals("com.shop.Shop.items"))
          .isEmpty();
      assertThat(shop.getBean(Analyzer.class).report().accepted()).hasSize(1);
    }
  }

  @Test
  void releaseIsTheVersionOfTheBuildAndIsComparedWithEarlierOnes(@TempDir Path directory)
      throws Exception {
    Path build = directory.resolve("build-info.properties");
    Path earlier = directory.resolve("releases.jsonl");
    String[] settings = {
      "spring.info.build.location=" + build.toUri(), "weir.analyzer.earlier=" + earlier
    };
    Files.writeString(build, "build.version=1.4.1");
    try (ConfigurableApplicationContext shop = run(true, settings)) {
      assertThat(get(shop, "/customers/1/items")).contains("item 20");
      Report first = shop.getBean(Analyzer.class).report();
      assertThat(first.release()).isEqualTo("1.4.1");
      assertThat(first.since()).isNull();
      Files.writeString(earlier, new JsonLines().render(first));
    }
    Files.writeString(build, "build.version=1.4.2");
    try (ConfigurableApplicationContext shop = run(true, settings)) {
      Analyzer analyzer = shop.getBean(Analyzer.class);
      Report.Since since = Objects.requireNonNull(analyzer.report().since());
      assertThat(since.release()).isEqualTo("1.4.1");
      assertThat(since.gone()).isNotEmpty();
      assertThat(get(shop, "/customers/1/items")).contains("item 20");
      assertThat(analyzer.report().entries())
          .filteredOn(entry -> method(entry.finding()).equals("com.shop.Shop.items"))
          .extracting("state")
          .containsOnly(FindingState.ONGOING);
    }
    try (ConfigurableApplicationContext shop = run(true, "weir.analyzer.release=a1b2c3")) {
      assertThat(shop.getBean(Analyzer.class).config().release()).isEqualTo("a1b2c3");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"weir.enabled=false", "weir.analyzer.mode=off", "weir.exclude=dataSource"})
  void applicationThatWantsNoneKeepsItsPool(String setting) {
    try (ConfigurableApplicationContext shop = run(true, setting)) {
      assertThat(shop.getBean("dataSource").getClass().getName())
          .isEqualTo("com.zaxxer.hikari.HikariDataSource");
    }
  }
}
