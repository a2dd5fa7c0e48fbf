package dev.weir.analyzer.report;

import dev.weir.analyzer.model.Advice.FixStatement;
import dev.weir.analyzer.model.AreaVerdict;
import dev.weir.analyzer.model.AreaVerdict.State;
import dev.weir.analyzer.model.CallSite;
import dev.weir.analyzer.model.Checkup;
import dev.weir.analyzer.model.Diagnosis;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.model.TableHistory;
import dev.weir.analyzer.model.TableStats;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A report as one HTML file of less than 1 MB, to be mailed or kept beside a build: it loads
 * nothing, runs no script, and shows no value of a parameter. Thread-safe.
 */
public final class HtmlReport {
  /** Behind so many characters only the list of findings goes on. */
  private static final int MOST_OF_CARDS = 600_000;

  private static final int MOST_LISTED = 1_000;
  private static final int LONGEST_STATEMENT = 4_000;
  private static final String STYLE = resource("report.css");

  private HtmlReport() {}

  /**
   * Renders a report.
   *
   * @param report what was found; in its order
   * @return the whole file
   */
  public static String render(Report report) {
    String headline = Phrases.headline(report);
    Html html = begin(headline);
    html.element("h1", headline);
    html.element("p", "Made at " + report.at() + ".", "class", "quiet");
    summary(html, report.entries());
    int shown = cards(html, report.entries(), report.at());
    rest(html, report.entries().size() - shown);
    tables(html, report);
    list(html, "Not seen", Phrases.unseen(report));
    list(html, "Accepted", report.accepted().stream().map(Phrases::accepted).toList());
    list(
        html,
        "Accepted, but over or not found",
        report.stale().stream().map(Phrases::stale).toList());
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
                checkup.at()),
        "class",
        "quiet");
    areas(html, checkup.areas());
    for (Diagnosis diagnosis : checkup.diagnoses()) {
      if (html.length() < MOST_OF_CARDS) {
        card(html, diagnosis.entry(), diagnosis.symptoms(), checkup.at());
      }
    }
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
  private static Html table(Html html, String title) {
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

  private static String colour(Severity severity) {
    return severity.name().toLowerCase(Locale.ROOT);
  }

  /** One line for each finding. */
  private static void summary(Html html, List<Report.Entry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    table(html, "Findings").open("tbody");
    for (Report.Entry entry : entries.subList(0, Math.min(entries.size(), MOST_LISTED))) {
      Finding finding = entry.finding();
      CallSite site = site(finding);
      html.open("tr");
      html.element("td", finding.severity().name(), "class", colour(finding.severity()));
      html.open("td", "class", "words");
      html.element(
          "a",
          finding.code().id() + " " + finding.code().title(),
          "href",
          "#" + finding.signature());
      html.text(": " + entry.words() + Phrases.cost(finding)).close();
      html.element("td", site == null ? "" : place(site), "class", "words").close();
    }
    html.close().close().close();
  }

  private static @Nullable CallSite site(Finding finding) {
    CallSite loop = finding.place().loop();
    return loop == null ? finding.place().callSite() : loop;
  }

  private static String place(CallSite site) {
    return site.file() + ":" + site.line();
  }

  private static int cards(Html html, List<Report.Entry> entries, Instant at) {
    int shown = 0;
    for (Report.Entry entry : entries) {
      if (html.length() >= MOST_OF_CARDS) {
        break;
      }
      card(html, entry, List.of(), at);
      shown++;
    }
    return shown;
  }

  private static void rest(Html html, int more) {
    if (more > 0) {
      html.element(
          "p",
          "%s more: a file that can be mailed has no room for them. The text and the JSON lines have."
              .formatted(Figures.count(more, "finding")));
    }
  }

  private static void card(Html html, Report.Entry entry, List<Report.Entry> symptoms, Instant at) {
    Finding finding = entry.finding();
    html.open("article", "id", finding.signature()).open("h3");
    html.element("span", finding.severity().name(), "class", colour(finding.severity()));
    html.text(" %s %s".formatted(finding.code().id(), finding.code().title())).close();
    html.element("p", entry.words() + Phrases.cost(finding));
    html.element("pre", shortened(finding.subject().text()));
    html.open("dl");
    about(html, entry);
    finding.facts().forEach(fact -> row(html, words(fact.name()), text(fact)));
    html.close();
    if (!entry.advice().fix().isEmpty()) {
      html.element("p", entry.advice().fix());
    }
    sql(html, "In SQL:", entry.advice().statements());
    sql(html, "To undo it:", entry.advice().undo());
    points(html, entry.advice().because());
    for (TableHistory table : entry.tables()) {
      Lines lines = new Lines();
      new TableLines(table, at).write(lines);
      html.element("pre", lines.toString().stripTrailing().stripIndent());
    }
    points(html, symptoms.stream().map(HtmlReport::symptom).toList());
    html.close();
  }

  private static void about(Html html, Report.Entry entry) {
    Finding finding = entry.finding();
    if (!finding.subject().dataSource().isEmpty()) {
      row(html, "through", finding.subject().dataSource());
    }
    if (finding.place().callSite() != null) {
      row(html, "call", "at " + finding.place().callSite());
    }
    if (finding.place().loop() != null) {
      row(html, "loop", "at " + finding.place().loop());
    }
    if (finding.subject() instanceof Subject.Statement statement) {
      if (statement.source() != null) {
        row(html, "source", Phrases.statement(statement.source().text()));
      }
      statement.also().forEach(other -> row(html, "also", Phrases.statement(other.text())));
    }
    if (!entry.page().isEmpty()) {
      row(html, "page", entry.page());
    }
    row(html, "signature", finding.signature());
  }

  private static String shortened(String statement) {
    return statement.length() <= LONGEST_STATEMENT
        ? statement
        : statement.substring(0, LONGEST_STATEMENT) + " ..";
  }

  private static void row(Html html, String label, String text) {
    html.element("dt", label).element("dd", text);
  }

  private static String text(Fact fact) {
    return (fact.exact() ? "" : "about ") + fact.measure().text(fact.value());
  }

  /** {@code mostPerUnit} as {@code most per unit}. */
  private static String words(String name) {
    return name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
  }

  private static void sql(Html html, String title, List<FixStatement> statements) {
    if (!statements.isEmpty()) {
      html.element("p", title);
    }
    for (FixStatement statement : statements) {
      String sql = String.join("\n", Clauses.of(statement.sql(), Lines.WIDTH)) + ";";
      html.element(
          "pre",
          statement.parameters().isEmpty()
              ? sql
              : sql + "\n-- " + Phrases.parameters(statement.parameters()));
    }
  }

  private static void points(Html html, List<String> sentences) {
    if (!sentences.isEmpty()) {
      html.open("ul");
      sentences.forEach(each -> html.element("li", each));
      html.close();
    }
  }

  private static String symptom(Report.Entry entry) {
    return "symptom: %s %s: %s: %s"
        .formatted(
            entry.finding().code().id(),
            entry.finding().code().title(),
            entry.finding().subject().text(),
            entry.words());
  }

  private static void list(Html html, String title, List<String> sentences) {
    if (!sentences.isEmpty()) {
      html.element("h2", title);
      points(html, sentences);
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
    html.close().close().open("tbody");
    for (TableStats table : tables.values()) {
      html.open("tr").element("td", table.table().toString());
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
      html.close();
    }
    html.close().close().close();
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
