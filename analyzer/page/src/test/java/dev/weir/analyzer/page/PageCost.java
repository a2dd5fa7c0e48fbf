package dev.weir.analyzer.page;

import dev.weir.WeirDataSource;
import dev.weir.analyzer.Analyzer;
import dev.weir.analyzer.AnalyzerConfig;
import dev.weir.analyzer.Unit;
import dev.weir.samples.cluster.PostgresCluster;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;

/**
 * What the page costs with 500 findings about 300 tables and an hour of samples: the memory of the
 * browser, how long it takes to answer a key, and the processor time of the server's threads. Run
 * by hand; docs/page.md has the numbers.
 */
final class PageCost {
  private static final int TABLES = 300;
  private static final int FINDINGS = 500;

  /** An hour of one in two seconds. */
  private static final int SAMPLES = 1_800;

  private static final Duration WATCHED = Duration.ofSeconds(60);

  private PageCost() {}

  public static void main(String[] arguments) throws Exception {
    AnalyzerConfig config =
        AnalyzerConfig.builder().maxFindings(2 * FINDINGS).applicationPackages("dev.weir").build();
    try (PostgresCluster cluster = PostgresCluster.start(0);
        WeirDataSource shop =
            WeirDataSource.builder().name("shop").primary(cluster.jdbcUrl()).build();
        Analyzer analyzer = Analyzer.attach(shop, config)) {
      work(shop, analyzer);
      System.out.printf(
          "%,d findings, %,d tables%n",
          analyzer.findings().size(),
          analyzer.report(Duration.ofSeconds(30)).entries().stream()
              .flatMap(entry -> entry.finding().subject().tables().stream())
              .distinct()
              .count());
      Path profile = Files.createTempDirectory("weir-page-cost");
      try (Browser browser = new Browser(profile)) {
        inTheBrowser(analyzer, browser);
        onTheServer(analyzer, browser);
      }
    }
  }

  private static void work(WeirDataSource shop, Analyzer analyzer) throws SQLException {
    try (Connection connection = shop.getConnection();
        Statement statement = connection.createStatement()) {
      for (int i = 0; i < TABLES; i++) {
        statement.execute("CREATE TABLE t%d (id bigint PRIMARY KEY, a text, b text)".formatted(i));
        statement.execute("INSERT INTO t%d SELECT i FROM generate_series(1, 20) i".formatted(i));
      }
    }
    for (int i = 0; i < FINDINGS; i++) {
      String sql = "SELECT %s FROM t%d WHERE id = ?".formatted(i < TABLES ? "a" : "b", i % TABLES);
      readEach(shop, analyzer, sql);
    }
  }

  @SuppressWarnings("try") // The unit is there to be closed.
  private static void readEach(WeirDataSource shop, Analyzer analyzer, String sql)
      throws SQLException {
    try (Unit unit = analyzer.unit("page");
        Connection connection = shop.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (long id = 1; id <= 20; id++) {
        statement.setLong(1, id);
        try (ResultSet rows = statement.executeQuery()) {
          rows.next();
        }
      }
    }
  }

  /** Samples come 100 times as fast as usual: what is kept of them is as much. */
  private static void inTheBrowser(Analyzer analyzer, Browser browser) throws Exception {
    try (WeirPage page =
        WeirPage.start(
            analyzer, "127.0.0.1:0", null, Duration.ofMillis(20), Duration.ofSeconds(10))) {
      browser.size(1280, 900);
      browser.open(page.address() + "#/cluster");
      browser.await("Statements by reason");
      long end = System.nanoTime() + Duration.ofMillis(25L * SAMPLES).toNanos();
      while (System.nanoTime() < end) {
        browser.await("live");
      }
      browser.open(page.address() + "#/findings");
      browser.await(FINDINGS + " findings");
      browser.collect();
      System.out.printf("browser: %,.0f kB of heap%n", browser.heapBytes() / 1024);
      double[] millis = new double[20];
      for (int i = 0; i < millis.length; i++) {
        millis[i] = browser.answerMillis("#search", "t" + i);
      }
      Arrays.sort(millis);
      System.out.printf(
          "a key in the search: median %.0f ms, longest %.0f ms%n",
          millis[millis.length / 2], millis[millis.length - 1]);
    }
  }

  /** As it is served, to one who looks at all the findings. */
  private static void onTheServer(Analyzer analyzer, Browser browser) throws Exception {
    try (WeirPage page = WeirPage.start(analyzer, "127.0.0.1:0")) {
      browser.open("about:blank");
      browser.open(page.address() + "#/findings");
      browser.await(FINDINGS + " findings");
      long before = processor();
      long start = System.nanoTime();
      while (System.nanoTime() - start < WATCHED.toNanos()) {
        Thread.onSpinWait();
      }
      System.out.printf(
          "server: %.2f %% of a core%n",
          100.0 * (processor() - before) / (System.nanoTime() - start));
    }
  }

  private static long processor() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long sum = 0;
    for (long id : threads.getAllThreadIds()) {
      var info = threads.getThreadInfo(id);
      if (info != null
          && (info.getThreadName().startsWith("weir-page")
              || info.getThreadName().startsWith("HTTP-Dispatcher"))) {
        sum += Math.max(0, threads.getThreadCpuTime(id));
      }
    }
    return sum;
  }
}
