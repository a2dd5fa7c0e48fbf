package dev.weir.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.WeirDataSource;
import dev.weir.analyzer.model.Checkup;
import dev.weir.analyzer.report.CheckupText;
import dev.weir.analyzer.server.TableSampler;
import dev.weir.samples.cluster.PostgresCluster;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ServerExaminationsTest {
  @Test
  void aServerThatIsGoneSaysSoAndTheOthersAreExamined() throws Exception {
    try (PostgresCluster shops = PostgresCluster.start(0);
        PostgresCluster stocks = PostgresCluster.start(0);
        WeirDataSource shop =
            WeirDataSource.builder().name("shop").primary(shops.jdbcUrl()).build();
        WeirDataSource stock =
            WeirDataSource.builder().name("stock").primary(stocks.primary().dataSource()).build();
        Analyzer analyzer = Analyzer.attach(shop).watch(stock)) {
      stocks.primary().kill();

      Map<String, Checkup> checkups = analyzer.doctor(Duration.ZERO);

      Checkup well = Objects.requireNonNull(checkups.get("shop"));
      assertThat(well.isAsked()).isTrue();
      assertThat(well.server()).contains("a primary");
      Checkup gone = Objects.requireNonNull(checkups.get("stock"));
      assertThat(gone.isAsked()).isFalse();
      assertThat(gone.server()).startsWith("could not be asked: ").hasSizeGreaterThan(25);
      assertThat(gone.report().unseen()).containsExactly(gone.server());
      assertThat(CheckupText.plain().render(gone)).contains(gone.server().substring(0, 40));

      stocks.primary().start();
      assertThat(Objects.requireNonNull(analyzer.doctor(Duration.ZERO).get("stock")).isAsked())
          .as("it is asked again")
          .isTrue();
    }
  }

  @Test
  void whoHasHadItsAnswerMayAskAgainAtOnce() throws Exception {
    Map<String, TableSampler.Source> sources =
        Map.of(
            "shop",
            () -> {
              throw new SQLException("gone");
            });
    ServerExaminations<Checkup> examinations = examinations();
    for (int i = 0; i < 2_000; i++) {
      assertThat(Objects.requireNonNull(examine(examinations, sources).get("shop")).server())
          .as("look %d", i)
          .isEqualTo("could not be asked: gone");
    }
  }

  @Test
  @Tag("proof")
  void aServerThatHangsKeepsNobodyFromTheOthers() throws Exception {
    try (PostgresCluster shops = PostgresCluster.start(0);
        PostgresCluster stocks = PostgresCluster.start(0)) {
      Map<String, TableSampler.Source> sources =
          Map.of(
              "shop", shops.primary().dataSource()::getConnection,
              "stock", stocks.primary().dataSource()::getConnection);
      ServerExaminations<Checkup> examinations = examinations();
      stocks.primary().hang();
      try {
        Map<String, Checkup> checkups = examine(examinations, sources);
        assertThat(Objects.requireNonNull(checkups.get("shop")).isAsked()).isTrue();
        assertThat(Objects.requireNonNull(checkups.get("stock")).server())
            .isEqualTo("could not be asked: it has not answered for 8 s");

        Map<String, Checkup> again = examine(examinations, sources);
        assertThat(Objects.requireNonNull(again.get("shop")).isAsked()).isTrue();
        assertThat(Objects.requireNonNull(again.get("stock")).server())
            .as("nobody waits for it a second time")
            .isEqualTo("could not be asked: it is being asked, and has not answered yet");
      } finally {
        stocks.primary().unhang();
      }
    }
  }

  private static ServerExaminations<Checkup> examinations() {
    return new ServerExaminations<>(
        "weir-doctor-",
        Duration.ofSeconds(8),
        (name, source, time) ->
            DatabaseDoctor.examine(new DatabaseDoctor(name, source).watch(time, passed -> {})),
        (name, why) -> Checkup.unasked(name, Instant.now(), why));
  }

  private static Map<String, Checkup> examine(
      ServerExaminations<Checkup> examinations, Map<String, TableSampler.Source> sources)
      throws InterruptedException {
    return examinations.of(sources, Duration.ZERO);
  }
}
