package dev.weir.analyzer.report;

import dev.weir.analyzer.model.Advice.FixStatement;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.model.TableHistory;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** A finding with all that is known of it, as HTML. */
final class HtmlCard {
  private static final int LONGEST = 4_000;

  private HtmlCard() {}

  /**
   * Renders one.
   *
   * @param symptoms what goes with it
   * @param at when it is looked at
   */
  static Html of(Report.Entry entry, List<Report.Entry> symptoms, Instant at) {
    Finding finding = entry.finding();
    Html html = new Html();
    html.open("article", "id", finding.signature()).open("h3");
    html.element("span", finding.severity().name(), "class", colour(finding.severity()));
    html.text(" %s %s".formatted(finding.code().id(), Phrases.title(entry))).close();
    html.element("p", shortened(entry.words()) + Phrases.cost(finding));
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
    points(html, symptoms.stream().map(HtmlCard::symptom).toList());
    return html.close();
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

  /** As much of a text as a file has room for. */
  static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " ..";
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

  static String colour(Severity severity) {
    return severity.name().toLowerCase(Locale.ROOT);
  }
}
