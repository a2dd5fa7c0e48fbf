package dev.weir.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import com.shop.Reader;
import dev.weir.Weir;
import dev.weir.WeirDataSource;
import dev.weir.analyzer.model.Profile;
import dev.weir.analyzer.model.Report;
import dev.weir.samples.cluster.PostgresCluster;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is read of results, and in how many pieces what is written, through the real driver. */
class ReadFindingsTest {
  private static final int FORWARD = ResultSet.TYPE_FORWARD_ONLY;
  private static final Duration WAIT = Duration.ofSeconds(20);
  private static PostgresCluster cluster;

  /** How the application reaches its database. */
  enum Way {
    ROUTED,
    OBSERVED
  }

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.start(0);
    String columns =
        IntStream.rangeClosed(1, 19)
            .mapToObj(i -> "c" + i + " int")
            .collect(Collectors.joining(","));
    try (Connection connection = cluster.primary().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create table item (id int primary key, n int, " + columns + ")");
      statement.execute("insert into item (id) select generate_series(1, 25000)");
      statement.execute("create table note (id bigserial primary key, n int, body text)");
      statement.execute("create table line (id bigserial primary key, n int, code varchar(9))");
    }
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  /** What an application does. */
  private interface Work {
    void run(Reader reader, Connection connection) throws SQLException;
  }

  private static Report report(Way way, AnalyzerConfig config, Work work) throws SQLException {
    return report(way, config, work, Duration.ZERO);
  }

  private static Report report(Way way, AnalyzerConfig config, Work work, Duration wait)
      throws SQLException {
    DataSource bare = cluster.primary().dataSource();
    try (WeirDataSource weir = open(way, bare);
        Analyzer analyzer = Analyzer.create(config).watch(weir)) {
      in(analyzer, weir, work);
      return wait.isZero() ? analyzer.report() : analyzer.report(wait);
    }
  }

  private static WeirDataSource open(Way way, DataSource bare) throws SQLException {
    return way == Way.OBSERVED
        ? Weir.observe("observed", bare)
        : WeirDataSource.builder().primary(bare).build();
  }

  @SuppressWarnings("try") // The unit is there to be closed.
  private static void in(Analyzer analyzer, DataSource dataSource, Work work) throws SQLException {
    try (Unit unit = analyzer.unit("page");
        Connection connection = dataSource.getConnection()) {
      work.run(new Reader(connection), connection);
    }
  }

  private static List<String> found(Way way, Work work) throws SQLException {
    return found(report(way, BothPathsTest.STATEMENTS, work));
  }

  private static List<String> found(Report report) {
    return report.entries().stream()
        .map(entry -> entry.finding().code().id() + " " + entry.finding().severity())
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void furtherResultsOfATextAreRead(Way way) throws SQLException {
    String list = "select id from item";
    for (String first : List.of("select 1; ", "set work_mem = '4MB'; ", "select 1; select 2; ")) {
      assertThat(found(way, (reader, c) -> reader.sumOfResults(first + list)))
          .as(first)
          .containsExactly("FS WARNING");
    }
    assertThat(found(way, (reader, c) -> reader.sumOfResults(list + "; select 1")))
        .containsExactly("FS WARNING");
    assertThat(found(way, (reader, c) -> reader.sumOfResults("select 1; " + list + " limit 9")))
        .isEmpty();
    String wide = "select item.*, 1 from item limit 300; select item.* from item limit 300";
    assertThat(found(way, (reader, c) -> reader.sumOfResults("select 1; " + wide)))
        .containsExactly("UC WARNING");
  }

  @ParameterizedTest
  @EnumSource
  void writeBehindAReadOfOneTextIsLeft(Way way) throws SQLException {
    String write = "insert into note (n) values (1)";
    for (String text : List.of("select 1; " + write, "set work_mem = '4MB'; " + write)) {
      assertThat(
              found(
                  way,
                  (reader, c) -> {
                    c.setAutoCommit(false);
                    reader.sumOfResults(text);
                  }))
          .containsExactly("LEAK ERROR");
    }
    assertThat(
            found(
                way,
                (reader, c) -> {
                  c.setAutoCommit(false);
                  reader.sumOfResults("select 1; select 2");
                }))
        .containsExactly("LEAK WARNING");
  }

  @ParameterizedTest
  @EnumSource
  void wholeResultIsInMemoryUnlessItIsFetchedInParts(Way way) throws SQLException {
    String sql = "select id from item";
    assertThat(found(way, (reader, c) -> reader.sum(sql, FORWARD, 0)))
        .containsExactly("FS WARNING");
    assertThat(found(way, (reader, c) -> reader.sum(sql, FORWARD, 500)))
        .containsExactly("FSI WARNING");
    assertThat(
            found(
                way,
                (reader, c) -> {
                  c.setAutoCommit(false);
                  reader.sum(sql, ResultSet.TYPE_SCROLL_INSENSITIVE, 500);
                  c.commit();
                }))
        .containsExactly("FSI WARNING");
    assertThat(
            found(
                way,
                (reader, c) -> {
                  c.setAutoCommit(false);
                  reader.sum(sql, FORWARD, 500);
                  c.commit();
                }))
        .isEmpty();
    assertThat(found(way, (reader, c) -> reader.sum(sql + " limit 19999", FORWARD, 0))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void rowsAndColumnsThatNobodyReadsAreFound(Way way) throws SQLException {
    Report unread =
        report(
            way,
            BothPathsTest.STATEMENTS,
            (reader, c) -> reader.first("select id from item limit 2000", 5));
    assertThat(found(unread)).containsExactly("UR WARNING");
    assertThat(unread.entries().get(0).words()).startsWith("1,995 rows sent and never read");
    assertThat(unread.entries().get(0).finding().place().callSite())
        .asString()
        .startsWith("com.shop.Reader.first(");

    assertThat(found(way, (reader, c) -> reader.first("select * from item limit 50", 50)))
        .containsExactly("UC WARNING");
    assertThat(found(way, (reader, c) -> reader.first("select id, n from item limit 50", 50)))
        .isEmpty();
    assertThat(found(way, (reader, c) -> reader.count("select * from item limit 1000")))
        .containsExactly("CNT WARNING");
    assertThat(found(way, (reader, c) -> reader.count("select * from item limit 9"))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void offsetsListsAndRepeatsAreFound(Way way) throws SQLException {
    String page = "select id from item order by id limit 10 offset ?";
    assertThat(found(way, (reader, c) -> reader.one(page, 999))).isEmpty();
    assertThat(found(way, (reader, c) -> reader.one(page, 1_000))).containsExactly("OFF WARNING");
    assertThat(found(way, (reader, c) -> reader.first(page.replace("?", "7000"), 10)))
        .containsExactly("OFF ERROR");
    assertThat(found(way, (reader, c) -> reader.listed("item", 1_000))).isEmpty();
    assertThat(found(way, (reader, c) -> reader.listed("item", 3_000)))
        .containsExactly("INL WARNING");
    String one = "select n from item where id = ?";
    assertThat(found(way, (reader, c) -> reader.again(4, one, 7))).isEmpty();
    assertThat(found(way, (reader, c) -> reader.again(12, one, 7))).containsExactly("RED WARNING");
  }

  @ParameterizedTest
  @EnumSource
  void writesInSmallPiecesAreFound(Way way) throws SQLException {
    String update = "update item set n = 1 where id = ?";
    assertThat(found(way, (reader, c) -> reader.batches(20, 1, update)))
        .containsExactly("BS ERROR");
    assertThat(found(way, (reader, c) -> reader.batches(20, 5, update)))
        .containsExactly("BS WARNING");
    assertThat(found(way, (reader, c) -> reader.batches(20, 50, update))).isEmpty();
    assertThat(found(way, (reader, c) -> reader.committed(30, update)))
        .containsExactly("LU ERROR", "TXR WARNING");
  }

  @ParameterizedTest
  @EnumSource
  void batchThatIsSentRowByRowForItsKeysIsFound(Way way) throws SQLException {
    String note = "insert into note (n) values (?)";
    Report report =
        report(way, BothPathsTest.STATEMENTS, (reader, c) -> reader.keyed(200, note), WAIT);
    assertThat(found(report)).containsExactly("BD ERROR");
    assertThat(report.entries().get(0).words())
        .startsWith("200 rows in 1 batch, a round trip for each row, in 1 unit");
    assertThat(report.entries().get(0).finding().place().callSite())
        .asString()
        .startsWith("com.shop.Reader.send(");
    String line = "insert into line (n) values (?)";
    Work right =
        (reader, c) -> {
          reader.keyed(200, note, "id");
          reader.keyed(200, line);
          reader.batches(1, 200, note);
        };
    assertThat(found(report(way, BothPathsTest.STATEMENTS, right, WAIT))).isEmpty();
  }

  /** The reason for that finding, should the driver learn to do better. */
  @Test
  void driverWaitsForEachRowOfUnboundedLength() throws SQLException {
    Logger protocol = Logger.getLogger("org.postgresql.core.v3.QueryExecutorImpl");
    LongAdder waits = new LongAdder();
    Handler handler =
        new StreamHandler() {
          @Override
          public synchronized void publish(LogRecord message) {
            if (message.getMessage().contains("FE=> Sync")) {
              waits.increment();
            }
          }
        };
    protocol.addHandler(handler);
    protocol.setUseParentHandlers(false);
    protocol.setLevel(Level.FINEST);
    try (Connection connection = cluster.primary().dataSource().getConnection()) {
      Reader reader = new Reader(connection);
      reader.keyed(200, "insert into note (n) values (?)");
      assertThat(waits.sumThenReset()).isGreaterThanOrEqualTo(200);
      reader.keyed(200, "insert into note (n) values (?)", "id");
      reader.keyed(200, "insert into line (n) values (?)");
      assertThat(waits.sumThenReset()).isLessThan(20);
    } finally {
      protocol.setLevel(null);
      protocol.setUseParentHandlers(true);
      protocol.removeHandler(handler);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsReadAfterAWriteIsNotTheSame(Way way) throws SQLException {
    assertThat(found(way, (reader, c) -> reader.inTurns(12))).containsExactly("HR WARNING");
  }

  @ParameterizedTest
  @Tag("proof")
  @EnumSource
  void slowReadThatNeverChangesIsFoundOverUnits(Way way) throws SQLException {
    String slow = "select id, n from item, pg_sleep(0.11) where id = ?";
    DataSource bare = cluster.primary().dataSource();
    try (WeirDataSource weir = open(way, bare);
        Analyzer analyzer = Analyzer.create(BothPathsTest.STATEMENTS).watch(weir)) {
      for (int i = 0; i < 19; i++) {
        in(analyzer, weir, (reader, c) -> reader.one(slow, 7));
      }
      assertThat(found(analyzer.report())).isEmpty();
      in(analyzer, weir, (reader, c) -> reader.one(slow, 7));
      Report report = analyzer.report();
      assertThat(found(report)).containsExactly("RED WARNING");
      assertThat(report.entries().get(0).words())
          .startsWith("19 times with the same parameters and the same answer, in 19 units");
    }
  }

  @Test
  void whereRowsAreNotLookedAtTheReportSaysSo() throws SQLException {
    AnalyzerConfig none =
        AnalyzerConfig.builder()
            .profile(
                new Profile(
                    3, Duration.ZERO, 0, 10, 30, Duration.ofHours(1), Duration.ofHours(1), 1))
            .rowsEvery(0)
            .build();
    Report report =
        report(Way.OBSERVED, none, (reader, c) -> reader.sum("select id from item", FORWARD, 0));
    assertThat(report.entries()).isEmpty();
    assertThat(report.coverage().unseenResults()).isEqualTo(1);
  }
}
