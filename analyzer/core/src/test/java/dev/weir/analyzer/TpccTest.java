package dev.weir.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import com.shop.tpcc.Terminal;
import com.shop.tpcc.Warehouse;
import dev.weir.WeirDataSource;
import dev.weir.analyzer.model.CallSite;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Subject;
import dev.weir.samples.cluster.PostgresCluster;
import dev.weir.sql.SetColumn;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * TPC-C on a small warehouse with two terminals: what is known of it is found, nothing else,
 * whether or not scopes tell what its units of work are.
 */
@Tag("proof")
class TpccTest {
  private static final int TRANSACTIONS = 500;

  /** The loops of new-order and delivery, and the rows that all orders and payments update. */
  private static final List<String> KNOWN =
      List.of(
          "HR district, which sets d_next_o_id and d_ytd",
          "HR warehouse in payment",
          "LD new_order in delivery",
          "LI order_line in newOrder",
          "LU customer in delivery",
          "LU oorder in delivery",
          "LU stock in newOrder",
          "MN1 oorder in delivery",
          "MN1 stock in newOrder");

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
    }
    Warehouse.create(dataSource);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsKnownIsFoundAndNothingElse(boolean scopes) throws Exception {
    createAnew(cluster.primary().dataSource());
    try (WeirDataSource weir =
            WeirDataSource.builder().primary(cluster.primary().jdbcUrl()).build();
        Analyzer analyzer = Analyzer.attach(weir)) {
      ExecutorService pool = Executors.newFixedThreadPool(2);
      List<Future<?>> terminals = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        Terminal terminal = new Terminal(weir, i);
        terminals.add(pool.submit(() -> work(terminal, analyzer, scopes)));
      }
      for (Future<?> terminal : terminals) {
        terminal.get();
      }
      pool.shutdown();
      List<Finding> findings = analyzer.findings();
      assertThat(findings.stream().map(TpccTest::essence).sorted())
          .containsExactlyElementsOf(KNOWN);
    }
  }

  private static void work(Terminal terminal, Analyzer analyzer, boolean scopes) {
    for (int i = 0; i < TRANSACTIONS; i++) {
      Runnable transaction = terminal.next();
      if (scopes) {
        Unit unit = analyzer.unit("transaction");
        transaction.run();
        unit.close();
      } else {
        transaction.run();
      }
    }
  }

  private static String essence(Finding finding) {
    String table = finding.subject().tables().get(0).name();
    // Which of several statements is told with its place is a matter of time.
    if (finding.code().id().equals("HR")
        && finding.subject() instanceof Subject.Statement statement
        && !statement.also().isEmpty()) {
      return Stream.concat(Stream.of(statement.shape()), statement.also().stream())
          .flatMap(shape -> shape.sets().stream())
          .map(SetColumn::column)
          .sorted()
          .collect(Collectors.joining(" and ", "HR " + table + ", which sets ", ""));
    }
    CallSite loop = finding.place().loop();
    CallSite site = loop != null ? loop : finding.place().callSite();
    return "%s %s in %s".formatted(finding.code().id(), table, site == null ? "?" : site.method());
  }
}
