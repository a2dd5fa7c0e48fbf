package dev.weir.analyzer.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.shop.Shop;
import dev.weir.analyzer.Analyzer;
import dev.weir.analyzer.model.Bounds;
import dev.weir.analyzer.model.UnitTimeline;
import io.micrometer.common.KeyValue;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.server.observation.ServerRequestObservationContext;

/** A trace of a request says what was found in it, if that is asked for. */
@Timeout(120)
class ObservationFindingsTest {
  /** What is sent of a request, by whoever is told of it first and last. */
  static final class Tracing implements ObservationHandler<Observation.Context> {
    private final List<String> sent = new CopyOnWriteArrayList<>();

    @Override
    public boolean supportsContext(Observation.Context context) {
      return context instanceof ServerRequestObservationContext;
    }

    @Override
    public void onStop(Observation.Context context) {
      KeyValue findings = context.getHighCardinalityKeyValue("weir.findings");
      sent.add(context.getContextualName() + " " + (findings == null ? "" : findings.getValue()));
    }
  }

  /** Some order of the handlers is that in which traces are sent too early. */
  @Configuration(proxyBeanMethods = false)
  static class Handlers {
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    Tracing first() {
      return new Tracing();
    }

    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    Tracing last() {
      return new Tracing();
    }
  }

  private static void get(ConfigurableApplicationContext shop, String path) throws Exception {
    String port = shop.getEnvironment().getProperty("local.server.port");
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(path).isEqualTo(200);
  }

  /** The response may be there before its observation has stopped. */
  private static List<String> sent(ConfigurableApplicationContext shop, String bean, int number) {
    List<String> sent = shop.getBean(bean, Tracing.class).sent;
    Instant deadline = Instant.now().plusSeconds(30);
    while (sent.size() < number && Instant.now().isBefore(deadline)) {
      Thread.onSpinWait();
    }
    return sent;
  }

  private static ConfigurableApplicationContext run(ShopDatabase database, String... settings) {
    return new SpringApplicationBuilder(Shop.class, Handlers.class)
        .bannerMode(Banner.Mode.OFF)
        .properties("spring.datasource.url=" + database.url(), "server.port=0")
        .properties(settings)
        .run();
  }

  @Test
  void requestTellsWhatWasFoundInIt() throws Exception {
    try (ShopDatabase database = new ShopDatabase();
        ConfigurableApplicationContext shop = run(database, "weir.observation.findings=yes")) {
      get(shop, "/customers/1/items");
      get(shop, "/orders/1");
      for (String bean : List.of("first", "last")) {
        assertThat(sent(shop, bean, 2))
            .containsExactly("http get /customers/{id}/items N1", "http get /orders/{id} ");
      }
      assertThat(shop.getBean(Analyzer.class).findings())
          .as("is judged as ever")
          .extracting(finding -> finding.code().id())
          .contains("N1");
      assertThat(
              Objects.requireNonNull(
                      shop.getBean(MeterRegistry.class).find("http.server.requests").timer())
                  .getId()
                  .getTags())
          .noneMatch(tag -> tag.getKey().startsWith("weir"));
    }
  }

  private static void ask(DataSource dataSource) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("select count(*) from pg_class");
    }
  }

  /** As Spring Batch 6 observes it. */
  @Test
  void stepOfABatchIsAUnitOfWork() throws Exception {
    try (ShopDatabase database = new ShopDatabase();
        ConfigurableApplicationContext shop = run(database)) {
      Analyzer analyzer = shop.getBean(Analyzer.class);
      ObservationRegistry registry = shop.getBean(ObservationRegistry.class);
      Observation step =
          Observation.createNotStarted("spring.batch.step", registry)
              .lowCardinalityKeyValue("spring.batch.step.name", "import");
      DataSource dataSource = shop.getBean(DataSource.class);
      assertThat(analyzer.timelines()).as("are kept from now on").isNotNull();
      step.observeChecked(() -> ask(dataSource));
      Observation.createNotStarted("another", registry).observeChecked(() -> ask(dataSource));
      assertThat(analyzer.findings()).as("what has ended is judged").isNotNull();
      assertThat(analyzer.timelines())
          .filteredOn(unit -> "step import".equals(unit.name()))
          .extracting(UnitTimeline::bounds)
          .singleElement()
          .isNotEqualTo(Bounds.GUESS);
      assertThat(analyzer.timelines()).extracting(UnitTimeline::name).doesNotContain("another");
    }
  }

  @Test
  void nothingIsToldWhereNobodyAsks() throws Exception {
    try (ShopDatabase database = new ShopDatabase();
        ConfigurableApplicationContext shop = run(database)) {
      get(shop, "/customers/1/items");
      assertThat(sent(shop, "last", 1)).containsExactly("http get /customers/{id}/items ");
    }
  }
}
