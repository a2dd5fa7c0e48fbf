package dev.weir.analyzer.report;

import dev.weir.analyzer.model.AreaVerdict;
import dev.weir.analyzer.model.AreaVerdict.State;
import dev.weir.analyzer.model.CallSite;
import dev.weir.analyzer.model.Checkup;
import dev.weir.analyzer.model.Cluster;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.TableHistory;
import dev.weir.analyzer.model.TableStats;
import dev.weir.sql.TableName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A report as one HTML file of less than 1 MB, to be mailed or kept beside a build: it loads
 * nothing, runs no script, and shows no value of a parameter. What has no room is counted.
 * Thread-safe.
 */
public final class HtmlReport {
  // What each part may take, in bytes. With what stands around them it is less than 1 MB.
  private static final int CARDS = 500_000;
  private static final int LINES = 150_000;
  private static final int LIST = 50_000;
  private static final String STYLE = resource("report.css");

  private HtmlReport() {}

  /**
   * Renders a report.
   *
   * @param report what was found; in its order
   * @return the whole file
   */
  public static String render(Report report) {
    return render(report, List.of());
  }

  /**
   * Renders a report, with the servers of its DataSources and where statements went.
   *
   * @param report what was found; in its order
   * @param clusters as they were in the end
   * @return the whole file
   */
  public static String render(Report report, List<Cluster> clusters) {
    String headline = Phrases.headline(report);
    Html html = begin(headline);
    html.element("h1", headline);
    html.element(
        "p", "Made at " + report.at().truncatedTo(ChronoUnit.SECONDS) + ".", "class", "quiet");
    if (report.since() != null) {
      html.element("p", Phrases.since(report) + ".");
    }
    List<Html> cards =
        Html.fitting(
            CARDS,
            report.entries().stream().map(entry -> HtmlCard.of(entry, List.of(), report.at())));
    findings(html, report.entries(), cards.size());
    html.all(cards);
    rest(html, report.entries().size() - cards.size());
    tables(html, report);
    clusters(html, clusters);
    list(html, "Not seen", Phrases.unseen(report));
    list(html, "Accepted", report.accepted().stream().map(Phrases::accepted).toList());
    list(
        html,
        "Accepted, but over or not found",
        report.stale().stream().map(Phrases::stale).toList());
    list(html, Phrases.goneTitle(report), Phrases.gone(report));
    return end(html);
  }

  /**
   * Renders what the doctor says.
   *
   * @param checkup of one server
   * @return the whole file
   */
  public static String render(Checkup checkup) {
    String headline = "Weir doctor: " + checkup.binds();
    Html html = begin(headline);
    html.element("h1", headline);
    if (!checkup.reads().isEmpty()) {
      html.element("p", checkup.reads());
    }
    html.element(
        "p",
        "%s, %s, looked at %s"
            .formatted(
                checkup.server(),
                checkup.window().isZero()
                    ? "one look"
                    : "watched for " + Figures.span(checkup.window()),
                checkup.at().truncatedTo(ChronoUnit.SECONDS)),
        "class",
        "quiet");
    areas(html, checkup.areas());
    List<Html> cards =
        Html.fitting(
            CARDS,
            checkup.diagnoses().stream()
                .map(each -> HtmlCard.of(each.entry(), each.symptoms(), checkup.at())));
    html.all(cards);
    rest(html, checkup.diagnoses().size() - cards.size());
    list(html, "Not seen", checkup.unseen());
    return end(html);
  }

  private static Html begin(String title) {
    Html html = new Html();
    html.open("html", "lang", "en").open("head");
    html.empty("meta", "charset", "utf-8");
    html.empty(
        "meta",
        "http-equiv",
        "Content-Security-Policy",
        "content",
        "default-src 'none'; style-src 'sha256-" + hash(STYLE) + "'");
    html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.element("title", title).open("style").raw(STYLE).close().close();
    html.open("body").open("main");
    return html;
  }

  private static String end(Html html) {
    return "<!doctype html>\n" + html.close().close().close();
  }

  private static void areas(Html html, List<AreaVerdict> areas) {
    table(html, "Areas").open("tbody");
    for (AreaVerdict verdict : areas) {
      html.open("tr");
      html.element("td", verdict.state().word(), "class", colour(verdict.state()));
      html.element("td", verdict.area().title());
      html.element("td", verdict.why(), "class", "words").close();
    }
    html.close().close().close();
  }

  /** Begins one that can be scrolled, by keys as well. */
  static Html table(Html html, String title) {
    return html.element("h2", title)
        .open("div", "class", "scroll", "role", "region", "aria-label", title, "tabindex", "0")
        .open("table");
  }

  private static String colour(State state) {
    return switch (state) {
      case ACT -> "error";
      case LOOK -> "warning";
      case OK -> "ok";
      case NOT_JUDGED -> "info";
    };
  }

  /** One line for each finding, which leads to its card if there is one. */
  private static void findings(Html html, List<Report.Entry> entries, int cards) {
    if (entries.isEmpty()) {
      return;
    }
    List<Html> lines =
        Html.fitting(
            LINES,
            IntStream.range(0, entries.size()).mapToObj(i -> line(entries.get(i), i < cards)));
    table(html, "Findings").open("tbody").all(lines).close().close().close();
    rest(html, entries.size() - lines.size());
  }

  private static Html line(Report.Entry entry, boolean hasCard) {
    Finding finding = entry.finding();
    String title = finding.code().id() + " " + Phrases.title(entry);
    CallSite loop = finding.place().loop();
    CallSite site = loop == null ? finding.place().callSite() : loop;
    Html html = new Html().open("tr");
    html.element("td", finding.severity().name(), "class", HtmlCard.colour(finding.severity()));
    html.open("td", "class", "words");
    if (hasCard) {
      html.element("a", title, "href", "#" + finding.signature());
    } else {
      html.text(title);
    }
    html.text(": " + HtmlCard.shortened(entry.words()) + Phrases.cost(finding)).close();
    html.element("td", tables(finding), "class", "words");
    html.element("td", site == null ? "" : site.file() + ":" + site.line(), "class", "words");
    return html.close();
  }

  private static String tables(Finding finding) {
    return finding.subject().tables().stream()
        .map(TableName::name)
        .collect(Collectors.joining(", "));
  }

  private static void rest(Html html, int more) {
    if (more > 0) {
      html.element(
          "p",
          "%,d more: a file that can be mailed has no room for them. The text and the JSON lines have."
              .formatted(more));
    }
  }

  private static void list(Html html, String title, List<String> sentences) {
    if (!sentences.isEmpty()) {
      List<Html> points =
          Html.fitting(
              LIST, sentences.stream().map(sentence -> new Html().element("li", sentence)));
      html.element("h2", title).open("ul").all(points).close();
      rest(html, sentences.size() - points.size());
    }
  }

  /** The tables of all findings, once each. */
  private static void tables(Html html, Report report) {
    Map<String, TableStats> tables = new LinkedHashMap<>();
    for (Report.Entry entry : report.entries()) {
      for (TableHistory table : entry.tables()) {
        tables.put(entry.finding().subject().dataSource() + " " + table.now().table(), table.now());
      }
    }
    if (tables.isEmpty()) {
      return;
    }
    table(html, "Tables");
    html.open("thead").open("tr").element("th", "table");
    List.of("live rows", "dead rows", "start vacuum", "updates", "HOT", "size")
        .forEach(name -> html.element("th", name, "class", "number"));
    List<Html> rows = Html.fitting(LIST, tables.values().stream().map(HtmlReport::row));
    html.close().close().open("tbody").all(rows).close().close().close();
    rest(html, tables.size() - rows.size());
  }

  private static void clusters(Html html, List<Cluster> clusters) {
    List<Html> shown = Html.fitting(LIST, clusters.stream().map(HtmlClusters::of));
    html.all(shown);
    rest(html, clusters.size() - shown.size());
  }

  private static Html row(TableStats table) {
    Html html = new Html().open("tr").element("td", table.table().toString());
    List.of(
            Figures.number(table.liveRows()),
            Figures.number(table.deadRows()),
            Double.isNaN(table.vacuumTrigger())
                ? "off"
                : Figures.number((long) table.vacuumTrigger()),
            Figures.number(table.updates()),
            table.updates() == 0
                ? ""
                : Figures.percent(table.hotUpdates(), (double) table.updates()),
            table.sizeBytes() < 0 ? "" : Figures.bytes(table.sizeBytes()))
        .forEach(cell -> html.element("td", cell, "class", "number"));
    return html.close();
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String resource(String name) {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
