package dev.weir.analyzer.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.shop.Shop;
import dev.weir.analyzer.page.WeirPage;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What operators of an application see, whose endpoints are open. */
@Timeout(180)
@ExtendWith(OutputCaptureExtension.class)
class ActuatorTest {
  private static ShopDatabase database;
  private static ConfigurableApplicationContext shop;

  @BeforeAll
  static void start() throws Exception {
    database = new ShopDatabase(1);
    shop = run("management.endpoints.web.exposure.include=*");
    assertThat(get("/customers/1/items", "*/*")).contains("item 20");
  }

  @AfterAll
  static void stop() {
    shop.close();
    database.close();
  }

  private static ConfigurableApplicationContext run(String... settings) {
    return new SpringApplicationBuilder(Shop.class)
        .bannerMode(Banner.Mode.OFF)
        .properties(
            "spring.datasource.url=" + database.url(),
            "weir.replicas[0].url=" + database.replicaUrl(0),
            "management.endpoint.health.show-details=always",
            "management.health.redis.enabled=false", // It is on the class path, and nowhere else.
            "server.port=0",
            "spring.application.name=shop")
        .properties(settings)
        .run();
  }

  private static String get(String path, String accept) throws IOException, InterruptedException {
    String port = shop.getEnvironment().getProperty("local.server.port");
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
            .header("Accept", accept)
            .build();
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(path).isEqualTo(200);
    return response.body();
  }

  private static JsonNode json(String path) throws IOException, InterruptedException {
    return JsonMapper.shared().readTree(get(path, "application/json"));
  }

  @Test
  void reportIsJson() throws Exception {
    JsonNode report = json("/actuator/weir");

    assertThat(report.at("/mode").asString()).isEqualTo("development");
    assertThat(report.at("/coverage/executions").asLong()).isPositive();
    assertThat(report.at("/findings/0/code").asString()).isEqualTo("N1");
    assertThat(report.at("/routing/0/dataSource").asString()).isEqualTo("shop");
    assertThat(report.at("/routing/0/servers")).hasSize(2);
    assertThat(report.at("/routing/0/routes")).isNotEmpty();
  }

  @Test
  void reportIsTextForWhoAsksForIt() throws Exception {
    assertThat(get("/actuator/weir", "text/plain"))
        .contains("select name from item where order_id = ?")
        .contains("com.shop.Shop.items(Shop.java:");
  }

  @Test
  void doctorExaminesThePrimaryForWhoAsks() throws Exception {
    JsonNode doctor = json("/actuator/weirdoctor/1s");
    assertThat(doctor.at("/shop/areas")).isNotEmpty();
    assertThat(doctor.at("/shop/server").asString()).contains("a primary");
    assertThat(get("/actuator/weirdoctor", "text/plain"))
        .startsWith("shop\nWeir doctor: ")
        .contains("vacuum horizon");
  }

  @Test
  void whereNothingIsAnalyzedTheAnswersSaySo() throws Exception {
    String why = "Weir analyzes nothing, because weir.analyzer.mode says so";
    try (ConfigurableApplicationContext context =
        run("management.endpoints.web.exposure.include=*", "weir.analyzer.mode=off")) {
      WeirEndpoint report = context.getBean(WeirEndpoint.class);
      assertThat(report.report(ReportFormat.TEXT)).startsWith(why).doesNotContain("nothing found");
      DoctorEndpoint doctor = context.getBean(DoctorEndpoint.class);
      assertThat(doctor.look(ReportFormat.TEXT)).startsWith(why);
      JsonNode json = JsonMapper.shared().readTree(doctor.look(ReportFormat.JSON));
      assertThat(json.at("/because").asString()).isEqualTo("weir.analyzer.mode says so");
    }
  }

  @Test
  void nobodyIsInvitedToAReportOfNothing(CapturedOutput output) {
    new ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(Boot.DATA_SOURCE, WeirAutoConfiguration.class))
        .withPropertyValues("spring.datasource.url=" + database.url(), "weir.analyzer.mode=off")
        .run(
            context ->
                assertThat(output.getOut().lines())
                    .filteredOn(line -> line.contains("Weir analyzes nothing"))
                    .singleElement()
                    .asString()
                    .doesNotContain("/actuator/weir"));
  }

  @Test
  void pageIsServedWhereTheApplicationSays(CapturedOutput output) throws Exception {
    int before = output.getOut().length();
    WeirPage page;
    try (ConfigurableApplicationContext context = run("weir.page.address=127.0.0.1:0")) {
      page = context.getBean(WeirPage.class);
      HttpResponse<String> answer = open(page.address());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(output.getOut().substring(before)).contains("Weir's page: " + page.address());
    }
    assertThatThrownBy(() -> open(page.address())).isInstanceOf(ConnectException.class);
    assertThat(shop.getBeansOfType(WeirPage.class)).as("nobody said where").isEmpty();
    assertThatThrownBy(() -> run("weir.page.address=0.0.0.0:0"))
        .rootCause()
        .hasMessageContaining("must have a token");
  }

  @Test
  void addressWithoutThePageStopsTheStart() {
    new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(
                Boot.DATA_SOURCE, WeirAutoConfiguration.class, PageAutoConfiguration.class))
        .withClassLoader(new FilteredClassLoader("dev.weir.analyzer.page"))
        .withPropertyValues(
            "spring.datasource.url=" + database.url(), "weir.page.address=127.0.0.1:0")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .isInstanceOf(InvalidConfigurationException.class)
                    .hasMessageContaining("needs dev.weir:weir-page on the class path"));
  }

  private static HttpResponse<String> open(URI address) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void healthTellsOfTheServersAndIsUp() throws Exception {
    JsonNode health = json("/actuator/health");

    assertThat(health.at("/components/weir/status").asString()).isEqualTo("UP");
    assertThat(health.at("/components/weir/details/shop/primary").asString()).isEqualTo("primary");
    assertThat(health.at("/components/weir/details/shop/replica1").asString()).isEqualTo("replica");
  }

  @Test
  void numbersAreMeters() throws Exception {
    assertThat(json("/actuator/metrics/weir.routes").at("/measurements/0/value").asDouble())
        .isPositive();
  }

  @Test
  void poolOfEachServerHasTheMetersOfHikari() throws Exception {
    JsonNode connections = json("/actuator/metrics/hikaricp.connections");
    assertThat(connections.at("/availableTags/0/tag").asString()).isEqualTo("pool");
    assertThat(connections.at("/availableTags/0/values").valueStream().map(JsonNode::asString))
        .containsExactlyInAnyOrder("shop-primary", "shop-replica1");
    assertThat(
            json("/actuator/metrics/hikaricp.connections.usage?tag=pool:shop-replica1")
                .at("/measurements/0/value")
                .asDouble())
        .as("reads went there")
        .isPositive();
  }

  @Test
  void oneLineAtTheStartSaysWhatIsDoneAndWhereToSeeMore(CapturedOutput output) {
    int before = output.getOut().length();

    run("management.endpoints.web.exposure.include=health").close();

    assertThat(output.getOut().substring(before).lines())
        .filteredOn(line -> line.contains("WatchedDataSources"))
        .singleElement()
        .asString()
        .contains("routes shop over 2 servers")
        .contains("analyzes shop in development mode")
        .contains("/actuator/weir has the report once");
  }
}
