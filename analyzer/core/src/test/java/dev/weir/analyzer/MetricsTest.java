package dev.weir.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Weir;
import dev.weir.WeirDataSource;
import dev.weir.samples.cluster.PostgresCluster;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The numbers of a database with more tables than anybody looks at. */
@Timeout(60)
class MetricsTest {
  private static PostgresCluster cluster;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private WeirDataSource weir;
  private Analyzer analyzer;

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.start(0);
    try (Connection connection = cluster.primary().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      for (int i = 0; i < 60; i++) {
        statement.execute("create table t%d (id bigint primary key, n bigint)".formatted(i));
        statement.execute("insert into t%d values (1, 0)".formatted(i));
      }
      statement.execute("insert into t7 select i, 0 from generate_series(2, 20000) i");
      statement.execute("select pg_stat_force_next_flush()");
    }
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void watch() {
    weir = Weir.observe(cluster.primary().dataSource(), options -> options.name("shop"));
    weir.addListener(new StatementMetrics(registry));
    analyzer = Analyzer.attach(weir);
    new AnalyzerMetrics(analyzer).bindTo(registry);
  }

  @AfterEach
  void close() {
    analyzer.close();
    weir.close();
  }

  private static void await(BooleanSupplier condition) {
    Instant end = Instant.now().plus(Duration.ofSeconds(30));
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(end);
      Thread.onSpinWait();
    }
  }

  private void update() throws SQLException {
    try (Unit unit = analyzer.unit("import");
        Connection connection = weir.getConnection();
        PreparedStatement statement =
            connection.prepareStatement("update t7 set n = n + 1 where id = ?")) {
      assertThat(unit).isNotNull();
      for (long id = 1; id <= 20; id++) {
        statement.setLong(1, id);
        statement.executeUpdate();
      }
    }
  }

  @Test
  void statementsAreCountedByKindAndNodeWithTheirRowsAndTimes() throws SQLException {
    update();
    try (Connection connection = weir.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("select 1");
    }

    Timer updates = registry.get("weir.statements").tag("kind", "update").timer();
    assertThat(updates.count()).isEqualTo(20);
    assertThat(updates.getId().getTag("node")).isEqualTo("primary");
    assertThat(updates.getId().getTag("datasource")).isEqualTo("shop");
    assertThat(updates.getId().getTag("outcome")).isEqualTo("success");
    assertThat(updates.takeSnapshot().histogramCounts()).hasSize(13);
    assertThat(registry.get("weir.rows").tag("kind", "update").counter().count()).isEqualTo(20);
    assertThat(registry.get("weir.statements").tag("kind", "read").timer().count()).isEqualTo(1);
  }

  private double sizeOf(String table) {
    Gauge size = registry.find("weir.table.size").tag("table", table).gauge();
    return size == null ? 0 : size.value();
  }

  @Test
  void statementThatFailsIsAFailure() throws SQLException {
    try (Connection connection = weir.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("select 1/0");
    } catch (SQLException e) {
      assertThat(e.getSQLState()).isEqualTo("22012");
    }
    assertThat(registry.get("weir.statements").tag("outcome", "failure").timer().count())
        .isEqualTo(1);
  }

  @Test
  void findingsAreCountedByCodeAndSeverity() throws SQLException {
    update();
    await(() -> registry.find("weir.findings").tag("code", "LU").gauge() != null);

    Gauge loops = registry.get("weir.findings").tag("code", "LU").gauge();
    assertThat(loops.value()).isEqualTo(1);
    assertThat(loops.getId().getTag("severity")).isEqualTo("error");
    assertThat(loops.getId().getTag("datasource")).isEqualTo("shop");
    assertThat(registry.get("weir.units").functionCounter().count()).isPositive();
  }

  private @Nullable Gauge own(String gauge, String... tags) {
    return registry.find(gauge).tag("application", "tests").tags(tags).gauge();
  }

  @Test
  void serversTellOfTheirSessions() throws SQLException {
    try (Connection connection = cluster.primary().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("update t8 set n = 1");
      ServerSeries servers =
          new ServerSeries(analyzer::activity, registry, Tags.of("application", "tests"));
      await(
          () -> {
            servers.ask();
            return own("weir.sessions", "state", "idle in transaction") != null;
          });
      connection.rollback();
    }
    for (String each : List.of("weir.horizon.age", "weir.frozen.age", "weir.transaction.oldest")) {
      assertThat(own(each, "datasource", "shop"))
          .as(each)
          .satisfies(gauge -> assertThat(gauge.value()).isPositive());
    }
    for (String each : List.of("weir.locks.waiting", "weir.locks.longest")) {
      assertThat(own(each, "datasource", "shop"))
          .as(each)
          .satisfies(gauge -> assertThat(gauge.value()).isZero());
    }
  }

  @Test
  void largestTablesHaveTheirNumbersAndTheOthersHaveOne() {
    await(() -> registry.find("weir.table.live").gauges().size() > 50);

    assertThat(registry.find("weir.table.live").gauges())
        .hasSize(51)
        .extracting(Meter::getId)
        .extracting(id -> id.getTag("table"))
        .contains("public.t7", "$other$");
    Gauge large = registry.get("weir.table.live").tag("table", "public.t7").gauge();
    assertThat(large.value()).isEqualTo(20_000);
    assertThat(registry.get("weir.table.live").tag("table", "$other$").gauge().value())
        .isEqualTo(10);
    await(() -> sizeOf("public.t7") > 100_000);
  }
}
