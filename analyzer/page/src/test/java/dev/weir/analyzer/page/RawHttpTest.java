package dev.weir.analyzer.page;

import static dev.weir.analyzer.page.RawClient.ask;
import static dev.weir.analyzer.page.RawClient.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.analyzer.Analyzer;
import dev.weir.analyzer.MergedReport;
import dev.weir.analyzer.model.Report;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the page answers to who is no browser of its own. */
class RawHttpTest {
  private static final String TOKEN = "a token of many letters";

  private final Analyzer analyzer = Analyzer.create();
  private WeirPage open;
  private WeirPage closed;

  @BeforeEach
  void start() throws IOException {
    open = page(null);
    closed = page(TOKEN);
  }

  private WeirPage page(@Nullable String token) throws IOException {
    return WeirPage.start(
        analyzer, "127.0.0.1:0", token, Duration.ofMillis(50), Duration.ofSeconds(3));
  }

  @AfterEach
  void stop() {
    open.close();
    closed.close();
    analyzer.close();
  }

  @Test
  void pageAndItsFilesAreServedUnderAStrictPolicy() throws IOException {
    String page = ask(open.address(), "GET /");

    assertThat(page)
        .startsWith("HTTP/1.1 200 ")
        .containsIgnoringCase("content-security-policy: default-src 'none'; script-src 'self'; ")
        .containsIgnoringCase("x-content-type-options: nosniff")
        .containsIgnoringCase("cache-control: no-store")
        .doesNotContain("unsafe", "<style", "style=", "Access-Control");
  }

  @Test
  void allOfThePageIsItsOwnAndSmall() throws IOException {
    Deque<String> toLoad = new ArrayDeque<>(List.of("/"));
    Set<String> loaded = new HashSet<>();
    int bytes = 0;
    while (!toLoad.isEmpty()) {
      String path = toLoad.remove();
      if (loaded.add(path)) {
        String answer = ask(open.address(), "GET " + path);
        assertThat(status(answer)).as(path).isEqualTo(200);
        bytes += answer.length();
        Matcher links =
            Pattern.compile("(?:src=|href=|from )\"\\.?(/[a-z]+\\.[a-z]+)\"").matcher(answer);
        links.results().forEach(link -> toLoad.add(link.group(1)));
      }
    }
    assertThat(loaded).contains("/app.js", "/preact.js", "/uplot.js", "/page.css", "/card.js");
    assertThat(bytes).isLessThan(250_000);
  }

  @Test
  void whatIsToldIsJson() throws IOException {
    assertThat(ask(open.address(), "GET /api/now"))
        .startsWith("HTTP/1.1 200 ")
        .containsIgnoringCase("content-type: application/json")
        .contains("\"found\":{}", "\"dataSources\":[]");
    assertThat(ask(open.address(), "GET /api/findings")).contains("\"findings\":[]");
    assertThat(ask(open.address(), "GET /api/tables")).endsWith("[]");
    assertThat(ask(open.address(), "GET /api/doctor")).endsWith("{\"checkups\":[]}");
  }

  @Test
  void whatFilesDoNotTellIsNotThere() throws IOException {
    Report report = MergedReport.of(List.of());
    try (WeirPage page = WeirPage.start(report, List.of("a.jsonl"), List.of(), "127.0.0.1:0")) {
      assertThat(ask(page.address(), "GET /api/now"))
          .contains("\"kind\":\"files\"", "\"of\":[\"a.jsonl\"]", "\"releaseBefore\":null");
      assertThat(ask(page.address(), "GET /api/findings")).contains("\"findings\":[]");
      for (String path : List.of("units", "activity", "doctor", "findings/N1-0/plan")) {
        assertThat(status(ask(page.address(), "GET /api/" + path))).as(path).isEqualTo(404);
      }
    }
    assertThatThrownBy(() -> WeirPage.start(report, List.of("a.jsonl"), List.of(), "0.0.0.0:0"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> WeirPage.start(report, List.of(), List.of(), "127.0.0.1:0"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nothing",
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/app.js/",
        "//app.js",
        "/api/",
        "/api/findings/N1-0000000000000000",
        "/api/findings/<script>",
        "/dev/weir/analyzer/page/WeirPage.class"
      })
  void whatIsNotThereIsNotFound(String path) throws IOException {
    assertThat(status(ask(open.address(), "GET " + path))).isIn(404, 400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "FOO"})
  void nothingIsDoneButToLook(String method) throws IOException {
    assertThat(status(ask(open.address(), method + " /api/now"))).isEqualTo(405);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/app.js", "/nothing", "/api/findings/N1-0000000000000000"})
  void headIsAnsweredLikeGetWithoutTheBody(String path) throws IOException {
    String get = ask(open.address(), "GET " + path);
    int end = get.indexOf("\r\n\r\n") + 4;
    assertThat(get.substring(end)).isNotEmpty();
    assertThat(withoutDate(ask(open.address(), "HEAD " + path)))
        .isEqualTo(withoutDate(get.substring(0, end)));
  }

  @Test
  void headOfWhatNeverEndsEnds() throws IOException {
    assertThat(ask(open.address(), "HEAD /api/live"))
        .startsWith("HTTP/1.1 200 ")
        .containsIgnoringCase("Content-Type: text/event-stream")
        .endsWith("\r\n\r\n");
    assertThat(status(ask(open.address(), "HEAD /api/now"))).isEqualTo(200);
    assertThat(status(ask(closed.address(), "HEAD /api/now"))).isEqualTo(401);
  }

  private static List<String> withoutDate(String headers) {
    return headers
        .lines()
        .filter(line -> !line.startsWith("Date:"))
        .map(line -> line.toLowerCase(Locale.ROOT))
        .sorted()
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n\r\n",
        "GET\r\n\r\n",
        "GET / HTTP/1.1\r\nno colon\r\n\r\n",
        "GET http://[ HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
        "GET / HTTP/1.1\r\nContent-Length: 5, 6\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: nonsense\r\n\r\n",
        "\u0016\u0003\u0001 hello\r\n\r\n",
      })
  void malformedRequestIsRefused(String request) throws IOException {
    try (RawClient client = new RawClient(open.address())) {
      String answer = client.send(request).all();

      assertThat(answer).doesNotContain("HTTP/1.1 200", "\tat ", "dev.weir");
    }
    assertThat(status(ask(open.address(), "GET /"))).isEqualTo(200);
  }

  @Test
  @Tag("proof")
  void hugeRequestsAreRefused() throws IOException {
    String much = "x".repeat(10_000);

    assertThat(status(ask(open.address(), "GET /" + much))).isEqualTo(414);
    assertThat(status(ask(open.address(), "GET /", "Content-Length: 999999999999"))).isEqualTo(413);
    assertThat(status(ask(open.address(), "GET /", "Content-Length: 1"))).isEqualTo(413);
    assertThat(status(ask(open.address(), "GET /", "Transfer-Encoding: chunked"))).isEqualTo(413);
    assertThat(
            status(
                ask(
                    closed.address(),
                    "POST /login",
                    "Origin: " + origin(closed),
                    "Content-Length: 1025")))
        .isEqualTo(413);
  }

  @Test
  void slowRequestsAreEnded() throws IOException {
    try (RawClient head = new RawClient(open.address());
        RawClient body = new RawClient(closed.address())) {
      head.send("GET / HTTP/1.1\r\nHost: 127");
      body.send(
          "POST /login HTTP/1.1\r\nHost: %s\r\nOrigin: %s\r\nContent-Length: 100\r\n\r\ntoken="
              .formatted(closed.address().getAuthority(), origin(closed)));

      assertThat(status(ask(open.address(), "GET /"))).isEqualTo(200);
      assertThat(head.all()).isEmpty();
      assertThat(body.all()).doesNotContain("Set-Cookie");
    }
  }

  @Test
  @Tag("proof")
  void manyWhoHoldTheirConnectionsKeepNobodyOutForLong() throws IOException {
    List<RawClient> many = new ArrayList<>();
    try {
      for (int i = 0; i < 200; i++) {
        many.add(new RawClient(open.address()).send("GET / HTTP/1.1\r\n"));
      }
      for (RawClient each : many) {
        assertThat(allOrReset(each)).isEmpty();
      }
      assertThat(status(ask(open.address(), "GET /"))).isEqualTo(200);
    } finally {
      for (RawClient each : many) {
        each.close();
      }
    }
  }

  /** A connection that is closed with something unread is reset. */
  private static String allOrReset(RawClient client) {
    try {
      return client.all();
    } catch (IOException e) {
      return "";
    }
  }

  @Test
  void noMoreThanSixteenAreToldAtATime() throws IOException {
    List<RawClient> many = new ArrayList<>();
    String request =
        "GET /api/live HTTP/1.1\r\nHost: " + open.address().getAuthority() + "\r\n\r\n";
    try {
      for (int i = 0; i < 16; i++) {
        RawClient client = new RawClient(open.address()).send(request);
        client.until("\n\n");
        many.add(client);
      }
      assertThat(status(ask(open.address(), "GET /api/live"))).isEqualTo(503);
      many.remove(0).close();
      int status;
      do {
        try (RawClient next = new RawClient(open.address()).send(request)) {
          status = status(next.until("\r\n"));
        }
      } while (status == 503);
      assertThat(status).isEqualTo(200);
    } finally {
      for (RawClient each : many) {
        each.close();
      }
    }
  }

  @Test
  void whoLooksIsToldAgainAndAgain() throws IOException {
    try (RawClient client = new RawClient(open.address())) {
      client.send("GET /api/live HTTP/1.1\r\nHost: localhost\r\n\r\n");

      assertThat(client.until("\n\n")).contains("text/event-stream", "data: {\"instance\":");
      assertThat(client.until("\n\n")).contains("data: {");
      assertThat(client.until("\n\n")).contains("data: {");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "evil.example:80", "127.0.0.1.evil.example", "", "a b"})
  void otherNamesAreRefused(String host) throws IOException {
    assertThat(status(ask(open.address(), "GET /", "Host: " + host))).isEqualTo(421);
    assertThat(ask(open.address(), "GET /api/now", "Host: " + host)).doesNotContain("watched");
  }

  @Test
  void twoNamesAreRefused() throws IOException {
    assertThat(status(ask(open.address(), "GET /", "Host: localhost", "Host: localhost")))
        .isEqualTo(421);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST:99", "127.0.0.1", "[::1]:80"})
  void ownNamesAndAddressesAreAnswered(String host) throws IOException {
    assertThat(status(ask(open.address(), "GET /", "Host: " + host))).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "Origin: http://evil.example",
    "Origin: null",
    "Sec-Fetch-Site: cross-site",
    "Sec-Fetch-Site: same-site"
  })
  void otherSitesAreToldNothing(String header) throws IOException {
    String answer = ask(open.address(), "GET /api/findings", header);

    assertThat(status(answer)).isEqualTo(403);
    assertThat(answer).doesNotContain("findings", "Access-Control");
  }

  @Test
  void withoutItsTokenNothingIsTold() throws IOException {
    assertThat(status(ask(closed.address(), "GET /"))).isEqualTo(401);
    for (String path : List.of("now", "findings", "findings/x", "tables", "live", "other")) {
      assertThat(status(ask(closed.address(), "GET /api/" + path))).as(path).isEqualTo(401);
    }
    for (String header :
        List.of(
            "Authorization: Bearer a token of many letter",
            "Authorization: Bearer ",
            "Authorization: Basic " + TOKEN,
            "Cookie: weir-page-" + closed.address().getPort() + "=",
            "Cookie: weir-page-" + closed.address().getPort() + "=" + TOKEN)) {
      assertThat(status(ask(closed.address(), "GET /api/now", header))).as(header).isEqualTo(401);
    }
  }

  @Test
  void tokenIsExchangedForACookieThatScriptsAndOtherSitesDoNotHave() throws IOException {
    String answer = login("a+token+of+many+letters", origin(closed));

    assertThat(status(answer)).isEqualTo(303);
    assertThat(answer).contains("; Path=/; HttpOnly; SameSite=Strict").doesNotContain(TOKEN);
    Matcher matcher = Pattern.compile("(?i)set-cookie: ([^;]+);").matcher(answer);
    assertThat(matcher.find()).isTrue();
    String cookie = matcher.group(1);
    assertThat(status(ask(closed.address(), "GET /api/now", "Cookie: a=b; " + cookie)))
        .isEqualTo(200);
    assertThat(status(ask(closed.address(), "GET /", "Cookie: " + cookie))).isEqualTo(200);
    assertThat(status(ask(closed.address(), "GET /", "Authorization: Bearer " + TOKEN)))
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"wrong", "", "%", "a+token+of+many+letter", "a+token+of+many+letters+"})
  void wrongTokenGetsNoCookie(String token) throws IOException {
    assertThat(login(token, origin(closed))).doesNotContainIgnoringCase("set-cookie");
  }

  @Test
  void otherSitesCannotLogIn() throws IOException {
    assertThat(status(login("a+token+of+many+letters", "http://evil.example"))).isEqualTo(403);
  }

  private String login(String token, String origin) throws IOException {
    String body = "token=" + token;
    try (RawClient client = new RawClient(closed.address())) {
      return client
          .send(
              "POST /login HTTP/1.1\r\nConnection: close\r\nHost: %s\r\nOrigin: %s\r\n"
                      .formatted(closed.address().getAuthority(), origin)
                  + "Content-Length: %d\r\n\r\n%s".formatted(body.length(), body))
          .all();
    }
  }

  private static String origin(WeirPage page) {
    return "http://" + page.address().getAuthority();
  }

  @Test
  void whatOthersCanReachMustHaveAToken() {
    assertThatThrownBy(() -> WeirPage.start(analyzer, "0.0.0.0:0"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("0.0.0.0:0 can be reached by others: the page must have a token there");
    assertThatThrownBy(() -> WeirPage.start(analyzer, "0.0.0.0:0", "short"))
        .hasMessage("the token must have at least 16 characters; it has 5");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "8086", "127.0.0.1", "127.0.0.1:99999", "a b:1", "http://x:1"})
  void whatIsNoAddressIsRefused(String address) {
    assertThatThrownBy(() -> WeirPage.start(analyzer, address))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the address must be a host and a port, such as 127.0.0.1:8086");
  }

  @Test
  void takenPortIsAnErrorAndLeavesNoThread() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> WeirPage.start(analyzer, "127.0.0.1:" + taken.getLocalPort()))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void addressIsWhereItAnswers() throws IOException {
    try (WeirPage page = WeirPage.start(analyzer, "0.0.0.0:0", TOKEN)) {
      URI address = page.address();

      assertThat(address.getHost()).isEqualTo("localhost");
      assertThat(status(ask(address, "GET /"))).isEqualTo(401);
    }
  }

  @Test
  void closedPageAnswersNoMore() throws IOException {
    WeirPage page = page(null);
    try (RawClient client = new RawClient(page.address())) {
      client.send("GET /api/live HTTP/1.1\r\nHost: localhost\r\n\r\n").until("\n\n");
      page.close();
      assertThat(allOrReset(client)).doesNotContain("HTTP/1.1");
    }
    assertThatThrownBy(() -> ask(page.address(), "GET /")).isInstanceOf(IOException.class);
  }
}
