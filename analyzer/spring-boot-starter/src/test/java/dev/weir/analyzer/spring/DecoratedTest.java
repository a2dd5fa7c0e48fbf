package dev.weir.analyzer.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.weir.WeirDataSource;
import dev.weir.analyzer.Analyzer;
import dev.weir.analyzer.Unit;
import dev.weir.analyzer.model.CallSite;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import net.ttddyy.dsproxy.ExecutionInfo;
import net.ttddyy.dsproxy.QueryInfo;
import net.ttddyy.dsproxy.listener.QueryExecutionListener;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGConnection;
import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Beside Weir, others put DataSources of their own around those of the application. */
@Timeout(180)
@Tag("proof")
class DecoratedTest {
  private static final String OBSERVED = "observed, not routed: what it is, is not asked";

  private static final String MICROMETER = "--jdbc.datasource-proxy.enabled=true";
  private static final String DECORATOR = "--decorator.datasource.enabled=true";

  private static final String P6SPY = "--decorator.datasource.p6spy.enabled=true";

  private static ShopDatabase database;

  /** Counts what it is told, and asks for no more of it. */
  static final class Listener implements QueryExecutionListener {
    private final AtomicInteger told = new AtomicInteger();

    @Override
    public void beforeQuery(ExecutionInfo execution, List<QueryInfo> queries) {}

    @Override
    public void afterQuery(ExecutionInfo execution, List<QueryInfo> queries) {
      told.incrementAndGet();
    }
  }

  @EnableAutoConfiguration
  static class Application {
    @Bean
    Listener listener() {
      return new Listener();
    }
  }

  @BeforeAll
  static void startDatabase() throws SQLException {
    database = new ShopDatabase(1);
  }

  @AfterAll
  static void stopDatabase() {
    database.close();
  }

  static Stream<Arguments> decorations() {
    return Stream.of(
        Arguments.of(1, List.of(MICROMETER)),
        Arguments.of(1, List.of(MICROMETER, "--jdbc.datasource-proxy.type=concrete")),
        Arguments.of(1, List.of(MICROMETER, "--jdbc.datasource-proxy.type=proxy")),
        Arguments.of(1, List.of(DECORATOR)),
        Arguments.of(1, List.of(DECORATOR, P6SPY)),
        Arguments.of(2, List.of(MICROMETER, DECORATOR, P6SPY)));
  }

  private static ConfigurableApplicationContext run(List<String> settings, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--spring.datasource.url=" + database.url(),
                "--spring.application.name=shop",
                "--management.endpoints.web.exposure.include=*",
                "--management.endpoint.health.show-details=always",
                "--management.health.redis.enabled=false",
                "--weir.analyzer.mode=development",
                "--server.port=0"));
    all.addAll(settings);
    all.addAll(List.of(more));
    return new SpringApplicationBuilder(Application.class)
        .bannerMode(Banner.Mode.OFF)
        .run(all.toArray(String[]::new));
  }

  private static void readRowByRow(JdbcTemplate jdbc) {
    for (int i = 0; i < 12; i++) {
      jdbc.queryForList("select name from item where order_id = ?", String.class, i);
    }
  }

  /** Each statement is told once, by Weir and by each of the others. */
  private static void assertSeenOnce(ConfigurableApplicationContext shop, int decorations) {
    JdbcTemplate jdbc = shop.getBean(JdbcTemplate.class);
    Analyzer analyzer = shop.getBean(Analyzer.class);
    AtomicInteger told = shop.getBean(Listener.class).told;
    long before = analyzer.coverage().executions();
    int toldBefore = told.get();
    try (Unit unit = analyzer.unit("page")) {
      assertThat(unit).isNotNull();
      readRowByRow(jdbc);
    }
    assertThat(analyzer.coverage().executions() - before).isEqualTo(12);
    assertThat(told.get() - toldBefore).isEqualTo(12 * decorations);
    assertThat(analyzer.findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.code().id()).isEqualTo("N1");
              assertThat(finding.amount()).isEqualTo(12);
              CallSite loop = Objects.requireNonNull(finding.place().loop());
              assertThat(loop.className() + "." + loop.method())
                  .isEqualTo(DecoratedTest.class.getName() + ".readRowByRow");
            });
  }

  private static void assertOperatorsSeeIt(ConfigurableApplicationContext shop, String... pools)
      throws Exception {
    JsonNode report = json(shop, "/actuator/weir");
    assertThat(report.at("/findings/0/code").asString()).isEqualTo("N1");
    assertThat(report.at("/routing/0/servers/0/trouble").asString())
        .isEqualTo(pools.length > 1 ? "" : OBSERVED);
    JsonNode health = json(shop, "/actuator/health");
    assertThat(health.at("/components/db/details/database").asString()).isEqualTo("PostgreSQL");
    assertThat(health.at("/components/weir/details/shop/primary").asString())
        .isEqualTo(pools.length > 1 ? "primary" : OBSERVED);
    MeterRegistry meters = shop.getBean(MeterRegistry.class);
    assertThat(meters.find("hikaricp.connections").meters())
        .extracting(meter -> meter.getId().getTag("pool"))
        .containsExactlyInAnyOrder(pools);
    assertThat(meters.find("jdbc.connections.max").meters()).hasSize(1);
    assertThat(meters.find("weir.routes").meters()).isNotEmpty();
  }

  private static JsonNode json(ConfigurableApplicationContext shop, String path) throws Exception {
    String port = shop.getEnvironment().getProperty("local.server.port");
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
            .header("Accept", "application/json")
            .build();
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(path + ": " + response.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(response.body());
  }

  private static WeirDataSource weir(ConfigurableApplicationContext shop) throws SQLException {
    return shop.getBean(DataSource.class).unwrap(WeirDataSource.class);
  }

  @ParameterizedTest
  @MethodSource("decorations")
  void eachStatementIsSeenOnce(int decorations, List<String> settings) throws Exception {
    HikariDataSource pool;
    try (ConfigurableApplicationContext shop = run(settings)) {
      pool = shop.getBean(DataSource.class).unwrap(HikariDataSource.class);
      assertSeenOnce(shop, decorations);
      assertOperatorsSeeIt(shop, pool.getPoolName());
    }
    assertThat(pool.isClosed()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("decorations")
  void readsGoToReplicasAndSeeOwnWrites(int decorations, List<String> settings) throws Exception {
    List<HikariDataSource> pools = new ArrayList<>();
    try (ConfigurableApplicationContext shop =
        run(settings, "--weir.replicas[0].url=" + database.replicaUrl(0))) {
      pools.add(weir(shop).unwrap(HikariDataSource.class));
      assertSeenOnce(shop, decorations);
      JdbcTemplate jdbc = shop.getBean(JdbcTemplate.class);
      jdbc.execute("create table if not exists visit (id bigint)");
      jdbc.update("delete from visit");
      for (long i = 1; i <= 20; i++) {
        jdbc.update("insert into visit values (?)", i);
        assertThat(jdbc.queryForObject("select count(*) from visit", Long.class)).isEqualTo(i);
      }
      Await.until(
          "it reads on the replica",
          () ->
              Boolean.TRUE.equals(
                  jdbc.queryForObject("select pg_is_in_recovery()", Boolean.class)));
      try (Connection connection = shop.getBean(DataSource.class).getConnection()) {
        assertThat(connection.unwrap(PGConnection.class)).isNotNull();
      }
      assertOperatorsSeeIt(shop, "shop-primary", "shop-replica1");
    }
    assertThat(pools).allMatch(HikariDataSource::isClosed);
  }
}
