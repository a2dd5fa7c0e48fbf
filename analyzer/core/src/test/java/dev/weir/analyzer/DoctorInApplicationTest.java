package dev.weir.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.WeirDataSource;
import dev.weir.analyzer.model.Checkup;
import dev.weir.analyzer.model.Report;
import dev.weir.samples.cluster.PostgresCluster;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoctorInApplicationTest {
  /** By URL, and around the application's own DataSource. */
  @ParameterizedTest
  @Tag("proof")
  @ValueSource(booleans = {false, true})
  void theHolderOfTheHorizonIsJoinedWithTheCodeThatHoldsIt(boolean observing) throws Exception {
    try (PostgresCluster cluster =
            PostgresCluster.builder().setting("autovacuum_naptime", "1s").start();
        WeirDataSource shop =
            observing
                ? WeirDataSource.builder()
                    .name("shop")
                    .primary(cluster.primary().dataSource())
                    .build()
                : WeirDataSource.builder().name("shop").primary(cluster.jdbcUrl()).build();
        Analyzer analyzer =
            Analyzer.attach(
                shop,
                AnalyzerConfig.builder()
                    .applicationPackages("dev.weir.analyzer.DoctorInApplicationTest")
                    .build())) {
      run(
          shop,
          "CREATE TABLE queue (id int PRIMARY KEY, n int)",
          "CREATE TABLE audit (t text)",
          "INSERT INTO queue SELECT i, 0 FROM generate_series(1, 2000) i");
      run(shop, "VACUUM ANALYZE queue");
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch done = new CountDownLatch(1);
      Thread billing = new Thread(() -> bill(shop, begun, done), "billing-7");
      billing.start();
      begun.await();
      for (int i = 0; i < 10; i++) {
        run(shop, "UPDATE queue SET n = n + 1");
      }

      Checkup checkup = illness(analyzer);

      Report.Entry cause = checkup.diagnoses().get(0).entry();
      assertThat(cause.finding().code().id()).isEqualTo("VH");
      assertThat(cause.finding().place().callSite()).isNotNull();
      assertThat(Objects.requireNonNull(cause.finding().place().callSite()).method())
          .isEqualTo("bill");
      assertThat(cause.advice().because())
          .anyMatch(why -> why.startsWith("it is this application's: thread billing-7, open for"));
      done.countDown();
      billing.join();
    }
  }

  /** Autovacuum has to have run in vain before. */
  private static Checkup illness(Analyzer analyzer) throws Exception {
    Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
    while (true) {
      Checkup checkup = Objects.requireNonNull(analyzer.doctor(Duration.ofSeconds(1)).get("shop"));
      if (!checkup.diagnoses().isEmpty()
          && checkup.diagnoses().get(0).finding().code().id().equals("VH")) {
        return checkup;
      }
      assertThat(Instant.now()).as("nothing was found: " + checkup).isBefore(deadline);
    }
  }

  private static void bill(WeirDataSource shop, CountDownLatch begun, CountDownLatch done) {
    try (Connection connection = shop.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("INSERT INTO audit VALUES ('billed')");
      begun.countDown();
      done.await();
      connection.rollback();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aTransactionThatHasEndedIsNobodys() throws Exception {
    try (PostgresCluster cluster = PostgresCluster.start(0);
        WeirDataSource shop = WeirDataSource.builder().primary(cluster.jdbcUrl()).build()) {
      OpenTransactions open = new OpenTransactions(1, System::nanoTime);
      shop.addListener(open);
      try (Connection connection = shop.getConnection();
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        statement.execute("CREATE TABLE t (n int)");
        assertThat(open.of(shop.name(), stack -> null))
            .singleElement()
            .satisfies(one -> assertThat(one.process()).isPositive());
        connection.commit();
        assertThat(open.of(shop.name(), stack -> null)).isEmpty();
        statement.execute("INSERT INTO t VALUES (1)");
      }
      assertThat(open.of(shop.name(), stack -> null)).isEmpty();
    }
  }

  private static void run(WeirDataSource shop, String... statements) throws Exception {
    try (Connection connection = shop.getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
