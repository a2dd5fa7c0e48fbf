package dev.weir.analyzer.report;

import dev.weir.analyzer.model.Advice;
import dev.weir.analyzer.model.Advice.FixStatement;
import dev.weir.analyzer.model.CallSite;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.model.TableHistory;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A report for people: plain text of at most 100 columns, but for names and stack frames that are
 * longer. Thread-safe.
 */
public final class TextReport {
  private static final String MARGIN = "   ";

  private final boolean colour;

  private TextReport(boolean colour) {
    this.colour = colour;
  }

  /** Without colours. */
  public static TextReport plain() {
    return new TextReport(false);
  }

  /** With the severities in colour, by ANSI sequences; for terminals. */
  public static TextReport coloured() {
    return new TextReport(true);
  }

  /**
   * Renders a report.
   *
   * @param report what was found; its entries are printed in their order
   * @return lines, each with a line feed at its end
   */
  public String render(Report report) {
    Lines lines = new Lines();
    lines.paragraph("", Phrases.headline(report));
    if (report.since() != null) {
      lines.paragraph("", Phrases.since(report));
    }
    int number = 0;
    for (Report.Entry entry : report.entries()) {
      number++;
      lines.line("");
      // The same width as MARGIN, up to nine findings.
      title(lines, "%d. ".formatted(number), entry);
      details(lines, entry, report.at(), report.dataSources().size() > 1);
    }
    list(lines, "Not seen:", Phrases.unseen(report));
    list(lines, "Accepted:", report.accepted().stream().map(Phrases::accepted).toList());
    list(
        lines,
        "Accepted, but over or not found:",
        report.stale().stream().map(Phrases::stale).toList());
    list(lines, Phrases.goneTitle(report) + ":", Phrases.gone(report));
    return lines.toString();
  }

  private static void list(Lines lines, String title, List<String> sentences) {
    if (!sentences.isEmpty()) {
      lines.line("");
      lines.line(title);
      sentences.forEach(each -> lines.paragraph(" - ", each));
    }
  }

  /**
   * Renders one finding, as a log tells of it.
   *
   * @param entry what was found
   * @param at when, beside which the ages of what is said of its tables are told
   * @param ofSeveral whether to say through which DataSource it was seen
   * @return lines, each with a line feed at its end
   */
  public String render(Report.Entry entry, Instant at, boolean ofSeveral) {
    return render("", entry, at, ofSeveral);
  }

  /** Renders one of the findings of a checkup. */
  String render(String margin, Report.Entry entry, Instant at) {
    return render(margin, entry, at, false);
  }

  private String render(String margin, Report.Entry entry, Instant at, boolean ofSeveral) {
    Lines lines = new Lines();
    title(lines, margin, entry);
    details(lines, entry, at, ofSeveral);
    return lines.toString();
  }

  /**
   * Renders one finding, as a log tells of it where there is one DataSource.
   *
   * @param entry what was found
   * @param at when, beside which the ages of what is said of its tables are told
   * @return lines, each with a line feed at its end
   */
  public String render(Report.Entry entry, Instant at) {
    return render(entry, at, false);
  }

  private static void details(Lines lines, Report.Entry entry, Instant at, boolean ofSeveral) {
    Finding finding = entry.finding();
    statement(lines, MARGIN + "  ", finding.subject().text());
    if (ofSeveral && !finding.subject().dataSource().isEmpty()) {
      lines.paragraph(MARGIN + label("through"), finding.subject().dataSource());
    }
    place(lines, "call", finding.place().callSite());
    place(lines, "loop", finding.place().loop());
    if (finding.subject() instanceof Subject.Statement statement && statement.source() != null) {
      statement(lines, MARGIN + label("source"), statement.source().text());
    }
    if (finding.subject() instanceof Subject.Statement statement) {
      statement.also().forEach(other -> statement(lines, MARGIN + label("also"), other.text()));
    }
    advice(lines, entry.advice());
    for (TableHistory table : entry.tables()) {
      new TableLines(table, at).write(lines);
    }
    if (!entry.page().isEmpty()) {
      lines.line(MARGIN + label("page") + entry.page());
    }
    lines.line(MARGIN + label("signature") + finding.signature());
  }

  private void title(Lines lines, String margin, Report.Entry entry) {
    Finding finding = entry.finding();
    String severity = finding.severity().name();
    Lines plain = new Lines();
    plain.paragraph(
        margin,
        "%s %s %s: %s%s"
            .formatted(
                severity,
                finding.code().id(),
                Phrases.title(entry),
                entry.words(),
                Phrases.cost(finding)));
    String title = plain.toString().stripTrailing();
    lines.line(colour ? title.replaceFirst(severity, paint(finding.severity())) : title);
  }

  private static String paint(Severity severity) {
    String code =
        switch (severity) {
          case ERROR -> "31";
          case WARNING -> "33";
          case INFO -> "36";
        };
    return "\u001b[1;" + code + "m" + severity + "\u001b[0m";
  }

  private static void statement(Lines lines, String margin, String subject) {
    lines.paragraph(margin, Phrases.statement(subject));
  }

  private static void place(Lines lines, String label, @Nullable CallSite site) {
    if (site != null) {
      // Editors and consoles make a link of what looks like a line of a stack trace.
      lines.line(MARGIN + label(label) + "at " + site);
    }
  }

  private static void advice(Lines lines, Advice advice) {
    lines.paragraph(MARGIN + label("fix"), advice.fix());
    for (FixStatement statement : advice.statements()) {
      fix(lines, statement, "");
    }
    for (FixStatement statement : advice.undo()) {
      fix(lines, statement, "undo");
    }
    for (int i = 0; i < advice.because().size(); i++) {
      String margin = MARGIN + label(i == 0 ? "because" : "") + "- ";
      lines.paragraph(margin, advice.because().get(i));
    }
  }

  private static void fix(Lines lines, FixStatement statement, String label) {
    String margin = MARGIN + label(label) + "  ";
    List<String> clauses = Clauses.of(statement.sql(), Lines.WIDTH - margin.length() - 1);
    for (int i = 0; i < clauses.size(); i++) {
      lines.sql(margin, clauses.get(i) + (i == clauses.size() - 1 ? ";" : ""));
    }
    if (!statement.parameters().isEmpty()) {
      lines.comment(margin + "-- ", Phrases.parameters(statement.parameters()));
    }
  }

  /** A label in the margin, as wide as all. */
  static String label(String label) {
    return "%-10s".formatted(label);
  }
}
