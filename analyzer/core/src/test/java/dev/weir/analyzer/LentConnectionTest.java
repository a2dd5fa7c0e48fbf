package dev.weir.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Weir;
import dev.weir.WeirDataSource;
import dev.weir.analyzer.model.Profile;
import dev.weir.samples.cluster.PostgresCluster;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Whether a connection that does nothing is anybody's, on a real server. */
@Timeout(60)
class LentConnectionTest {
  private static final long IDLE_NANOS = 600_000_000;
  private static final AnalyzerConfig CONFIG =
      AnalyzerConfig.builder()
          .profile(
              new Profile(
                  3, Duration.ZERO, 0, 10, 30, Duration.ofMillis(500), Duration.ofHours(1), 1))
          .build();

  private static PostgresCluster cluster;

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.start(0);
    try (Connection first = Weir.observe(cluster.primary().dataSource()).getConnection();
        Statement statement = first.createStatement()) {
      read(statement, 1); // What is done for the first time takes longer.
    }
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @SuppressWarnings("try") // The unit is there to be closed.
  private static List<String> found(Analyzer analyzer, WeirDataSource weir) throws SQLException {
    try (Unit unit = analyzer.unit("page");
        Connection connection = weir.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("set application_name = 'shop'");
      work();
      statement.execute("set application_name = 'shop'");
    }
    return analyzer.findings().stream().map(finding -> finding.code().id()).toList();
  }

  @Test
  void connectionThatIsObservedIsHeld() throws SQLException {
    try (WeirDataSource weir = Weir.observe(cluster.primary().dataSource());
        Analyzer analyzer = new Analyzer(CONFIG, System::nanoTime, Instant::now).watch(weir)) {
      assertThat(found(analyzer, weir)).contains("CH");
    }
  }

  @Test
  void connectionThatIsRoutedIsNotHeldBetweenStatements() throws SQLException {
    try (WeirDataSource weir =
            WeirDataSource.builder().primary(cluster.primary().dataSource()).build();
        Analyzer analyzer = new Analyzer(CONFIG, System::nanoTime, Instant::now).watch(weir)) {
      assertThat(found(analyzer, weir)).doesNotContain("CH");
    }
  }

  @Test
  @SuppressWarnings("try") // The unit is there to be closed.
  void connectionWhoseRowsAreReadIsInUse() throws SQLException {
    try (WeirDataSource weir = Weir.observe(cluster.primary().dataSource());
        Analyzer analyzer = new Analyzer(CONFIG, System::nanoTime, Instant::now).watch(weir)) {
      try (Unit unit = analyzer.unit("list");
          Connection connection = weir.getConnection();
          Statement statement = connection.createStatement()) {
        read(statement, 2);
      }
      assertThat(analyzer.findings()).isEmpty();
    }
  }

  @Test
  @SuppressWarnings("try") // The unit is there to be closed.
  void transactionThatStreamsIsNotIdle() throws SQLException {
    try (WeirDataSource weir = Weir.observe(cluster.primary().dataSource());
        Analyzer analyzer = new Analyzer(CONFIG, System::nanoTime, Instant::now).watch(weir)) {
      try (Unit unit = analyzer.unit("export");
          Connection connection = weir.getConnection()) {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
          statement.setFetchSize(1);
          read(statement, 2);
        }
        connection.commit();
      }
      assertThat(analyzer.findings()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @SuppressWarnings("try") // The unit is there to be closed.
  void transactionThatCopiesIsNotIdle(boolean routed) throws Exception {
    try (WeirDataSource weir =
            routed
                ? WeirDataSource.builder().primary(cluster.primary().dataSource()).build()
                : Weir.observe(cluster.primary().dataSource());
        Analyzer analyzer = new Analyzer(CONFIG, System::nanoTime, Instant::now).watch(weir)) {
      try (Unit unit = analyzer.unit("import");
          Connection connection = weir.getConnection();
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        statement.execute("create temporary table line (n int)");
        statement.execute("insert into line values (0)");
        CopyIn copy =
            connection.unwrap(PGConnection.class).getCopyAPI().copyIn("copy line from stdin");
        for (int line = 1; line <= 2; line++) {
          work();
          byte[] text = (line + "\n").getBytes(StandardCharsets.US_ASCII);
          copy.writeToCopy(text, 0, text.length);
        }
        copy.endCopy();
        connection.commit();
      }
      assertThat(analyzer.findings()).isEmpty();
      assertThat(analyzer.report().coverage().executions()).isEqualTo(3);
    }
  }

  /** Takes its time for each row. */
  private static void read(Statement statement, int rows) throws SQLException {
    try (ResultSet all = statement.executeQuery("select generate_series(1, " + rows + ")")) {
      while (all.next()) {
        work();
      }
    }
  }

  private static void work() {
    for (long start = System.nanoTime(); System.nanoTime() - start < IDLE_NANOS; ) {
      Thread.onSpinWait();
    }
  }
}
