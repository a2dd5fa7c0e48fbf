package dev.weir.analyzer.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.shop.Shop;
import com.zaxxer.hikari.HikariDataSource;
import dev.weir.Weir;
import dev.weir.WeirDataSource;
import dev.weir.analyzer.Analyzer;
import dev.weir.consistency.CallerScope;
import dev.weir.consistency.TokenStore;
import jakarta.servlet.Filter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** An application that names its replicas, on a primary and two of them. */
@Timeout(180)
class RoutingTest {
  private static ShopDatabase database;

  private final ApplicationContextRunner spring =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  Boot.DATA_SOURCE, WeirAutoConfiguration.class, UnitAutoConfiguration.class))
          .withPropertyValues("weir.analyzer.mode=off");

  @BeforeAll
  static void startDatabase() throws SQLException {
    database = new ShopDatabase(2);
  }

  @AfterAll
  static void stopDatabase() {
    database.close();
  }

  private static ConfigurableApplicationContext run(String... settings) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "spring.datasource.url=" + database.url(),
                "spring.datasource.hikari.maximum-pool-size=4",
                "weir.replicas[0].url=" + database.replicaUrl(0),
                "weir.replicas[1].url=" + database.replicaUrl(1),
                "weir.replicas[1].weight=2",
                "server.port=0",
                "spring.application.name=shop"));
    all.addAll(List.of(settings));
    return new SpringApplicationBuilder(Shop.class)
        .bannerMode(Banner.Mode.OFF)
        .properties(all.toArray(String[]::new))
        .run();
  }

  private static boolean onReplica(JdbcTemplate jdbc) {
    return Boolean.TRUE.equals(jdbc.queryForObject("select pg_is_in_recovery()", Boolean.class));
  }

  @Test
  void readsGoToReplicasAndSeeOwnWrites() {
    try (ConfigurableApplicationContext shop = run()) {
      JdbcTemplate jdbc = shop.getBean(JdbcTemplate.class);
      jdbc.execute("create table visit (id bigint primary key)");
      for (long i = 1; i <= 50; i++) {
        jdbc.update("insert into visit values (?)", i);
        assertThat(jdbc.queryForObject("select count(*) from visit", Long.class)).isEqualTo(i);
      }
      Await.until("it reads on the replica", () -> onReplica(jdbc));
      TransactionTemplate readOnly =
          new TransactionTemplate(shop.getBean(PlatformTransactionManager.class));
      readOnly.setReadOnly(true);
      Await.until(
          "it reads on the replica",
          () -> Boolean.TRUE.equals(readOnly.execute(status -> onReplica(jdbc))));
    }
  }

  @Test
  void eachServerHasAPoolOfTheApplicationsSettingsAndNonePoolsAnother() throws SQLException {
    try (ConfigurableApplicationContext shop = run()) {
      WeirDataSource weir = shop.getBean(WeirDataSource.class);
      assertThat(weir.topology().nodes()).hasSize(3);
      HikariDataSource primary = weir.unwrap(HikariDataSource.class);
      assertThat(primary.getPoolName()).isEqualTo("shop-primary");
      assertThat(primary.getMaximumPoolSize()).isEqualTo(4);
      assertThat(primary.getJdbcUrl()).isEqualTo(database.url());
    }
  }

  @Test
  void routingDoesNotDependOnTheMode() {
    try (ConfigurableApplicationContext shop = run("weir.analyzer.mode=off")) {
      JdbcTemplate jdbc = shop.getBean(JdbcTemplate.class);
      Await.until("it reads on the replica", () -> onReplica(jdbc));
    }
  }

  @Test
  void detailsOfAConnectionBeatTheSettings() {
    spring
        .withBean(
            WeirConnectionDetails.class,
            () -> bean -> List.of(new Routing.Replica(database.replicaUrl(0), null, null, 1)))
        .withPropertyValues(
            "spring.datasource.url=" + database.url(), "weir.replicas[0].url=jdbc:postgresql://x/y")
        .run(
            context -> {
              JdbcTemplate jdbc = new JdbcTemplate(context.getBean(DataSource.class));
              Await.until("it reads on the replica", () -> onReplica(jdbc));
            });
  }

  @Configuration(proxyBeanMethods = false)
  static class Two {
    private static HikariDataSource pool() {
      HikariDataSource pool = new HikariDataSource();
      pool.setJdbcUrl(database.url());
      return pool;
    }

    @Bean(defaultCandidate = false)
    DataSource orders() {
      return pool();
    }

    @Bean(defaultCandidate = false)
    DataSource archive() {
      return pool();
    }
  }

  @Test
  void oneOfSeveralIsNamed() {
    spring
        .withUserConfiguration(Two.class)
        .withPropertyValues(
            "spring.datasource.url=" + database.url(),
            "weir.data-sources.orders.replicas[0].url=" + database.replicaUrl(0))
        .run(
            context -> {
              assertThat(context.getBean("orders")).isInstanceOf(WeirDataSource.class);
              assertThat(context.getBean("archive")).isInstanceOf(HikariDataSource.class);
            });
  }

  @Test
  void nameThatNoDataSourceHasIsAnError() {
    spring
        .withPropertyValues(
            "spring.datasource.url=" + database.url(),
            "weir.data-sources.order.replicas[0].url=" + database.replicaUrl(0))
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasMessageContaining("weir.data-sources.order names no DataSource bean"));
  }

  @Test
  void replicasOfAnotherDatabaseAreAnError() {
    spring
        .withPropertyValues(
            "spring.datasource.url=jdbc:h2:mem:shop;PASSWORD=secret",
            "weir.replicas[0].url=" + database.replicaUrl(0))
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining("jdbc:h2:")
                    .hasMessageNotContaining("secret"));
  }

  @Test
  void weightThatCannotBeIsAnErrorThatNamesTheSetting() {
    spring
        .withPropertyValues(
            "spring.datasource.url=" + database.url(),
            "weir.replicas[0].url=" + database.replicaUrl(0),
            "weir.replicas[0].weight=0")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasStackTraceContaining(
                        "weir wants it: the weight of a replica must be from 1"));
  }

  /** H2 is on the class path of these tests. */
  @Test
  void urlOfWeirIsRouted() {
    String primary = database.url().replaceAll("jdbc:postgresql://([^/]+)/.*", "$1");
    String replica = database.replicaUrl(0).replaceAll("jdbc:postgresql://([^/]+)/.*", "$1");
    String url =
        database.url().replace("jdbc:", "jdbc:weir:").replace(primary, primary + "," + replica);
    spring
        .withPropertyValues(
            "spring.datasource.url=" + url, "spring.datasource.hikari.maximum-pool-size=3")
        .run(
            context -> {
              WeirDataSource weir = (WeirDataSource) context.getBean(DataSource.class);
              assertThat(weir.topology().nodes()).hasSize(2);
              assertThat(weir.unwrap(HikariDataSource.class).getMaximumPoolSize()).isEqualTo(3);
              JdbcTemplate jdbc = new JdbcTemplate(weir);
              Await.until("it reads on the replica", () -> onReplica(jdbc));
            });
  }

  private static void as(String user, Filter sessions, Runnable request) throws Exception {
    MockHttpServletRequest made = new MockHttpServletRequest();
    made.setUserPrincipal(() -> user);
    sessions.doFilter(made, new MockHttpServletResponse(), (i, o) -> request.run());
  }

  private static void onReplica(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(database.replicaUrl(0));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void requestsOfAUserWaitForThatUsersWritesOnly() throws Exception {
    try (ConfigurableApplicationContext shop =
        run("weir.session=principal", "weir.replicas[1].url=" + database.replicaUrl(0))) {
      JdbcTemplate jdbc = shop.getBean(JdbcTemplate.class);
      Filter sessions =
          Objects.requireNonNull(
              shop.getBean("weirPrincipalSessions", FilterRegistrationBean.class).getFilter());
      String where = "select pg_is_in_recovery() from (select count(*) from basket) b";
      jdbc.execute("create table basket (id bigint)");
      Await.until(
          "the new table is on the replica",
          () -> Boolean.TRUE.equals(jdbc.queryForObject(where, Boolean.class)));
      onReplica("select pg_wal_replay_pause()");
      try {
        as("ann", sessions, () -> jdbc.update("insert into basket values (1)"));
        as("ann", sessions, () -> assertThat(jdbc.queryForObject(where, Boolean.class)).isFalse());
        as("bob", sessions, () -> assertThat(jdbc.queryForObject(where, Boolean.class)).isTrue());
      } finally {
        onReplica("select pg_wal_replay_resume()");
      }
    }
  }

  private record Puts(Set<String> keys) implements TokenStore {
    @Override
    public void put(String key, String writer, String token) {
      keys.add(key);
    }

    @Override
    public Map<String, String> get(String key) {
      return Map.of();
    }

    @Override
    public Duration timeToLive() {
      return Duration.ofMinutes(1);
    }
  }

  @Test
  void tokenStoreThatIsABeanCarriesSessions() {
    Puts puts = new Puts(ConcurrentHashMap.newKeySet());
    spring
        .withBean(TokenStore.class, () -> puts)
        .withPropertyValues(
            "spring.datasource.url=" + database.url(),
            "weir.replicas[0].url=" + database.replicaUrl(0))
        .run(
            context -> {
              JdbcTemplate jdbc = new JdbcTemplate(context.getBean(DataSource.class));
              try (CallerScope session = Weir.session("ann")) {
                assertThat(session).isNotNull();
                jdbc.execute("create table purse (id bigint)");
              }
              assertThat(puts.keys()).containsExactly("ann");
            });
  }

  @Test
  void analysisThatAUrlAsksForIsTheApplications() {
    String url = database.url().replace("jdbc:", "jdbc:weir:");
    spring
        .withPropertyValues(
            "weir.analyzer.mode=development",
            "spring.datasource.url=" + url + "&weir.analyze=production")
        .run(
            context -> {
              WeirDataSource weir = (WeirDataSource) context.getBean(DataSource.class);
              Analyzer analyzer = context.getBean(Analyzer.class);
              assertThatThrownBy(() -> Analyzer.of(weir)).hasMessageContaining("not analyzed");
              new JdbcTemplate(weir).queryForObject("select 1", Integer.class);
              assertThat(analyzer.findings()).isEmpty();
              assertThat(analyzer.coverage().executions()).isEqualTo(1);
            });
  }

  @Test
  void poolThatLeadsToNoDataSourceOfWeirsSaysWhatToDo() {
    try (HikariDataSource pool = new HikariDataSource()) {
      pool.setJdbcUrl(database.url());
      assertThatThrownBy(() -> Analyzer.of(pool))
          .hasMessageContaining("HikariDataSource leads to no DataSource of Weir's")
          .hasMessageContaining("Analyzer.of(connection)")
          .hasMessageContaining("Weir.observe(dataSource)");
    }
  }

  @Test
  void urlOfWeirThatIsWrongIsAnErrorThatSaysWhere() {
    spring
        .withPropertyValues(
            "spring.datasource.url=jdbc:weir:postgresql://localhost/x?weir.maxLag=soon")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasStackTraceContaining("spring.datasource.url cannot be used: weir.maxLag"));
  }

  @Test
  void applicationStartsBeforeItsDatabase() {
    spring
        .withPropertyValues(
            "spring.datasource.url=jdbc:postgresql://localhost:1/shop?connectTimeout=1",
            "weir.replicas[0].url=jdbc:postgresql://localhost:1/shop?connectTimeout=1")
        .run(context -> assertThat(context).hasNotFailed());
  }
}
