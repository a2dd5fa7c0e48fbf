package dev.weir.analyzer.junit;

import static dev.weir.analyzer.junit.WeirAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.shop.Database;
import com.shop.Orders;
import dev.weir.Weir;
import dev.weir.WeirDataSource;
import dev.weir.analyzer.Analyzer;
import dev.weir.analyzer.AnalyzerConfig;
import dev.weir.analyzer.Unit;
import dev.weir.analyzer.model.Finding;
import dev.weir.sql.StatementKind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordingTest {
  private final WeirDataSource dataSource = Weir.observe(Database.dataSource());
  private final Orders orders = new Orders(dataSource);

  @Test
  void recordingPassesWhatIsInIt() throws SQLException {
    Recording recording = Recording.of(dataSource, () -> orders.rename(20));
    assertThat(recording)
        .hasNoFindings()
        .executed(20)
        .executed(0, StatementKind.READ)
        .executedAtMost(20)
        .waitedAtMost(2);
  }

  @Test
  void endsOfTransactionsAreNamedAmongRoundTrips() throws SQLException {
    Recording recording = Recording.of(dataSource, () -> orders.rename(20));
    assertThatThrownBy(() -> assertThat(recording).waitedAtMost(1))
        .hasMessageContaining("there were 2, 1 of them for commit() or rollback()")
        .hasMessageContaining("20 x update");
  }

  @Test
  void recordingFailsByWhatIsInIt() throws SQLException {
    Recording recording = Recording.of(dataSource, () -> orders.itemsOneByOne(20));
    assertThat(recording).hasFinding("N1");
    assertThatThrownBy(() -> assertThat(recording).hasNoFindings())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("ERROR N1 N+1 select")
        .hasMessageContaining("(Orders.java:");
    assertThatThrownBy(() -> assertThat(recording).executedAtMost(19))
        .hasMessageContaining("at most 19 statements");
    assertThatThrownBy(() -> assertThat(recording).waitedAtMost(19))
        .hasMessageContaining("at most 19 round trips");
    assertThatThrownBy(() -> assertThat(recording).ranOn(ExpectRoute.Role.PRIMARY))
        .hasMessageContaining("one server only");
    assertThatThrownBy(() -> assertThat(recording).hasFinding("LU"))
        .hasMessageContaining("Expected the finding LU");
  }

  @Test
  void onlyWhatIsRecordedCounts() throws SQLException {
    orders.itemsOneByOne(20);
    Recording recording = Recording.of(dataSource, () -> orders.item(1));
    orders.itemsOneByOne(20);
    assertThat(recording).hasNoFindings().executed(1);
  }

  @Test
  void recordingsNest() throws SQLException {
    Recording[] inner = new Recording[1];
    Recording outer =
        Recording.of(
            dataSource,
            () -> {
              orders.item(1);
              inner[0] = Recording.of(dataSource, () -> orders.item(2));
            });
    assertThat(outer).executed(2);
    assertThat(inner[0]).executed(1);
  }

  @Test
  void whatIsOfAnUnknownThreadFailsEveryAssertion() throws SQLException {
    Recording known = Recording.of(dataSource, () -> orders.item(1));
    Recording recording =
        new Recording(known.name(), known.report(), List.of(), 0, known.statements(), "");
    assertThatThrownBy(() -> assertThat(recording).executed(0))
        .hasMessageContaining("other tests run at the same time");
  }

  @Test
  void routesAreImaginedWhereThereIsOneServer() throws SQLException {
    assertThat(Recording.imagining(dataSource, () -> orders.item(1)))
        .ranOn(ExpectRoute.Role.REPLICA);
    Recording recording = Recording.of(dataSource, () -> orders.item(1));
    assertThatThrownBy(() -> assertThat(recording).ranOn(ExpectRoute.Role.REPLICA))
        .hasMessageContaining("Recording.imagining(..) tells it");
  }

  @Test
  void quietAnalyzerTellsNobody() throws SQLException {
    List<Finding> told = new ArrayList<>();
    AnalyzerConfig config = AnalyzerConfig.builder().onFinding(told::add).build();
    try (Analyzer analyzer = Analyzer.quiet(config).watch(dataSource)) {
      Unit unit = analyzer.unit("test");
      orders.itemsOneByOne(20);
      unit.close();
      assertThat(analyzer.findings()).hasSize(1);
    }
    assertThat(told).isEmpty();
  }

  @Test
  void dataSourceThatIsNotWatchedIsRefused() {
    assertThatThrownBy(() -> Recording.of(Database.dataSource(), () -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Weir.observe");
  }

  @Test
  void exceptionOfTheCodePasses() {
    assertThatThrownBy(
            () ->
                Recording.of(
                    dataSource,
                    () -> {
                      throw new SQLException("its own");
                    }))
        .isInstanceOf(SQLException.class)
        .hasMessage("its own");
    assertThat(RunningTests.OF_THIS_JVM.id()).contains("exceptionOfTheCodePasses");
  }
}
