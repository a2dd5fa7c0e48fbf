package dev.weir.analyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.analyzer.sample.ServerSample;
import dev.weir.samples.cluster.PostgresCluster;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WeirCliTest {
  private static PostgresCluster cluster;

  @BeforeAll
  static void start() {
    cluster =
        PostgresCluster.builder()
            .replicas(1)
            .database("shop")
            .setting("autovacuum_naptime", "1d")
            .start();
    run(
        "CREATE EXTENSION pg_stat_statements",
        "CREATE TABLE job (id int PRIMARY KEY, n int) WITH (autovacuum_enabled = off)",
        "INSERT INTO job SELECT i, 0 FROM generate_series(1, 20000) i",
        "UPDATE job SET n = 1",
        "CREATE TABLE other (id int PRIMARY KEY, n int)");
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static void run(String... statements) {
    try (Connection connection = DriverManager.getConnection(cluster.jdbcUrl());
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a command printed, and how it ended. */
  private record Ended(int code, String out, String err) {}

  private static Ended weir(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = WeirCli.command();
    command.setOut(new PrintWriter(out));
    command.setErr(new PrintWriter(err));
    int code = command.execute(arguments);
    return new Ended(code, out.toString(), err.toString());
  }

  @Test
  void theFirstLineSaysWhatBindsAndEachAreaHasALine() {
    Ended ended = weir("doctor", "--url", cluster.jdbcUrl(), "--for", "1s");
    assertThat(ended.out()).startsWith("Weir doctor: the database does not bind");
    assertThat(ended.out())
        .contains(
            "act        dead rows ",
            "ok         locks ",
            "1. ERROR AO autovacuum is off: for a table of 20,000 live rows and 20,000 dead rows",
            "ALTER TABLE public.job RESET (autovacuum_enabled);",
            "undo",
            "ALTER TABLE public.job SET (autovacuum_enabled = off);",
            "symptom   DR dead rows: public.job",
            "Not seen:");
    assertThat(ended.out().lines()).allMatch(line -> line.length() <= 120);
    assertThat(ended.code()).isZero();
  }

  @Test
  void itFailsFromTheSeverityOnThatItIsTold() {
    assertThat(
            weir("doctor", "--url", cluster.jdbcUrl(), "--for", "0", "--fail-on", "critical")
                .code())
        .isEqualTo(1);
    assertThat(
            weir("doctor", "--url", cluster.jdbcUrl(), "--for", "0", "--fail-on", "never").code())
        .isZero();
  }

  @Test
  void jsonIsOneObject() {
    Ended ended = weir("doctor", "--url", cluster.jdbcUrl(), "--for", "0", "--json");
    JsonNode json = JsonMapper.shared().readTree(ended.out());
    assertThat(json.get("type").asString()).isEqualTo("report");
    assertThat(json.get("binds").asString()).isNotEmpty();
    assertThat(json.get("areas")).hasSize(18);
    assertThat(json.get("causes").get(0).get("symptoms")).isNotEmpty();
    assertThat(json.get("findings").get(0).get("undoStatements")).hasSize(1);
    assertThat(ended.out()).doesNotContain("password=postgres");
  }

  @Test
  void whatReplicasCouldTakeIsSaidOfWhatRanMeanwhile() throws Exception {
    CompletableFuture<Void> load =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < 200; i++) {
                run(
                    "SELECT count(*) FROM job WHERE n > " + i,
                    "UPDATE other SET n = 2 WHERE id = 1");
              }
            });
    Ended ended = weir("doctor", "--url", cluster.jdbcUrl(), "--for", "2s");
    load.get();
    assertThat(ended.out())
        .containsPattern(
            "(?m)^Replicas could take up to \\d[\\d.]* % of the time of statements"
                + " \\([45]\\d % of the executions\\)");
    assertThat(weir("doctor", "--url", cluster.jdbcUrl(), "--for", "0").out())
        .doesNotContain("Replicas could");
  }

  @Test
  void aReplicaIsAskedTooAndAPrimaryIsNone() {
    String replica = cluster.replicas().get(0).jdbcUrl();
    Ended ended = weir("doctor", "--url", cluster.jdbcUrl(), "--for", "0", "--replica", replica);
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out()).contains(" was asked");
    Ended wrong =
        weir("doctor", "--url", cluster.jdbcUrl(), "--for", "0", "--replica", cluster.jdbcUrl());
    assertThat(wrong.code()).isNotZero();
    assertThat(wrong.err()).contains("is a primary, no replica");
  }

  @Test
  void htmlIsWrittenToAFile() throws Exception {
    Path file = Files.createTempFile("weir", ".html");
    try {
      weir("doctor", "--url", cluster.jdbcUrl(), "--for", "0", "--html", file.toString());
      assertThat(Files.readString(file))
          .contains("<h1>Weir doctor: ", "<td>vacuum horizon</td>", "ALTER TABLE public.job RESET");
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void itLooksAgainUntilItIsInterrupted() throws Exception {
    StringWriter out = new StringWriter();
    AtomicInteger code = new AtomicInteger(-1);
    CommandLine command = WeirCli.command().setOut(new PrintWriter(out));
    Thread watching =
        new Thread(
            () ->
                code.set(
                    command.execute(
                        "doctor", "--url", cluster.jdbcUrl(), "--for", "1s", "--watch")));
    watching.start();
    while (out.toString().split("Weir doctor:", -1).length < 3) {
      assertThat(watching.isAlive()).isTrue();
      watching.join(100);
    }
    watching.interrupt();
    watching.join();
    assertThat(code).hasValue(0);
    assertThat(weir("doctor", "--url", cluster.jdbcUrl(), "--for", "0", "--watch").err())
        .contains("--for, which must be 1s or more");
  }

  @Test
  void whatApplicationsWroteIsSaidBesideTheirTables() throws Exception {
    Path file = Files.createTempFile("weir-findings", ".jsonl");
    try {
      Files.writeString(
          file,
          """
          {"type":"report","findings":1}
          {"type":"finding","code":"LU","title":"row-by-row UPDATE","signature":"1a",\
          "subject":{"tables":["job"]},"loop":{"file":"Jobs.java","line":57},"words":"40,000 times"}
          {"type":"finding","code":"N1","title":"N+1","signature":"2b",\
          "subject":{"tables":["other"]},"words":"no"}
          {"type":"finding","co
          """);
      Ended ended =
          weir("doctor", "--url", cluster.jdbcUrl(), "--for", "0", "--findings", file.toString());
      assertThat(ended.out())
          .contains("the application at Jobs.java:57: LU row-by-row UPDATE, 40,000 times")
          .doesNotContain("N+1");
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void historyIsKeptInAFile() throws Exception {
    Path file = Files.createTempFile("weir-history", ".jsonl");
    try {
      Ended first =
          weir("doctor", "--url", cluster.jdbcUrl(), "--for", "0", "--history", file.toString());
      assertThat(first.code()).as(first.err()).isZero();
      assertThat(first.out().replaceAll("\\s+", " "))
          .contains("when it is older")
          .doesNotContain("--history FILE");
      Ended without = weir("doctor", "--url", cluster.jdbcUrl(), "--for", "0", "--json");
      assertThat(without.out()).contains("; run again with --history FILE");
      weir("doctor", "--url", cluster.jdbcUrl(), "--for", "0", "--history", file.toString());
      List<String> lines = Files.readAllLines(file);
      assertThat(lines).hasSize(2);
      ServerSample sample = JsonMapper.shared().readValue(lines.get(1), ServerSample.class);
      assertThat(new HistoryFile(file).trail(sample))
          .hasSize(2)
          .first()
          .satisfies(oldest -> assertThat(oldest.at()).isBefore(sample.at()));
      Files.writeString(file, "no JSON\n", StandardOpenOption.APPEND);
      assertThat(new HistoryFile(file).trail(sample)).hasSize(2);
      for (int i = 0; i < 60; i++) {
        Files.writeString(file, lines.get(1) + "\n", StandardOpenOption.APPEND);
      }
      assertThat(new HistoryFile(file).trail(sample))
          .as("the first, the last, and some in between")
          .hasSizeBetween(10, 25)
          .first()
          .satisfies(oldest -> assertThat(oldest.at()).isBefore(sample.at()));
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void poolerThatDoesNotAnswerIsSaid() {
    String nobody = "jdbc:postgresql://127.0.0.1:1/pgbouncer";
    Ended ended =
        weir("doctor", "--url", cluster.jdbcUrl(), "--for", "0", "--json", "--pgbouncer", nobody);
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out()).contains("PgBouncer could not be asked: ");
  }

  @Test
  void rawNumbersArePrintedInColumns() {
    for (String command :
        new String[] {"tables", "indexes", "replication", "statements", "locks"}) {
      Ended ended = weir(command, "--url", cluster.jdbcUrl());
      assertThat(ended.code()).as(command + ended.err()).isZero();
      assertThat(ended.out()).isNotEmpty().doesNotContain("not seen");
    }
    assertThat(weir("tables", "--url", cluster.jdbcUrl()).out())
        .containsPattern("public.job +20,000 +20,000 +off");
  }

  @Test
  void wrongArgumentsAreNoUnreachableServer() {
    assertThat(weir("doctor").code()).isEqualTo(2);
    assertThat(weir("doctor", "--url", cluster.jdbcUrl(), "--for", "soon").err())
        .contains("is no time such as 30s");
    assertThat(weir("doctor", "--url", "foo").code()).isEqualTo(2);
    Ended before = weir("doctor", "--url", "jdbc:postgresql://u:hidden@127.0.0.1/x", "--for", "0");
    assertThat(before.code()).isEqualTo(2);
    assertThat(before.err()).contains("PGPASSWORD").doesNotContain("hidden");
    Ended noFile =
        weir("doctor", "--url", cluster.jdbcUrl(), "--for", "0", "--findings", "/no/such.jsonl");
    assertThat(noFile.code()).isEqualTo(2);
    assertThat(noFile.err()).contains("/no/such.jsonl: no such file");
    Ended gone = weir("doctor", "--url", "jdbc:postgresql://127.0.0.1:1/x?password=hidden");
    assertThat(gone.code()).isEqualTo(3);
    assertThat(gone.err() + gone.out()).doesNotContain("hidden");
    Ended unknown = weir("doctor", "--url", "jdbc:postgresql://no-such-host.invalid/x");
    assertThat(unknown.code()).isEqualTo(3);
    assertThat(unknown.err()).contains("no-such-host.invalid");
  }

  @Test
  void whatCannotWorkIsSaidBeforeItWatches() throws Exception {
    Path directory = Files.createTempDirectory("weir");
    Path noJson = Files.writeString(directory.resolve("page.html"), "<html>\n<body>\n");
    Path noText = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xc3, 0x28, '\n'});
    Path nowhere = directory.resolve("no/such/file");
    String replica = "jdbc:postgresql://127.0.0.1:1/x?password=hidden";
    said(2, nowhere + ": there is no such directory", "--html", nowhere.toString());
    said(2, directory + ": it is a directory", "--html", directory.toString());
    said(2, nowhere + ": there is no such directory", "--history", nowhere.toString());
    said(2, noJson + ": no line of it is a sample", "--history", noJson.toString());
    said(2, noText + ": it is no text", "--history", noText.toString());
    said(2, nowhere + ": no such file", "--findings", nowhere.toString());
    said(2, noJson + ": no line of it is JSON", "--findings", noJson.toString());
    said(2, noText + ": it is no text", "--findings", noText.toString());
    said(3, "--replica jdbc:postgresql://127.0.0.1:1/x?password=***: ", "--replica", replica);
    said(2, "is a primary, no replica", "--replica", cluster.jdbcUrl());
    said(2, "must begin with jdbc:postgresql:", "--pgbouncer", "localhost:6432");
    assertThat(Files.readString(noJson)).as("nothing was added").hasSize(14);
    Files.delete(noJson);
    Files.delete(noText);
    Files.delete(directory);
  }

  /** Would watch for an hour. */
  private static void said(int code, String message, String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("doctor", "--url", cluster.jdbcUrl(), "--for", "1h"));
    arguments.addAll(List.of(options));
    Ended ended =
        CompletableFuture.supplyAsync(() -> weir(arguments.toArray(String[]::new)))
            .orTimeout(20, TimeUnit.SECONDS)
            .join();
    assertThat(ended.err()).contains(message).doesNotContain("hidden").hasLineCount(1);
    assertThat(ended.code()).isEqualTo(code);
  }

  @Test
  void aWrongOptionIsToldInThreeLines() {
    Ended ended = weir("doctor", "--url", cluster.jdbcUrl(), "--fail-onn", "info");
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err().lines())
        .containsExactly(
            "weir: Unknown options: '--fail-onn', 'info'",
            "Possible solutions: --fail-on",
            "All options: weir doctor --help");
    assertThat(weir("tabels").err()).contains("tables", "weir --help").hasLineCount(3);
    assertThat(weir("doctor").err())
        .isEqualTo(
            "weir: Missing required option: '--url=URL'%nAll options: weir doctor --help%n"
                .formatted());
    assertThat(weir("doctor", "--help").out()).contains("--fail-on");
  }

  @Test
  void passwordsComeFromTheEnvironmentAndAreNeverShown() throws SQLException {
    run("CREATE ROLE nobody LOGIN PASSWORD 'se cret'");
    String url = cluster.jdbcUrl().replaceAll("\\?.*", "");
    try (Connection connection =
        Target.source(url, "nobody", Map.of("PGPASSWORD", "se cret")).getConnection()) {
      assertThat(connection.isValid(5)).isTrue();
    }
    assertThat(Target.withoutSecrets("jdbc:postgresql://h/d?user=u&password=p%26q&x=y"))
        .isEqualTo("jdbc:postgresql://h/d?user=u&password=***&x=y");
    assertThat(Durations.parse("2m")).isEqualTo(Duration.ofMinutes(2));
  }

  private static final String FINDING =
      """
      {"version":2,"type":"finding","at":"2026-11-21T12:00:00Z","code":"N1","name":"n-plus-one","title":"N+1 select",\
      "severity":"ERROR","confidence":"CERTAIN","signature":"N1-0765e92e9a574d86","subject":{"dataSource":"shop","kind":"statement",\
      "key":"1-0","text":"SELECT name FROM item WHERE id = ?","source":null,"also":[],"tables":["item"]},\
      "callSite":{"className":"com.shop.Basket","method":"show","file":"Basket.java","line":57},"loop":null,\
      "words":"60 in 3 units (20 in one)","page":"docs/findings/N1.md","facts":[\
      {"name":"executions","value":60,"measure":"COUNT","exact":true,"merge":"SUM"},\
      {"name":"units","value":3,"measure":"COUNT","exact":true,"merge":"SUM"},\
      {"name":"mostPerUnit","value":20,"measure":"COUNT","exact":true,"merge":"MAXIMUM"}],\
      "fix":"Read all keys with one statement.","fixStatements":[],"undoStatements":[],"because":[],"tables":[],"accepted":null}
      """;

  @Test
  void whatSeveralInstancesFoundIsOneReport(@TempDir Path directory) throws Exception {
    Path one = Files.writeString(directory.resolve("one.jsonl"), FINDING);
    Path two = Files.writeString(directory.resolve("two.jsonl"), "started\n" + FINDING);
    Path html = directory.resolve("report.html");
    Ended ended = weir("merge", one.toString(), two.toString(), "--html", html.toString());
    assertThat(ended.err()).isEmpty();
    assertThat(ended.code()).isZero();
    assertThat(ended.out()).contains("ERROR N1 N+1 select: 120 in 6 units", "Basket.java:57");
    assertThat(html).content().contains("120 in 6 units");
    assertThat(weir("merge", "--json", one.toString(), two.toString()).out())
        .contains("{\"name\":\"instances\",\"value\":2,");
  }

  private static String in(String release) {
    return FINDING.replace("\"code\"", "\"release\":\"" + release + "\",\"code\"");
  }

  @Test
  void findingsOfSeveralReleasesHaveStates(@TempDir Path directory) throws Exception {
    String other = in("1.0").replace("N1-0765e92e9a574d86", "N1-0000000000000000");
    Path file = Files.writeString(directory.resolve("all.jsonl"), other + in("1.0") + in("1.1"));
    assertThat(weir("merge", file.toString()).out())
        .contains(
            "Release 1.1, since 1.0: 0 new, 1 ongoing, 0 come back, 1 gone",
            "ERROR N1 N+1 select (ongoing): 60 in 3 units",
            "Gone, found in 1.0 and not in 1.1 so far:",
            "N1-0000000000000000 N+1 select, 60 in 3 units");
    JsonNode report =
        JsonMapper.shared()
            .readTree(weir("merge", "--json", file.toString()).out().lines().findFirst().get());
    assertThat(report.at("/gone/0/signature").asString()).isEqualTo("N1-0000000000000000");
  }

  @Test
  void pageOfFilesIsServedUntilItIsInterrupted(@TempDir Path directory) throws Exception {
    Path file =
        Files.writeString(directory.resolve("one.jsonl"), FINDING.replace("FROM item", "FROM job"));
    Path history = directory.resolve("history.jsonl");
    weir("doctor", "--url", cluster.jdbcUrl(), "--for", "0", "--history", history.toString());
    weir("doctor", "--url", cluster.jdbcUrl(), "--for", "0", "--history", history.toString());
    whileServed(
        List.of("page", file.toString(), "--history", history.toString()),
        page -> {
          for (String path : List.of("", "preact.js", "uplot.css", "kinds.js")) {
            assertThat(page.get(path)).as(path).isNotEmpty();
          }
          assertThat(page.get("api/findings")).contains("N1-0765e92e9a574d86");
          JsonNode table = page.json("api/tables").get(0);
          assertThat(table.get("name").asString()).isEqualTo("public.job");
          assertThat(table.at("/findings/0/signature").asString()).isEqualTo("N1-0765e92e9a574d86");
          assertThat(table.at("/indexes/0/name").asString()).isEqualTo("job_pkey");
          assertThat(table.get("over")).hasSize(2);
          assertThat(table.at("/over/1/deadRows").asInt()).isEqualTo(20_000);
        });
    assertThat(weir("page", file.toString(), "--port", "99999").code()).isEqualTo(2);
  }

  @Test
  void pageOfADatabaseIsOfItsNewestCheckup() throws Exception {
    whileServed(
        List.of("doctor", "--url", cluster.jdbcUrl(), "--for", "1s", "--page"),
        page -> {
          JsonNode now = page.json("api/now");
          assertThat(now.get("kind").asString()).isEqualTo("database");
          assertThat(now.at("/of/0").asString()).contains("/shop?").endsWith("***");
          assertThat(now.at("/checkup/areas")).isNotEmpty();
          assertThat(now.get("binds").asString()).isNotEmpty();
          assertThat(page.get("api/findings")).contains("public.job");
          String at = now.get("at").asString();
          while (page.json("api/now").get("at").asString().equals(at)) {
            Thread.onSpinWait();
          }
          JsonNode table =
              page.json("api/tables")
                  .valueStream()
                  .filter(each -> each.get("name").asString().equals("public.job"))
                  .findFirst()
                  .orElseThrow();
          assertThat(table.get("over")).hasSizeGreaterThanOrEqualTo(4);
        });
    Ended ended = weir("doctor", "--url", cluster.jdbcUrl(), "--for", "0", "--page");
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).contains("--page looks again and again for --for, which must be 1s");
    // At once, and not when it has watched for an hour.
    String[] watching = {"doctor", "--url", cluster.jdbcUrl(), "--for", "1h", "--page", "--port"};
    assertThat(weir(with(watching, "99999")).err())
        .contains("--port must be 0 to 65535, not 99999");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());
      assertThat(weir(with(watching, port)).err()).contains("--port " + port + ": ");
    }
  }

  private static String[] with(String[] arguments, String last) {
    return Stream.concat(Stream.of(arguments), Stream.of(last)).toArray(String[]::new);
  }

  /** A page while it is served. */
  private record Served(HttpClient client, URI address) {
    String get(String path) throws Exception {
      HttpRequest request = HttpRequest.newBuilder(address.resolve(path)).build();
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
      return answer.body();
    }

    JsonNode json(String path) throws Exception {
      return JsonMapper.shared().readTree(get(path));
    }
  }

  @FunctionalInterface
  private interface Look {
    void at(Served page) throws Exception;
  }

  /** Looks at the page that a command serves until it is interrupted. */
  private static void whileServed(List<String> arguments, Look look) throws Exception {
    StringWriter out = new StringWriter();
    AtomicInteger code = new AtomicInteger(-1);
    CommandLine command = WeirCli.command().setOut(new PrintWriter(out));
    Thread serving = new Thread(() -> code.set(command.execute(arguments.toArray(String[]::new))));
    serving.start();
    while (!out.toString().endsWith("\n")) {
      assertThat(serving.isAlive()).isTrue();
      serving.join(10);
    }
    URI address = URI.create(out.toString().replace("Weir's page: ", "").strip());
    Served page = new Served(HttpClient.newHttpClient(), address);
    look.at(page);
    serving.interrupt();
    serving.join();
    assertThat(code).hasValue(0);
    assertThatThrownBy(() -> page.get("")).isInstanceOf(IOException.class);
  }

  @Test
  void sarifHasPathsBelowTheSourceRoot(@TempDir Path directory) throws Exception {
    Path lines = Files.writeString(directory.resolve("one.jsonl"), FINDING);
    Path source = directory.resolve("app/src/main/java/com/shop/Basket.java");
    Files.createDirectories(source.getParent());
    Files.writeString(source, "package com.shop;");
    Ended ended = weir("sarif", lines.toString(), "--source-root", directory.toString());
    assertThat(ended.code()).isZero();
    assertThat(JsonMapper.shared().readTree(ended.out()).at("/runs/0/results/0/locations/0"))
        .hasToString(
            "{\"physicalLocation\":{\"artifactLocation\":{\"uri\":\"app/src/main/java/com/shop/Basket.java\","
                + "\"uriBaseId\":\"%SRCROOT%\"},\"region\":{\"startLine\":57}},"
                + "\"logicalLocations\":[{\"fullyQualifiedName\":\"com.shop.Basket.show\"}]}");
  }

  @Test
  void fileThatHoldsNoFindingsIsToldByItsName(@TempDir Path directory) throws Exception {
    Path text = Files.writeString(directory.resolve("text.log"), "12:00 INFO started\n");
    Path old =
        Files.writeString(
            directory.resolve("old.jsonl"), FINDING.replace("\"version\":2", "\"version\":1"));
    Path none = directory.resolve("none.jsonl");
    assertThat(weir("merge", text.toString()))
        .isEqualTo(new Ended(2, "", "weir: " + text + ": no line of it is JSON\n"));
    assertThat(weir("sarif", old.toString()))
        .isEqualTo(
            new Ended(
                2, "", "weir: " + old + ", line 1: it is of version 1, and only 2 can be read\n"));
    assertThat(weir("merge", none.toString()))
        .isEqualTo(new Ended(2, "", "weir: " + none + ": no such file or directory\n"));
    assertThat(weir("merge").code()).isEqualTo(2);
  }
}
