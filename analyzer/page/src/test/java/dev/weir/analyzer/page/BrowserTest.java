package dev.weir.analyzer.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.shop.Shop;
import dev.weir.WeirDataSource;
import dev.weir.analyzer.Analyzer;
import dev.weir.analyzer.Clusters;
import dev.weir.analyzer.model.Checkup;
import dev.weir.analyzer.report.HtmlReport;
import dev.weir.samples.cluster.PostgresCluster;
import dev.weir.samples.cluster.PostgresNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

/** The page in a real Chromium, over a real cluster under load. Skipped where there is none. */
@TestInstance(Lifecycle.PER_CLASS)
class BrowserTest {
  private static final String HOSTILE_NAME = "<svg onload=alert(2)>";
  private static final Pattern ALL = Pattern.compile("\\b\\d+ findings");
  private static final Pattern SOME = Pattern.compile("\\b(\\d+) of \\d+ findings");
  private static final List<String> VIEWS =
      List.of("now", "findings", "tables", "statements", "units", "activity", "cluster");

  /** What is made, in this order. */
  private final List<AutoCloseable> open = new ArrayList<>();

  private PostgresCluster servers;
  private Analyzer analyzer;
  private Shop shop;
  private WeirPage page;
  private Browser browser;

  @BeforeAll
  void start(@TempDir Path profile) throws Exception {
    assumeTrue(
        Browser.isThere(),
        "SKIPPED: the page is not tested in a browser: apt-get install chromium chromium-driver");
    servers = add(PostgresCluster.builder().replicas(2).database("shop").start());
    Shop.create(servers.primary().dataSource());
    servers.awaitReplication();
    WeirDataSource.Builder builder =
        WeirDataSource.builder().name("shop").primary(servers.jdbcUrl());
    servers.replicas().stream().map(PostgresNode::jdbcUrl).forEach(builder::replica);
    WeirDataSource routed = add(builder.build());
    WeirDataSource hostile =
        add(WeirDataSource.builder().name(HOSTILE_NAME).primary(servers.jdbcUrl()).build());
    analyzer = add(Analyzer.create());
    analyzer.watch(routed).watch(hostile);
    page = WeirPage.start(analyzer, "127.0.0.1:0");
    shop = add(new Shop(routed, analyzer).open());
    browser = add(new Browser(profile));
  }

  private <T extends AutoCloseable> T add(T made) {
    open.add(0, made);
    return made;
  }

  @AfterAll
  void stop() throws Exception {
    if (page != null) {
      page.close();
    }
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  @BeforeEach
  void begin() {
    browser.size(1280, 900);
    browser.dark(false);
    see("now");
    browser.await("N+1 select");
    var unused = browser.console();
  }

  private void see(String view) {
    browser.open("about:blank");
    browser.open(page.address() + "#/" + view);
  }

  private void assertQuietConsole() {
    assertThat(browser.console()).isEmpty();
  }

  @Test
  void dataAppearsAndIsUpdatedByItself() {
    String before = browser.text();
    browser.await("another number of statements", text -> !text.equals(before));

    assertThat(browser.text()).contains("live", "Servers of shop", "replica1", "Shop.java:");
    assertQuietConsole();
  }

  @Test
  void reportThatIsMailedOpensFromItsFile(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("weir.html");
    Files.writeString(
        file, HtmlReport.render(analyzer.report(), Clusters.of(analyzer.dataSources())));
    var unused = browser.console();
    for (boolean dark : new boolean[] {false, true}) {
      browser.dark(dark);
      browser.open(file.toUri());
      browser.await("N+1 select");
      assertThat(browser.inaccessible()).isEmpty();
    }
    assertThat(browser.text())
        .contains("Servers of shop", "Statements of shop by reason", "replica2", HOSTILE_NAME);
    browser.run("document.querySelector('[aria-label=\"Servers of shop\"]').scrollIntoView()");
    browser.shoot(Path.of("target/page/mailed-clusters.png"));
    browser.click("a[href^='#N1-']");
    assertThat(browser.address()).matches("file:.*#N1-[0-9a-f]{16}");
    assertQuietConsole();
  }

  @Test
  void filesOfSeveralReleasesAreShownAsFarAsFilesTell() throws Exception {
    List<String> files = List.of("shop-1.jsonl", "shop-2.jsonl");
    TwoReleases two = new TwoReleases(analyzer);
    try (WeirPage written = WeirPage.start(two.report(), files, two.samples(), "127.0.0.1:0")) {
      String address = written.address() + "#/";
      browser.open(address + "now");
      browser.await("Release 1.1, since 1.0: ");
      assertThat(browser.text())
          .contains("from files", "in shop-1.jsonl, shop-2.jsonl.", "1 ongoing", "1 gone")
          .doesNotContain(
              "This process only",
              "Pause",
              "Activity",
              "Cluster",
              "Units\n",
              "Examine the servers");
      browser.click("a[href*='state=ONGOING']");
      browser.await("one finding", BrowserTest::showsOne);
      assertThat(browser.text()).contains("error", "N+1 select");
      browser.click(".finding > a");
      browser.await("Accept it");
      assertThat(browser.text()).doesNotContain("Ask the primary", "since the page was open");
      browser.open("about:blank");
      browser.open(address + "findings?state=GONE");
      browser.await("Gone, found in 1.0 and not in 1.1 so far");
      browser.click(".finding > a");
      browser.await("Found in 1.0, and not in 1.1 so far: this is how it was.");
      assertThat(browser.address()).endsWith(TwoReleases.GONE);
      browser.open(address + "tables");
      browser.await("as they were");
      browser.click("th a[href*=order_item]");
      browser.await("order_item_pkey");
      browser.await("start of a vacuum");
      browser.open(address + "cluster");
      browser.await("Only the page of a process that runs has this");
      assertQuietConsole();
    }
  }

  @Test
  void databaseIsShownAreaByArea() throws Exception {
    Checkup checkup = Objects.requireNonNull(analyzer.doctor(Duration.ZERO).get("shop"));
    ExaminedDatabase examined = new ExaminedDatabase(checkup, checkup.report(), List.of());
    try (WeirPage shown = WeirPage.start(() -> examined, "127.0.0.1:0")) {
      browser.open(shown.address() + "#/now");
      browser.await("Area by area");
      assertThat(browser.text())
          .contains("examined again and again", checkup.binds(), "What the doctor says of shop.")
          .contains("vacuum horizon", "Pause")
          .doesNotContain("This process only", "Activity", "Statements", "unit of work");
      browser.click(".finding > a");
      browser.await("Accept it");
      assertThat(browser.text()).doesNotContain("Ask the primary", "since the page was open");
      assertQuietConsole();
    }
  }

  @Test
  @Tag("proof")
  void pagesOfFilesAndDatabasesFitEachScreen() throws Exception {
    TwoReleases two = new TwoReleases(analyzer);
    try (WeirPage written =
        WeirPage.start(two.report(), List.of("shop.jsonl"), two.samples(), "127.0.0.1:0")) {
      fits(
          written,
          "files",
          List.of(
              "now",
              "findings",
              "statements",
              "tables",
              "tables/shop/public.order_item",
              "findings/" + TwoReleases.GONE));
    }
    Checkup checkup = Objects.requireNonNull(analyzer.doctor(Duration.ZERO).get("shop"));
    ExaminedDatabase examined = new ExaminedDatabase(checkup, checkup.report(), List.of());
    try (WeirPage shown = WeirPage.start(() -> examined, "127.0.0.1:0")) {
      fits(shown, "database", List.of("now", "findings", "tables"));
    }
  }

  private void assertFits(String view, int width) {
    assertThat(
            browser.run(
                "const root = document.documentElement;"
                    + " return root.scrollWidth <= root.clientWidth"))
        .as("%s at %d", view, width)
        .isEqualTo(true);
  }

  private void fits(WeirPage shown, String name, List<String> views) throws Exception {
    for (String view : views) {
      for (int width : List.of(390, 1280)) {
        browser.size(width, 900);
        browser.dark(width == 390);
        browser.open("about:blank");
        browser.open(shown.address() + "#/" + view);
        browser.await("Keys: ");
        assertThat(browser.inaccessible()).as(view).isEmpty();
        String of = view.contains("/") ? "one-" + view.split("/", 2)[0] : view;
        browser.shoot(Path.of("target/page/%s-%s-%d.png".formatted(name, of, width)));
        assertFits(view, width);
      }
    }
  }

  @Test
  void findingHasALinkOfItsOwnAndBackAndForwardWork() {
    see("findings");
    browser.click(".finding > a[href*=N1]");
    browser.await("Accept it");
    String link = browser.address();

    assertThat(link).matches(".*#/findings/N1-[0-9a-f]{16}");
    browser.back();
    browser.await("the list", text -> text.contains("Search") && !text.contains("Accept it"));
    browser.forward();
    browser.await("Accept it");
    browser.reload();
    browser.await("Accept it");
    assertThat(browser.text())
        .contains(
            "N+1 select",
            "com.shop.Shop.items(Shop.java:",
            "com.shop.Shop.showOrders(Shop.java:",
            "SELECT id, status FROM orders WHERE customer_id = ?",
            "order_id = ANY (?)",
            "bigint[]",
            "- signature: " + link.substring(link.indexOf("N1-")));
    assertQuietConsole();
  }

  @Test
  void findingLeadsToTheListAsItWasNarrowedDown() {
    see("findings?code=N1");
    browser.click(".finding > a");
    browser.await("Accept it");
    browser.click(".way > a");
    browser.await("the list", text -> text.contains("Search") && !text.contains("Accept it"));
    assertThat(browser.address()).endsWith("#/findings?code=N1");
    assertQuietConsole();
  }

  @Test
  void backRestoresThePlace() {
    browser.size(1280, 300);
    see("findings");
    browser.await("N+1 select");
    browser.run(
        "const link = [...document.querySelectorAll('.finding > a')].at(-1);"
            + " link.focus(); scrollTo(0, 123); link.click()");
    browser.await("Accept it");
    String link = browser.address();
    assertThat(browser.run("return scrollY")).isEqualTo(0L);

    browser.back();
    browser.await(
        "the place", text -> text.contains("Search") && link.equals(browser.focused("href")));
    assertThat(browser.run("return scrollY")).isEqualTo(123L);
    assertQuietConsole();
  }

  @Test
  void nameWithoutABreakDoesNotWidenThePage() {
    see("findings?code=N1");
    browser.click(".finding > a");
    browser.await("Accept it");
    browser.size(360, 800);
    assertThat(
            browser.run(
                "document.querySelectorAll('main :is(h1, h2, h2 > a, p, dd, dt, code, b)')"
                    + ".forEach((each) => each.append('x'.repeat(63)));"
                    + " return document.documentElement.scrollWidth"))
        .isEqualTo(360L);
  }

  @Test
  void whatWasLoadedStaysWhereAnAnswerFails() {
    see("findings");
    browser.await("N+1 select");
    browser.run(
        "const asked = fetch; window.fetch = (path, more) => path === '/api/live'"
            + " ? asked(path, more) : Promise.resolve(new Response('', {status: 500}))");
    browser.await("The application could not answer (500): this is how it was.");
    assertThat(browser.text()).contains("Search", "N+1 select");
    browser.run("location.hash = '#/findings/N1-0000000000000000'");
    browser.await("The page asks again by itself.");
    assertThat(browser.text()).doesNotContain("has not been found");
    assertQuietConsole();
  }

  @Test
  void searchAndFiltersNarrowDownAndAreInTheAddress() {
    see("findings");
    browser.type("#search", "order_item showorders");
    browser.await("one finding", BrowserTest::showsOne);

    assertThat(browser.address()).endsWith("?q=order_item+showorders");
    browser.reload();
    browser.await("one finding", BrowserTest::showsOne);
    see("findings?code=LU&table=orders");
    browser.await("one finding", BrowserTest::showsOne);
    assertThat(browser.text()).contains("UPDATE orders").doesNotContain("FROM order_item");
    see("findings?severity=ERROR&code=WT");
    browser.await("No finding fits");
    browser.click(".empty a");
    browser.await("all", text -> ALL.matcher(text).find() && !SOME.matcher(text).find());
    assertQuietConsole();
  }

  /** How many there are is another thing: tables may show more as time goes by. */
  private static boolean showsOne(String text) {
    Matcher some = SOME.matcher(text);
    return some.find() && some.group(1).equals("1");
  }

  @Test
  void findingLeadsToItsTableAndBack() {
    see("findings?code=N1");
    browser.click(".finding > a");
    browser.click("section > h2 > a[href*=order_item]");
    browser.await("order_item_pkey");
    assertThat(browser.address()).endsWith("#/tables/shop/public.order_item");
    browser.click(".finding > a");
    browser.await("Accept it");
    assertQuietConsole();
  }

  @Test
  void unitShowsWhereItsTimeWentAndLeadsToItsFindings() throws Exception {
    see("units");
    browser.await("GET /orders");
    assertThat(browser.text()).contains("job ship", "job notes");
    browser.click("th a[href*='#/units/']");
    browser.await("One after the other");
    see("units");
    browser.await("GET /orders");
    browser.run(
        "[...document.querySelectorAll('th a')].find((each) => each.innerText === 'GET /orders')"
            + ".click()");
    browser.await("the loop", text -> text.contains("20 times"));
    assertThat(browser.text())
        .contains(
            "waiting for the database",
            "A scope of the application tells where it begins and ends.",
            "SELECT id, status FROM orders WHERE customer_id = ?",
            "SELECT product_id, quantity FROM order_item WHERE order_id = ?",
            "N+1 select");
    for (int width : List.of(390, 1280)) {
      browser.size(width, 900);
      browser.dark(width == 390);
      assertThat(browser.inaccessible()).isEmpty();
      browser.shoot(Path.of("target/page/unit-%d.png".formatted(width)));
      assertThat(
              browser.run(
                  "const root = document.documentElement;"
                      + " return root.scrollWidth <= root.clientWidth"))
          .isEqualTo(true);
    }
    browser.click(".steps a[href*=N1]");
    browser.await("Accept it");
    assertQuietConsole();
  }

  @Test
  void planOfAStatementIsShownWhenAsked() throws Exception {
    see("findings?code=LU&table=orders");
    browser.click(".finding > a");
    browser.await("nothing is executed");
    browser.click("#plan button");
    browser.await("Update on orders");
    assertThat(browser.text()).contains("orders_pkey", "(id = $2)");
    browser.click("#plan button");
    browser.await("Ask again");
    assertThat(browser.inaccessible()).isEmpty();
    assertQuietConsole();
  }

  @Test
  void activityShowsWhoWaitsForWhom() throws Exception {
    see("activity");
    browser.await("Nobody waits for a lock.");
    try (Connection holder = servers.primary().dataSource().getConnection();
        Statement holds = holder.createStatement()) {
      holder.setAutoCommit(false);
      holds.execute("set application_name = '<svg onload=alert(5)>'");
      holds.execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE");
      // The shop may wait on a replica, which keeps the lock as well.
      CompletableFuture<Void> waits = CompletableFuture.runAsync(this::countOrders);
      browser.await("who waits", text -> text.contains("has waited"));
      browser.await("idle in transaction for");
      assertThat(browser.text())
          .contains(
              "SELECT pg_terminate_backend(",
              "waiting for a lock",
              "<svg onload=alert(5)>",
              "on public.orders");
      for (int width : List.of(390, 1280)) {
        browser.size(width, 900);
        browser.dark(width == 390);
        assertThat(browser.inaccessible()).isEmpty();
        browser.shoot(Path.of("target/page/activity-%d.png".formatted(width)));
        assertThat(
                browser.run(
                    "const root = document.documentElement;"
                        + " return root.scrollWidth <= root.clientWidth"))
            .isEqualTo(true);
      }
      holder.rollback();
      assertThat(waits).succeedsWithin(Duration.ofMinutes(1));
    }
    browser.await("Nobody waits for a lock.");
    assertQuietConsole();
  }

  private void countOrders() {
    try (Connection connection = servers.primary().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.executeQuery("SELECT count(*) FROM orders").close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @Tag("proof")
  void rangeThatIsDrawnOverOneChartIsShownByAll() {
    see("cluster");
    browser.await("confirmed age");
    browser.drag(".u-over");
    browser.await("All of the time");
    assertThat(
            browser.run(
                "return [...document.querySelectorAll('.chart')].every((each) =>"
                    + " each.innerText.includes('All of the time'))"))
        .isEqualTo(true);
    browser.click(".chart button");
    browser.await("all of it", text -> !text.contains("All of the time"));
    assertQuietConsole();
  }

  @Test
  void doctorExaminesTheServersWhenAsked() throws Exception {
    see("tables");
    browser.await("One look at each primary");
    browser.click(".doctor button");
    browser.await("Examine again");
    assertThat(browser.text())
        .contains("vacuum horizon", "not judged", "shop", HOSTILE_NAME)
        .doesNotContain("One look at each primary", "could not be examined");
    browser.run("document.querySelectorAll('details').forEach((each) => each.open = true)");
    browser.await("DROP INDEX");
    assertThat(browser.text()).contains("<svg onload=alert(4)>");
    for (int width : List.of(390, 1280)) {
      browser.size(width, 900);
      browser.dark(width == 390);
      assertThat(browser.inaccessible()).isEmpty();
      browser.shoot(Path.of("target/page/doctor-%d.png".formatted(width)));
      assertThat(
              browser.run(
                  "const root = document.documentElement;"
                      + " return root.scrollWidth <= root.clientWidth"))
          .isEqualTo(true);
    }
    see("cluster");
    browser.await("live");
    assertQuietConsole();
  }

  @Test
  void placeAndFixAndEntryAreCopied() {
    browser.grantClipboard("http://" + page.address().getAuthority());
    see("findings?code=N1");
    browser.click(".finding > a");

    assertThat(copied("the place of the call")).matches("Shop\\.java:[0-9]+");
    assertThat(copied("the fix")).contains("= ANY (?)");
    assertThat(copied("the entry for weir-findings.yml"))
        .matches("  - signature: N1-[0-9a-f]{16}\n    reason: ");
    assertThat(copied("the finding as text")).startsWith("ERROR N1 N+1 select: ");
    assertQuietConsole();
  }

  private String copied(String what) {
    browser.click("[aria-label='Copy " + what + "']");
    browser.await("Copied");
    return browser.clipboard();
  }

  @Test
  @Tag("proof")
  void keysGoThroughThePage() {
    browser.type("body", "/");
    browser.await("the search", text -> "search".equals(browser.focused("id")));
    browser.type("#search", "update", Keys.TAB);
    see("findings");
    browser.await("3 findings");
    browser.type("body", "j");
    browser.type(":focus", "j");
    assertThat(browser.focused("href")).isEqualTo(browser.href(".finding:nth-child(2) > a"));
    browser.type(":focus", Keys.ENTER);
    browser.await("Accept it");
    browser.type("body", "7");
    browser.await("Statements by reason");
    assertQuietConsole();
  }

  @Test
  void pausedPageStandsStillUntilItGoesOn() {
    browser.type("body", "p");
    browser.await("paused");
    String still = browser.text();
    int rounds = shop.rounds();
    browser.await("more work", text -> shop.rounds() > rounds + 20);

    assertThat(browser.text()).isEqualTo(still);
    browser.type("body", "p");
    browser.await("news", text -> text.contains("live") && !text.equals(still));
    assertQuietConsole();
  }

  @Test
  @Tag("proof")
  void pageGoesOnWhenTheServerHasStartedAgain() throws Exception {
    int port = page.address().getPort();
    page.close();
    browser.await("No connection to the application: this is how it was.");
    page = WeirPage.start(analyzer, "127.0.0.1:" + port);
    browser.await("live again", text -> text.contains("live") && !text.contains("No connection"));
  }

  @Test
  void hostileNamesAreTextOnly() {
    see("tables");
    browser.await(Shop.HOSTILE);
    browser.click("th a[href*=img]");
    browser.await("Indexes");
    assertThat(browser.text()).contains(Shop.HOSTILE);
    browser.click(".finding > a");
    browser.await("Accept it");
    assertThat(browser.text()).contains("<img src=x onerror=alert(1)>");
    see("cluster");
    browser.await(HOSTILE_NAME);
    for (String view : VIEWS) {
      see(view);
      browser.await("live");
      assertThat(browser.run("return document.querySelectorAll('img,svg,iframe,[onerror]').length"))
          .isEqualTo(0L);
    }
    assertQuietConsole();
  }

  @ParameterizedTest
  @CsvSource({
    "findings/N1-0000000000000000, This finding is not here",
    "findings/<img src=x onerror=alert(3)>, This finding is not here",
    "tables/shop/nothing, No finding is about this table",
    "units/nothing, This unit of work is not kept any more",
    "findings?severity=NONE, which none has",
    "elsewhere, There is no such view",
    "%, There is no such view"
  })
  void whatIsNotThereIsExplained(String view, String words) {
    see(view);
    browser.await(words);
  }

  @Test
  void tokenIsAskedForOnce() throws Exception {
    try (WeirPage closed = WeirPage.start(analyzer, "127.0.0.1:0", "sixteen letters at least")) {
      browser.open(closed.address() + "#/cluster");
      browser.type("#token", "not this one", Keys.ENTER);
      browser.await("Token");
      browser.type("#token", "sixteen letters at least", Keys.ENTER);
      browser.await("Servers of shop");
      browser.reload();
      browser.await("Servers of shop");
      assertThat(browser.run("return document.cookie")).isEqualTo("");
    }
  }

  @ParameterizedTest
  @Tag("proof")
  @ValueSource(booleans = {false, true})
  void nothingIsSeriouslyInaccessible(boolean dark) throws Exception {
    browser.dark(dark);
    for (String view : VIEWS) {
      see(view);
      browser.await("live");
      assertThat(browser.inaccessible()).as(view).isEmpty();
    }
    browser.click("nav a[href*=findings]");
    browser.click(".finding > a");
    browser.await("Accept it");
    assertThat(browser.inaccessible()).as("card").isEmpty();
  }

  @Test
  @Tag("proof")
  void eachViewFitsEachScreen() throws Exception {
    String card = browser.href(".finding > a");
    List<String> all = new ArrayList<>(VIEWS);
    all.add(card.substring(card.indexOf("#/") + 2));
    for (int width : List.of(390, 820, 1440)) {
      browser.size(width, 900);
      browser.dark(width == 820);
      for (String view : all) {
        see(view);
        browser.await("live");
        browser.shoot(
            Path.of("target/page/%s-%d.png".formatted(view.contains("/") ? "card" : view, width)));
        assertFits(view, width);
      }
    }
  }
}
