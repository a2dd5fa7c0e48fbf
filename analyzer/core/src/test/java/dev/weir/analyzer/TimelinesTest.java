package dev.weir.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import com.shop.Editor;
import dev.weir.WeirDataSource;
import dev.weir.analyzer.model.Bounds;
import dev.weir.analyzer.model.UnitTimeline;
import dev.weir.samples.cluster.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What units did, one thing after another, through the real driver. */
@Timeout(60)
class TimelinesTest {
  private static PostgresCluster cluster;

  private final AtomicLong passed = new AtomicLong();
  private WeirDataSource weir;
  private Analyzer analyzer;

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.start(0);
    try (Connection connection = cluster.primary().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create table member (id int primary key, name text)");
      statement.execute("insert into member select n, 'x' from generate_series(1, 100) n");
    }
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void watch() {
    weir = WeirDataSource.builder().primary(cluster.primary().dataSource()).build();
    analyzer =
        new Analyzer(
            AnalyzerConfig.builder().build(),
            () -> System.nanoTime() + passed.get(),
            java.time.Instant::now);
    analyzer.watch(weir);
  }

  @AfterEach
  void close() {
    analyzer.close();
    weir.close();
  }

  @SuppressWarnings("try") // The unit is there to be closed.
  private void page(String name, int lookups) throws SQLException {
    try (Unit unit = analyzer.unit(name);
        Connection connection = weir.getConnection()) {
      Editor editor = new Editor(connection);
      editor.read("select count(*) from member");
      connection.setAutoCommit(false);
      for (int id = 1; id <= lookups; id++) {
        editor.read("select name from member where id = ?", id);
      }
      connection.commit();
    }
    assertThat(analyzer.findings()).isNotNull(); // What has ended is judged.
  }

  private static List<String> texts(UnitTimeline timeline) {
    return timeline.statements().stream().map(each -> each.shape().text()).toList();
  }

  @Test
  void nothingIsRecordedWhileNobodyLooks() throws SQLException {
    page("before", 3);
    assertThat(analyzer.timelines()).isEmpty();

    page("looked at", 3);
    assertThat(analyzer.timelines()).extracting(UnitTimeline::name).containsExactly("looked at");

    passed.addAndGet(TimeUnit.SECONDS.toNanos(31));
    page("after", 3);
    assertThat(analyzer.timelines()).extracting(UnitTimeline::name).containsExactly("looked at");
  }

  @Test
  @SuppressWarnings("try") // The unit is there to be closed.
  void unitThatHadBegunBeforeIsNotRecorded() throws SQLException {
    try (Unit unit = analyzer.unit("half");
        Connection connection = weir.getConnection()) {
      Editor editor = new Editor(connection);
      editor.read("select count(*) from member");
      assertThat(analyzer.timelines()).isEmpty();
      editor.read("select name from member where id = ?", 1);
    }
    assertThat(analyzer.timelines()).isEmpty();
    page("whole", 3);
    assertThat(analyzer.timelines()).extracting(UnitTimeline::name).containsExactly("whole");
  }

  @Test
  void statementsAndTransactionsAreToldByTheirStart() throws SQLException {
    assertThat(analyzer.timelines()).isEmpty();
    page("page", 3);

    UnitTimeline page = analyzer.timelines().get(0);
    assertThat(page.bounds()).isEqualTo(Bounds.SCOPE);
    assertThat(page.executions()).isEqualTo(4);
    String lookup = "select name from member where id = ?";
    assertThat(texts(page)).containsExactly("select count(*) from member", lookup, lookup, lookup);
    assertThat(page.statements().get(0).start()).isZero();
    assertThat(page.statements())
        .extracting(UnitTimeline.Statement::start)
        .isSorted()
        .allMatch(start -> start.compareTo(page.elapsed()) <= 0);
    assertThat(page.statements())
        .allSatisfy(
            each -> {
              assertThat(each.node()).isEqualTo("primary");
              assertThat(each.elapsed()).isPositive();
              assertThat(each.rows()).isEqualTo(-1);
              assertThat(each.failed()).isFalse();
            });
    assertThat(page.transactions()).hasSize(1);
    UnitTimeline.Transaction transaction = page.transactions().get(0);
    assertThat(transaction.committed()).isTrue();
    assertThat(transaction.start()).isEqualTo(page.statements().get(1).start());
    assertThat(transaction.end()).isGreaterThan(page.statements().get(3).start());
  }

  @Test
  @SuppressWarnings("try") // The unit is there to be closed.
  void unitLastsAsLongAsItsTransaction() throws SQLException {
    assertThat(analyzer.timelines()).isEmpty();
    passed.set(
        -TimeUnit.SECONDS.toNanos(1)); // The unit is opened a second before it does anything.
    try (Unit unit = analyzer.unit("slow");
        Connection connection = weir.getConnection()) {
      connection.setAutoCommit(false);
      new Editor(connection).read("select count(*) from member");
      connection.commit();
    }
    assertThat(analyzer.findings()).isNotNull(); // What has ended is judged.
    UnitTimeline slow = analyzer.timelines().get(0);
    UnitTimeline.Statement only = slow.statements().get(0);
    assertThat(slow.elapsed())
        .isEqualTo(slow.transactions().get(0).end())
        .isGreaterThan(only.start().plus(only.elapsed()));
  }

  @Test
  void slowestAndLongestOfEachNameAreKept() throws SQLException {
    page("the first of a process is slow", 1);
    assertThat(analyzer.timelines()).isEmpty();
    page("page", 2);
    page("page", 40);
    page("page", 1);
    page("other", 1);

    assertThat(analyzer.timelines())
        .filteredOn(each -> "page".equals(each.name()))
        .extracting(UnitTimeline::executions)
        .contains(41L)
        .doesNotContain(2L);
    assertThat(analyzer.timelines()).extracting(UnitTimeline::name).contains("other");
    assertThat(analyzer.timelines())
        .extracting(UnitTimeline::elapsed)
        .isSortedAccordingTo((Duration one, Duration other) -> other.compareTo(one));
  }

  @Test
  void firstStatementsOfALongUnitAreKept() throws SQLException {
    assertThat(analyzer.timelines()).isEmpty();
    page("page", 600);

    UnitTimeline page = analyzer.timelines().get(0);
    assertThat(page.executions()).isEqualTo(601);
    assertThat(page.statements()).hasSize(500);
  }

  @Test
  void statementThatFailedSaysSo() throws SQLException {
    assertThat(analyzer.timelines()).isEmpty();
    Connection connection = weir.getConnection();
    try (connection;
        Statement statement = connection.createStatement()) {
      statement.execute("select 1/0");
    } catch (SQLException e) {
      assertThat(e.getSQLState()).isEqualTo("22012");
    }
    assertThat(analyzer.findings()).isEmpty();

    assertThat(analyzer.timelines().get(0).statements().get(0).failed()).isTrue();
  }
}
