package dev.weir.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import com.shop.Editor;
import dev.weir.WeirDataSource;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Profile;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.samples.cluster.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Queries for few rows that take long, on a real table. */
@Timeout(120)
class SlowReadTest {
  private static final String ORDERS =
      "select id from orders where customer = ? and created > ? and slowly(id)";
  private static final Timestamp LONG_AGO = Timestamp.valueOf("2020-01-01 00:00:00");
  private static final Duration WAIT = Duration.ofSeconds(20);
  private static PostgresCluster cluster;

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.start(0);
    run(
        "create table orders (id int primary key, customer int, created timestamp)",
        "insert into orders select n, n, now() from generate_series(1, 20000) n",
        "create function slowly(int) returns boolean language plpgsql cost 1000000"
            + " as 'begin perform pg_sleep(5.1); return true; end'",
        "analyze orders");
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static void run(String... statements) throws SQLException {
    try (Connection connection = cluster.primary().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** Whose machine is not busy: it is not asked. */
  private static Analyzer analyzer(Profile profile) {
    return new Analyzer(
        AnalyzerConfig.builder().profile(profile).build(), System::nanoTime, Instant::now);
  }

  @SuppressWarnings("try") // The unit is there to be closed.
  private static void ask(Analyzer analyzer, WeirDataSource weir, int customer)
      throws SQLException {
    try (Unit unit = analyzer.unit("orders");
        Connection connection = weir.getConnection()) {
      new Editor(connection).read(ORDERS, customer, LONG_AGO);
    }
  }

  @Test
  void indexThatIsMissingIsPrintedAndServesTheQuery() throws SQLException {
    try (WeirDataSource weir =
            WeirDataSource.builder().primary(cluster.primary().dataSource()).build();
        Analyzer analyzer = analyzer(Profile.development()).watch(weir);
        Analyzer clockless = analyzer(Profile.development().withoutClock()).watch(weir)) {
      ask(analyzer, weir, 7);
      ask(analyzer, weir, 8);
      assertThat(analyzer.findings()).isEmpty();
      ask(analyzer, weir, 9);

      Report.Entry entry = only(analyzer);
      Finding slow = entry.finding();
      assertThat(slow.code().id()).isEqualTo("SLOW");
      assertThat(slow.severity()).isEqualTo(Severity.ERROR);
      assertThat(slow.place().callSite()).hasToString("com.shop.Editor.read(Editor.java:34)");
      assertThat(slow.number("longest")).isBetween(5e9, 6e10);
      assertThat(slow.count("slowExecutions")).isEqualTo(3);
      assertThat(clockless.findings()).isEmpty();

      String index = entry.advice().statements().get(0).sql();
      assertThat(index).isEqualTo("CREATE INDEX CONCURRENTLY ON public.orders (customer, created)");
      assertThat(plan()).contains("Seq Scan on orders");
      run(index);
      assertThat(plan()).contains("Index Scan using orders_customer_created_idx");
    }
  }

  private static String plan() throws SQLException {
    try (Connection connection = cluster.primary().dataSource().getConnection()) {
      return String.join(
          "\n",
          new Editor(connection)
                  .all("explain " + ORDERS.replace("= ?", "= 7").replace("> ?", "> '2020-01-01'"))
                  .stream()
                  .map(String::valueOf)
                  .toList());
    }
  }

  private static Report.Entry only(Analyzer analyzer) {
    List<Report.Entry> entries = analyzer.report(WAIT).entries();
    assertThat(entries).hasSize(1);
    return entries.get(0);
  }
}
