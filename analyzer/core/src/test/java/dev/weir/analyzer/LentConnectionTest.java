package dev.weir.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Weir;
import dev.weir.WeirDataSource;
import dev.weir.analyzer.model.Profile;
import dev.weir.samples.cluster.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whether a connection that does nothing is anybody's, on a real server. */
@Timeout(60)
class LentConnectionTest {
  private static final long IDLE_NANOS = 30_000_000;
  private static final AnalyzerConfig CONFIG =
      AnalyzerConfig.builder()
          .profile(
              new Profile(
                  3, Duration.ZERO, 0, 10, 30, Duration.ofMillis(20), Duration.ofHours(1), 1))
          .build();

  private static PostgresCluster cluster;

  @BeforeAll
  static void start() {
    cluster = PostgresCluster.start(0);
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
      statement.execute("select 1");
      for (long start = System.nanoTime(); System.nanoTime() - start < IDLE_NANOS; ) {
        Thread.onSpinWait();
      }
      statement.execute("select 1");
    }
    return analyzer.findings().stream().map(finding -> finding.code().id()).toList();
  }

  @Test
  void connectionThatIsObservedIsHeld() throws SQLException {
    try (WeirDataSource weir = Weir.observe(cluster.primary().dataSource());
        Analyzer analyzer = Analyzer.quiet(CONFIG).watch(weir)) {
      while (!found(analyzer, weir).contains("CH")) {
        Thread.onSpinWait(); // The first times it may be the JVM's warm-up.
      }
    }
  }

  @Test
  void connectionThatIsRoutedIsNotHeldBetweenStatements() throws SQLException {
    try (WeirDataSource weir =
            WeirDataSource.builder().primary(cluster.primary().dataSource()).build();
        Analyzer analyzer = Analyzer.quiet(CONFIG).watch(weir)) {
      for (int i = 0; i < 20; i++) {
        assertThat(found(analyzer, weir)).doesNotContain("CH");
      }
    }
  }
}
