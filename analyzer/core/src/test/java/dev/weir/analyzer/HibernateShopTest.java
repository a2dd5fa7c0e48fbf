package dev.weir.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import com.shop.orm.Shop;
import dev.weir.WeirDataSource;
import dev.weir.analyzer.model.Finding;
import dev.weir.samples.cluster.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A shop on Hibernate: what is wrong in it is found, with and without scopes, and nothing in its
 * repaired twin.
 */
class HibernateShopTest {
  private static final List<String> KNOWN =
      List.of(
          "LD line in forget",
          "LI line in enter",
          "LI member in enter",
          "LI purchase in enter",
          "LU purchase in send",
          "N1 line in lines",
          "N1 member in names");

  private static PostgresCluster cluster;

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.start(0);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static void createAnew(DataSource dataSource) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("drop schema public cascade");
      statement.execute("create schema public");
      statement.execute("create table member (id bigint primary key, name text)");
      statement.execute(
          "create table purchase (id bigint primary key, state text, member_id bigint)");
      statement.execute("create table line (id bigint primary key, what text, purchase_id bigint)");
      for (String table : List.of("member", "purchase", "line")) {
        statement.execute("create sequence " + table + "_seq increment 50");
      }
    }
  }

  private static List<String> found(boolean repaired, boolean scopes) throws Exception {
    createAnew(cluster.primary().dataSource());
    try (WeirDataSource weir =
            WeirDataSource.builder().primary(cluster.primary().jdbcUrl()).build();
        Shop shop = new Shop(weir, repaired);
        Analyzer analyzer = Analyzer.attach(weir)) {
      ExecutorService pool = Executors.newSingleThreadExecutor();
      List<Runnable> requests =
          List.of(
              shop::enter,
              shop::names,
              shop::lines,
              () -> shop.one(1),
              () -> shop.one(2),
              () -> shop.one(3),
              () -> shop.one(4),
              shop::send,
              shop::forget);
      for (Runnable request : requests) {
        pool.submit(() -> scoped(analyzer, scopes, request)).get();
      }
      pool.shutdown();
      return analyzer.findings().stream().map(HibernateShopTest::essence).sorted().toList();
    }
  }

  private static void scoped(Analyzer analyzer, boolean scopes, Runnable request) {
    if (scopes) {
      Unit unit = analyzer.unit("request");
      request.run();
      unit.close();
    } else {
      request.run();
    }
  }

  private static String essence(Finding finding) {
    var site = finding.place().loop() != null ? finding.place().loop() : finding.place().callSite();
    return "%s %s in %s"
        .formatted(
            finding.code().id(),
            finding.subject().tables().isEmpty()
                ? finding.subject().text()
                : finding.subject().tables().get(0).name(),
            site == null ? "?" : site.method());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsWrongIsFound(boolean scopes) throws Exception {
    assertThat(found(false, scopes)).isEqualTo(KNOWN);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void inTheRepairedTwinNothingIs(boolean scopes) throws Exception {
    assertThat(found(true, scopes)).isEmpty();
  }
}
