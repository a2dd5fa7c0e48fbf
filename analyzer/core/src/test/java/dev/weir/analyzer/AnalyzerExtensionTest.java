package dev.weir.analyzer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.shop.Loader;
import com.shop.ShortProgram;
import com.zaxxer.hikari.HikariDataSource;
import dev.weir.Weir;
import dev.weir.WeirDataSource;
import dev.weir.analyzer.model.FindingState;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.report.JsonLines;
import dev.weir.samples.cluster.PostgresCluster;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The analyzer for whoever has nothing but a URL. */
class AnalyzerExtensionTest {
  private static final String READ = "select name from product where id = ?";
  private static PostgresCluster cluster;

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.start(0);
    try (Connection c = cluster.primary().dataSource().getConnection();
        Statement s = c.createStatement()) {
      s.execute("create table product (id int primary key, name text)");
      s.execute("insert into product select i, 'x' from generate_series(1, 9) i");
    }
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static String url(String name, String more) {
    return cluster.primary().jdbcUrl().replace("jdbc:", "jdbc:weir:")
        + "&weir.linger=0&weir.name="
        + name
        + more;
  }

  private static Connection connect(String name, String more) throws SQLException {
    return DriverManager.getConnection(url(name, more));
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(
            name -> name.startsWith("weir-") && !name.startsWith("weir-relay")) // The cluster's.
        .toList();
  }

  private static void awaitNoThreads() {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (!threads().isEmpty()) {
      assertThat(System.nanoTime()).as(threads()::toString).isLessThan(deadline);
      LockSupport.parkNanos(5_000_000L);
    }
  }

  @Test
  void urlIsEnoughForFindings() throws Exception {
    try (Connection c = connect("shop", "&weir.analyze=development")) {
      new Loader(c).each(READ, 1, 2, 3, 4);
      assertThat(Analyzer.of(c).findings())
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.code().id()).isEqualTo("N1");
                assertThat(finding.subject().dataSource()).isEqualTo("shop");
              });
    }
    awaitNoThreads();
  }

  @Test
  void poolAroundTheUrlLeadsToItByItsConnections() throws Exception {
    try (HikariDataSource pool = new HikariDataSource()) {
      pool.setJdbcUrl(url("pooled", "&weir.analyze=development"));
      try (Connection c = pool.getConnection()) {
        new Loader(c).each(READ, 1, 2, 3, 4);
        assertThat(Analyzer.of(c).findings()).hasSize(1);
        assertThat(Analyzer.of(c.unwrap(WeirDataSource.class))).isSameAs(Analyzer.of(c));
      }
    }
  }

  @Test
  void observedDataSourceIsAnalyzedByItsOptions() throws Exception {
    try (WeirDataSource weir =
            Weir.observe(
                cluster.primary().dataSource(),
                options -> options.setting("weir.analyze", "production"));
        Connection c = weir.getConnection()) {
      new Loader(c).each(READ, 1, 2, 3, 4);
      assertThat(Analyzer.of(weir).findings()).isEmpty(); // Not dear enough.
      assertThat(Analyzer.of(weir).coverage().executions()).isEqualTo(4);
    }
  }

  @Test
  void oneAnalyzerWatchesDataSourcesOfTheSameSettings() throws Exception {
    Connection orders = connect("orders", "&weir.analyze=development");
    try (Connection stock = connect("stock", "&weir.analyze=development");
        Connection other = connect("other", "&weir.analyze=production");
        Connection slower =
            connect("slower", "&weir.analyze=development&weir.analyze.roundTrip=2ms");
        Connection again = connect("orders", "&weir.analyze=development&ApplicationName=again")) {
      Analyzer analyzer = Analyzer.of(orders);
      assertThat(Analyzer.of(stock)).isSameAs(analyzer);
      assertThat(Stream.of(Analyzer.of(other), Analyzer.of(slower), Analyzer.of(again)))
          .doesNotContain(analyzer)
          .doesNotHaveDuplicates();
      new Loader(orders).each(READ, 1, 2, 3, 4);
      orders.close();
      new Loader(stock).each("select id from product where id = ?", 1, 2, 3, 4);
      assertThat(analyzer.findings())
          .extracting(finding -> finding.subject().dataSource())
          .containsExactlyInAnyOrder("orders", "stock");
      try (Connection reopened = connect("orders", "&weir.analyze=development")) {
        assertThat(Analyzer.of(reopened)).isSameAs(analyzer);
      }
    }
    awaitNoThreads();
  }

  @Test
  void applicationPackagesAreInTheUrl() throws Exception {
    try (Connection c =
        connect(
            "packages",
            "&weir.analyze=development&weir.analyze.applicationPackages=org.else.,com.nowhere.")) {
      new Loader(c).each(READ, 1, 2, 3, 4);
      assertThat(Analyzer.of(c).findings())
          .allSatisfy(finding -> assertThat(finding.place().callSite()).isNull());
    }
  }

  @Test
  void releaseAndEarlierOnesAreInTheUrl(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("releases.jsonl");
    String settings = "&weir.analyze=development&weir.analyze.earlier=" + file;
    try (Connection c = connect("one", settings + "&weir.analyze.release=1.0")) {
      new Loader(c).each(READ, 1, 2, 3, 4);
      Report first = Analyzer.of(c).report();
      assertThat(first.release()).isEqualTo("1.0");
      assertThat(first.entries()).extracting("state").containsOnlyNulls();
      Files.writeString(file, new JsonLines().render(first));
    }
    try (Connection c = connect("one", settings + "&weir.analyze.release=1.1")) {
      assertThat(Analyzer.of(c).report().since()).isNotNull();
      new Loader(c).each(READ, 1, 2, 3, 4);
      assertThat(Analyzer.of(c).report().entries())
          .extracting("state")
          .containsExactly(FindingState.ONGOING);
    }
    Files.writeString(file, "no JSON\n");
    assertThatThrownBy(() -> connect("one", settings))
        .hasMessageContaining("weir.analyze.earlier names " + file + ": no line of it is JSON");
  }

  @Test
  void offIsOff() throws Exception {
    for (String how : List.of("", "&weir.analyze=off")) {
      try (Connection c = connect("off", how)) {
        assertThatThrownBy(() -> Analyzer.of(c))
            .isInstanceOf(SQLException.class)
            .hasMessage("off - not analyzed: set weir.analyze=development, or production");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "weir.analyze=develpment | weir.analyze must be development, production or off; it is"
            + " 'develpment'",
        "weir.analyze=development&weir.analyze.roundTrip=1h | weir.analyze.roundTrip must be a"
            + " duration",
        "weir.analyze=development&weir.analyze.roundTrip=1m | weir.analyze.roundTrip must be from",
        "weir.analyze=development&weir.analyze.applicationPackage=a | the nearest is"
            + " weir.analyze.applicationPackages",
        "weir.analyze=development&weir.analyze.release=1%0A2 | weir.analyze.release must be 1 to"
            + " 100 printable characters",
        "weir.analyze.maxFindings=7 | weir.analyze.* needs weir.analyze",
      })
  void wrongSettingIsAnErrorThatSaysWhatIsAllowed(String settings, String said) {
    assertThatThrownBy(() -> connect("wrong", "&" + settings))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining(said);
  }

  /** Its last units of work are judged when it ends, although its DataSource lingers. */
  @Test
  void programThatEndsAtOnceHasItsFindingsInTheLog() throws Exception {
    Path log = Files.createTempFile("short", ".log");
    try {
      Process program =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Dorg.slf4j.simpleLogger.log.dev.weir.finding=warn",
                  "-cp",
                  System.getProperty("java.class.path"),
                  ShortProgram.class.getName(),
                  url("short", "&weir.analyze=development").replace("&weir.linger=0", ""))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      assertThat(program.waitFor()).isZero();
      assertThat(Files.readString(log, StandardCharsets.UTF_8))
          .contains("N1 N+1 select")
          .contains("at com.shop.Loader.each(");
    } finally {
      Files.delete(log);
    }
  }

  /** The analyzer's thread may be telling of a finding while somebody else closes. */
  @Test
  void closedAnalyzerHasToldOfWhatItFound() throws Exception {
    CountDownLatch telling = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicBoolean told = new AtomicBoolean();
    AtomicBoolean toldAtClose = new AtomicBoolean();
    Analyzer analyzer =
        Analyzer.create(
            AnalyzerConfig.builder()
                .onFinding(
                    finding -> {
                      telling.countDown();
                      try {
                        told.set(goOn.await(20, TimeUnit.SECONDS));
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    })
                .build());
    try (WeirDataSource weir = Weir.observe(cluster.primary().dataSource());
        Connection c = weir.getConnection()) {
      analyzer.watch(weir);
      try (Unit unit = analyzer.unit("page")) {
        assertThat(unit).isNotNull();
        new Loader(c).each(READ, 1, 2, 3, 4);
      }
      assertThat(telling.await(20, TimeUnit.SECONDS)).isTrue();
      Thread closing =
          new Thread(
              () -> {
                analyzer.close();
                toldAtClose.set(told.get());
              });
      closing.start();
      while (closing.isAlive() && closing.getState() != Thread.State.TIMED_WAITING) {
        LockSupport.parkNanos(1_000_000L);
      }
      goOn.countDown();
      closing.join();
      assertThat(toldAtClose).isTrue();
    }
  }

  @Test
  void pageHasWhatItReads() throws Exception {
    String text = Files.readString(Path.of("../../docs/options.md"));
    assertThat(
            text.lines()
                .filter(line -> line.startsWith("| `weir.analyze"))
                .map(line -> line.split("`", 3)[1]))
        .containsExactly(
            "weir.analyze",
            "weir.analyze.applicationPackages",
            "weir.analyze.roundTrip",
            "weir.analyze.quietGap",
            "weir.analyze.pooler",
            "weir.analyze.maxFindings",
            "weir.analyze.release",
            "weir.analyze.earlier");
  }
}
