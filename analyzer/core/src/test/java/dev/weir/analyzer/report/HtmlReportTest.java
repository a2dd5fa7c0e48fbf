package dev.weir.analyzer.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.analyzer.model.Acceptance;
import dev.weir.analyzer.model.Cluster;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.FindingState;
import dev.weir.analyzer.model.Report;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
  private final Report report = Sample.report();
  private final String html = HtmlReport.render(report);

  @Test
  void eachFindingHasALineAndACardThatTheLineLeadsTo() {
    for (Report.Entry entry : report.entries()) {
      String signature = entry.finding().signature();
      assertThat(html).contains("href=\"#" + signature + "\"", "<article id=\"" + signature);
    }
    assertThat(html).contains("<td>" + table() + "</td>", "Not seen");
  }

  private String table() {
    return report.entries().stream()
        .flatMap(entry -> entry.tables().stream())
        .map(table -> table.now().table().toString())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void noLiteralIsShown() {
    assertThat(html).doesNotContain("secret");
  }

  @Test
  void nothingIsLoadedAndNoScriptMayRun() throws Exception {
    Matcher style = Pattern.compile("<style>(.*?)</style>", Pattern.DOTALL).matcher(html);
    assertThat(style.find()).isTrue();
    byte[] digest =
        MessageDigest.getInstance("SHA-256")
            .digest(style.group(1).getBytes(StandardCharsets.UTF_8));
    assertThat(html)
        .contains(
            "default-src &#39;none&#39;; style-src &#39;sha256-"
                + Base64.getEncoder().encodeToString(digest)
                + "&#39;")
        .doesNotContain("<script", "src=", "url(", " style=");
  }

  @Test
  void hostileTextStaysText() {
    Report.Entry first = report.entries().get(0);
    String hostile = "\"><script>alert(1)</script><img src=x onerror='a&b'>\u202e\u0000";
    String shown = HtmlReport.render(of(List.of(first.withWords(hostile))));

    assertThat(shown)
        .contains(
            "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x"
                + " onerror=&#39;a&amp;b&#39;&gt;\uFFFD\uFFFD")
        .doesNotContain("<script", "<img");
  }

  @Test
  void manyFindingsStayBelowAMegabyteAndThatIsSaid() {
    String shown = HtmlReport.render(of(many("")));

    assertThat(shown.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(1_000_000);
    assertThat(shown).containsPattern("[\\d,]+ more: a file that can be mailed has no room");
  }

  @Test
  void textsOfOtherScriptsStayBelowAMegabyteToo() {
    String shown = HtmlReport.render(of(many("表".repeat(2_000) + "&".repeat(2_000))));

    assertThat(shown.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(1_000_000);
  }

  @Test
  void whatIsNotSeenOrAcceptedStaysBelowAMegabyteToo() {
    List<String> unseen = Collections.nCopies(20_000, "The table \"表\" could not be read.");
    String shown =
        HtmlReport.render(
            new Report(
                report.dataSources(),
                report.at(),
                report.watched(),
                report.coverage(),
                many(""),
                unseen));

    assertThat(shown.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(1_000_000);
  }

  @Test
  void whatIsNewAndWhatIsGoneIsSaid() {
    Report.Entry gone = report.entries().get(2).as(FindingState.GONE);
    String shown =
        HtmlReport.render(
            new Report(
                report.dataSources(),
                report.at(),
                report.watched(),
                report.coverage(),
                List.of(report.entries().get(0).as(FindingState.NEW)),
                List.of(),
                List.of(),
                List.of(),
                "<1.1>",
                new Report.Since("1.0", List.of(gone))));

    assertThat(shown)
        .contains(
            "<p>Release &lt;1.1&gt;, since 1.0: 1 new, 0 ongoing, 0 come back, 1 gone.</p>",
            "LU row-by-row UPDATE (new)",
            "<h2>Gone, found in 1.0 and not in &lt;1.1&gt; so far</h2>",
            gone.finding().signature() + " hot row, 3,600 updates");
  }

  @Test
  void serversAreShownAndWhereStatementsWent() {
    Cluster cluster =
        new Cluster(
            "<shop>",
            List.of(
                new Cluster.Server("primary", "primary", 300, ""),
                new Cluster.Server("replica1", "replica", 100, "it does not answer")),
            List.of(
                new Cluster.Route("write", "primary", 300),
                new Cluster.Route("read", "replica1", 100)),
            List.of(new Cluster.Change("primary found", 1), new Cluster.Change("x", 2)));
    String shown = HtmlReport.render(report, List.of(cluster));

    assertThat(shown)
        .contains(
            "<h2>Servers of &lt;shop&gt;</h2>",
            "<td>replica1</td>\n<td>replica</td>\n<td class=\"words\">it does not answer</td>",
            "<td class=\"number\">75 %</td>",
            "<h2>Statements of &lt;shop&gt; by reason</h2>",
            "<td>write</td>",
            "<p>Changes of the servers: primary found once, x 2 times.</p>");
    assertThat(HtmlReport.render(report, Collections.nCopies(5_000, cluster)))
        .contains(" more: a file that can be mailed has no room for them")
        .satisfies(
            all -> assertThat(all.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(1_000_000));
  }

  @Test
  void allThatCanBeInItStaysBelowAMegabyte() {
    List<String> unseen = Collections.nCopies(20_000, "The table \"表\" could not be read.");
    List<Report.Entry> many = many("表".repeat(2_000));
    Acceptance acceptance = new Acceptance("x", null, null, null, "表".repeat(90), null, null);
    String shown =
        HtmlReport.render(
            new Report(
                report.dataSources(),
                report.at(),
                report.watched(),
                report.coverage(),
                many,
                unseen,
                many.stream().map(entry -> new Report.Accepted(entry, acceptance)).toList(),
                Collections.nCopies(20_000, acceptance),
                "2",
                new Report.Since("1", many)),
            Collections.nCopies(
                5_000,
                new Cluster(
                    "shop",
                    List.of(new Cluster.Server("表", "primary", 1, "")),
                    List.of(),
                    List.of())));

    assertThat(shown.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(1_000_000);
  }

  @Test
  void eachLinkLeadsToACard() {
    String shown = HtmlReport.render(of(many("")));

    Matcher links = Pattern.compile("href=\"#([^\"]+)\"").matcher(shown);
    List<String> targets = links.results().map(link -> link.group(1)).toList();
    assertThat(targets).isNotEmpty().hasSizeLessThan(5_000);
    assertThat(targets).allSatisfy(target -> assertThat(shown).contains("id=\"" + target + "\""));
  }

  /** Of so many findings, each with a signature of its own. */
  private List<Report.Entry> many(String words) {
    Report.Entry first = report.entries().get(0);
    return IntStream.range(0, 5_000)
        .mapToObj(i -> signed(first, "%016x".formatted(i)).withWords(first.words() + words))
        .toList();
  }

  private static Report.Entry signed(Report.Entry entry, String signature) {
    Finding of = entry.finding();
    Finding signed =
        new Finding(
            of.code(),
            of.severity(),
            of.confidence(),
            signature,
            of.subject(),
            of.place(),
            of.facts());
    return new Report.Entry(signed, entry.words(), entry.page(), entry.advice(), entry.tables());
  }

  private Report of(List<Report.Entry> entries) {
    return new Report(
        report.dataSources(),
        report.at(),
        report.watched(),
        report.coverage(),
        entries,
        report.unseen());
  }
}
