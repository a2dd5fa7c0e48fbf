package dev.weir.analyzer;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.shop.Editor;
import dev.weir.Weir;
import dev.weir.WeirDataSource;
import dev.weir.analyzer.model.Report;
import dev.weir.samples.cluster.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tables that are queues, or hold sessions, through the real driver. */
class QueueFindingsTest {
  private static final Duration WAIT = Duration.ofSeconds(20);
  private static final String NEXT = "select id from job where state = 'NEW' order by id limit 1";
  private static final String TAKE = "update job set state = 'TAKEN' where id = ?";
  private static PostgresCluster cluster;

  /** How the application reaches its database. */
  enum Way {
    ROUTED,
    OBSERVED
  }

  /** What an application does. */
  private interface Work {
    void run(Editor editor, int number) throws SQLException;
  }

  @BeforeAll
  static void start() {
    cluster = PostgresCluster.start(0);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void fill() throws SQLException {
    execute(
        "drop table if exists job, spring_session",
        "create table job (id int primary key, state text) with (autovacuum_enabled = false)",
        "insert into job select n, 'NEW' from generate_series(1, 400) n",
        "create table spring_session (id int primary key, seen int)",
        "create index on spring_session (seen)",
        "insert into spring_session select n, 0 from generate_series(0, 9) n");
  }

  private static void execute(String... texts) throws SQLException {
    try (Connection connection = cluster.primary().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      for (String text : texts) {
        statement.execute(text);
      }
    }
  }

  @SuppressWarnings("try") // The unit is there to be closed.
  private static Report report(Way way, int units, Work work) throws SQLException {
    DataSource bare = cluster.primary().dataSource();
    try (WeirDataSource weir =
            way == Way.OBSERVED
                ? Weir.observe("observed", bare)
                : WeirDataSource.builder().primary(bare).build();
        Analyzer analyzer = Analyzer.create(BothPathsTest.STATEMENTS).watch(weir)) {
      for (int i = 0; i < units; i++) {
        try (Unit unit = analyzer.unit("job");
            Connection connection = weir.getConnection()) {
          connection.setAutoCommit(false);
          work.run(new Editor(connection), i);
          connection.commit();
        }
      }
      return analyzer.report(WAIT);
    }
  }

  private static List<String> found(Report report) {
    return report.entries().stream()
        .map(entry -> entry.finding().code().id() + " " + entry.finding().severity())
        .toList();
  }

  private static Work taking(String query) {
    return (editor, number) -> editor.write(TAKE, requireNonNull(editor.read(query))[0]);
  }

  @ParameterizedTest
  @EnumSource
  void tableThatIsAQueueIsAHint(Way way) throws SQLException {
    Report report = report(way, 60, taking(NEXT));
    assertThat(found(report)).containsExactly("QUE INFO");
    assertThat(report.entries().get(0).words()).startsWith("60 rows taken, in 60 units");
    assertThat(report.entries().get(0).finding().place().callSite())
        .asString()
        .startsWith("com.shop.Editor.write(");
  }

  @ParameterizedTest
  @EnumSource
  void queueWhoseRowsAreTakenAndReturnedIsAHint(Way way) throws SQLException {
    String take =
        "update job set state = 'TAKEN' where id ="
            + " (select id from job where state = 'NEW' order by id limit 1) returning id";
    Report report = report(way, 60, (editor, number) -> requireNonNull(editor.read(take)));
    assertThat(found(report)).containsExactly("QUE INFO");
    assertThat(report.entries().get(0).finding().place().callSite())
        .asString()
        .startsWith("com.shop.Editor.read(");
  }

  @ParameterizedTest
  @EnumSource
  void sessionsThatAreReturnedAreAHint(Way way) throws SQLException {
    String touch = "update spring_session set seen = ? where id = ? returning seen";
    Report report = report(way, 120, (editor, number) -> editor.read(touch, number, number % 10));
    assertThat(found(report)).containsExactly("SES INFO");
  }

  @ParameterizedTest
  @EnumSource
  void queueOfDeadRowsIsAWarning(Way way) throws SQLException {
    execute("update job set state = 'NEW'", "update job set state = 'NEW'");
    execute("insert into job select n, 'OLD' from generate_series(401, 1500) n");
    execute("delete from job where id > 400");
    Report report = report(way, 60, taking(NEXT));
    assertThat(found(report)).containsExactly("QUE WARNING");
    assertThat(report.entries().get(0).words()).contains("dead rows");
  }

  @ParameterizedTest
  @EnumSource
  void whatIsRightIsNotFound(Way way) throws SQLException {
    assertThat(found(report(way, 60, taking(NEXT + " for update skip locked")))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void tableOfSessionsIsAHintWhateverItsIndexesAre(Way way) throws SQLException {
    Report report =
        report(
            way,
            120,
            (editor, number) ->
                editor.write(
                    "update spring_session set seen = ? where id = ?", number, number % 10));
    assertThat(found(report)).containsExactly("SES INFO");
    assertThat(report.entries().get(0).words()).startsWith("120 rows written");
  }
}
