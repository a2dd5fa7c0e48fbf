package dev.weir.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.WeirDataSource;
import dev.weir.analyzer.model.ServerActivity;
import dev.weir.analyzer.model.ServerActivity.Session;
import dev.weir.analyzer.sample.ActivitySample;
import dev.weir.analyzer.sample.Answer;
import dev.weir.analyzer.sample.SessionSample;
import dev.weir.samples.cluster.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What sessions do, beside the code of the application that opened their transactions. */
@Timeout(120)
class ActivityTest {
  private static ServerActivity shop(Analyzer analyzer) throws InterruptedException {
    return Objects.requireNonNull(analyzer.activity().get("shop"));
  }

  private static void hold(WeirDataSource shop, CountDownLatch begun, CountDownLatch done) {
    try (Connection connection = shop.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("UPDATE account SET balance = 1 WHERE id = 4711");
      begun.countDown();
      done.await();
      connection.rollback();
    } catch (SQLException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void waitFor(WeirDataSource shop) {
    try (Connection connection = shop.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("UPDATE account SET balance = 2 WHERE id = 4711");
      connection.commit();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static @Nullable Session waiting(ServerActivity activity) {
    return activity.sessions().stream()
        .filter(each -> !each.blockers().isEmpty())
        .findFirst()
        .orElse(null);
  }

  @Test
  void whoWaitsAndWhoIsWaitedForAreToldWithTheLineThatHolds() throws Exception {
    try (PostgresCluster cluster = PostgresCluster.start(0);
        WeirDataSource shop =
            WeirDataSource.builder().name("shop").primary(cluster.jdbcUrl()).build();
        Analyzer analyzer =
            Analyzer.attach(
                shop,
                AnalyzerConfig.builder()
                    .applicationPackages("dev.weir.analyzer.ActivityTest")
                    .build())) {
      try (Connection connection = shop.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE account (id int PRIMARY KEY, balance int)");
        statement.execute("INSERT INTO account VALUES (4711, 0)");
      }
      assertThat(shop(analyzer).sessions()).allMatch(each -> each.blockers().isEmpty());

      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch done = new CountDownLatch(1);
      Thread holder = new Thread(() -> hold(shop, begun, done), "billing-7");
      holder.start();
      begun.await();
      Thread waiter = new Thread(() -> waitFor(shop), "import-1");
      waiter.start();
      ServerActivity activity = shop(analyzer);
      Instant end = Instant.now().plusSeconds(60);
      while (waiting(activity) == null) {
        assertThat(Instant.now()).isBefore(end);
        activity = shop(analyzer);
      }
      done.countDown();
      holder.join();
      waiter.join();

      Session waits = Objects.requireNonNull(waiting(activity));
      assertThat(waits.waitsFor()).startsWith("Lock ");
      assertThat(waits.waited()).isNotNull();
      assertThat(waits.statement())
          .startsWithIgnoringCase("update account set balance = ?")
          .doesNotContain("4711");
      assertThat(waits.blockers()).hasSize(1);
      assertThat(waits.thread()).as("it waits in its first statement").isEqualTo("import-1");
      assertThat(Objects.requireNonNull(waits.now()).method()).isEqualTo("waitFor");
      Session root =
          activity.sessions().stream()
              .filter(each -> waits.blockers().contains(each.pid()))
              .findFirst()
              .orElseThrow();
      assertThat(root.state()).isEqualTo("idle in transaction");
      assertThat(root.open()).isPositive();
      assertThat(root.thread()).isEqualTo("billing-7");
      assertThat(Objects.requireNonNull(root.begun()).method()).isEqualTo("hold");
      assertThat(activity.groups())
          .anyMatch(each -> "idle in transaction".equals(each.state()) && each.sessions() == 1);
      assertThat(activity.waits()).anyMatch(each -> each.type().equals("Lock"));
      assertThat(activity.unseen()).isEmpty();
      assertThat(activity.horizonAge()).isPositive();
      assertThat(activity.frozenAge()).isPositive();
      assertThat(activity.isAsked()).isTrue();
    }
  }

  @Test
  void vacuumThatTakesItsTimeIsNoOldTransaction() throws Exception {
    try (PostgresCluster cluster = PostgresCluster.start(0)) {
      ActivitySample asked = DatabaseDoctor.activity(cluster.primary().dataSource()::getConnection);
      for (boolean vacuums : new boolean[] {true, false}) {
        ActivitySample sample = with(asked, asked.at().minusSeconds(3_600), vacuums);
        assertThat(Activities.of("shop", sample, List.of()).sessions().get(0).open())
            .isEqualTo(vacuums ? null : Duration.ofHours(1));
      }
    }
  }

  @Test
  void nothingBeganAfterTheServerWasAsked() throws Exception {
    try (PostgresCluster cluster = PostgresCluster.start(0)) {
      ActivitySample asked = DatabaseDoctor.activity(cluster.primary().dataSource()::getConnection);
      Session session =
          Activities.of("shop", with(asked, asked.at().plusMillis(20), false), List.of())
              .sessions()
              .get(0);
      assertThat(session.open()).isZero();
      assertThat(session.since()).isZero();
    }
  }

  private static ActivitySample with(ActivitySample asked, Instant start, boolean vacuums) {
    return new ActivitySample(
        asked.at(),
        asked.server(),
        Answer.of(List.of(session(start, vacuums)), asked.at()),
        asked.connections(),
        asked.waits(),
        asked.prepared(),
        asked.slots(),
        asked.standbys(),
        asked.databases());
  }

  private static SessionSample session(Instant start, boolean vacuums) {
    return new SessionSample(
        1,
        "client backend",
        "test",
        "test",
        "",
        "active",
        null,
        null,
        start,
        start,
        -1,
        5,
        null,
        vacuums,
        -1,
        null,
        null,
        List.of(),
        null,
        null);
  }

  @Test
  void serverThatCannotBeAskedSaysWhy() throws Exception {
    try (PostgresCluster cluster = PostgresCluster.start(0);
        WeirDataSource shop =
            WeirDataSource.builder().name("shop").primary(cluster.jdbcUrl()).build();
        Analyzer analyzer = Analyzer.attach(shop)) {
      cluster.primary().stop();

      ServerActivity activity = shop(analyzer);
      assertThat(activity.sessions()).isEqualTo(List.of());
      assertThat(activity.unseen()).singleElement().asString().startsWith("could not be asked: ");
      assertThat(activity.isAsked()).isFalse();
    }
  }
}
