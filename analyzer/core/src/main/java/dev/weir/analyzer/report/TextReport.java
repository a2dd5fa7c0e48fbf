package dev.weir.analyzer.report;

import dev.weir.analyzer.model.Advice;
import dev.weir.analyzer.model.Advice.FixParameter;
import dev.weir.analyzer.model.Advice.FixStatement;
import dev.weir.analyzer.model.CallSite;
import dev.weir.analyzer.model.Evidence;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.FindingCode;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.TableHistory;
import dev.weir.sql.SqlShape;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A report for people: plain text of at most 100 columns, but for names and stack frames that are
 * longer. Thread-safe.
 */
public final class TextReport {
  private static final String MARGIN = "   ";
  private static final Pattern WHOSE = Pattern.compile(" of (each row|all rows)$");

  /** Statements longer than this are cut: the rest identifies nothing for a reader. */
  private static final int LONGEST_STATEMENT = 380;

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
    lines.paragraph("", headline(report));
    int number = 0;
    for (Report.Entry entry : report.entries()) {
      number++;
      lines.line("");
      entry(lines, number, entry, report);
    }
    if (!report.unseen().isEmpty()) {
      lines.line("");
      lines.line("Not seen:");
      report.unseen().forEach(unseen -> lines.paragraph(" - ", unseen));
    }
    return lines.toString();
  }

  private static String headline(Report report) {
    String findings =
        report.entries().isEmpty()
            ? "nothing found"
            : Figures.count(report.entries().size(), "finding");
    return "Weir: %s in %s, in %s: %s, %s"
        .formatted(
            findings,
            report.dataSource(),
            Figures.span(report.watched()),
            units(report.units()),
            Figures.count(report.executions(), "statement"));
  }

  private void entry(Lines lines, int number, Report.Entry entry, Report report) {
    Finding finding = entry.finding();
    title(lines, number, finding);
    statement(lines, MARGIN + "  ", finding.shape());
    place(lines, "call", finding.callSite());
    if (finding.loop() != null && !finding.loop().equals(finding.callSite())) {
      place(lines, "loop", finding.loop());
    }
    source(lines, finding.source());
    advice(lines, entry.advice());
    for (TableHistory table : entry.tables()) {
      new TableLines(table, report.at()).write(lines);
    }
    lines.line(MARGIN + label("signature") + finding.signature());
  }

  private void title(Lines lines, int number, Finding finding) {
    Evidence evidence = finding.evidence();
    String severity = finding.severity().name();
    String margin = "%d. ".formatted(number); // The same width as MARGIN, up to nine findings.
    Lines plain = new Lines();
    plain.paragraph(
        margin,
        "%s %s %s: %s%s"
            .formatted(
                severity,
                finding.code().code(),
                finding.code().title(),
                counted(finding.code(), evidence),
                cost(evidence)));
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

  private static String counted(FindingCode code, Evidence evidence) {
    if (code == FindingCode.HOT_ROW) {
      String rate =
          evidence.perMinute() > 0
              ? ", %s a minute".formatted(Figures.number(Math.round(evidence.perMinute())))
              : "";
      return "%s of one row in %s%s"
          .formatted(
              Figures.count(evidence.executions(), "update"),
              Figures.count(evidence.units(), "unit"),
              rate);
    }
    return evidence.units() == 1
        ? "%s in 1 unit".formatted(Figures.number(evidence.executions()))
        : "%s in %s units (%s in one)"
            .formatted(
                Figures.number(evidence.executions()),
                Figures.number(evidence.units()),
                Figures.number(evidence.mostPerUnit()));
  }

  private static String cost(Evidence evidence) {
    return evidence.avoidableRoundTrips() == 0
        ? ""
        : "; %s, %s"
            .formatted(
                Figures.count(evidence.avoidableRoundTrips(), "avoidable round trip"),
                Figures.duration(evidence.projectedCost()));
  }

  private static String units(long units) {
    return units == 1 ? "1 unit of work" : Figures.number(units) + " units of work";
  }

  private static void statement(Lines lines, String margin, SqlShape shape) {
    String text = shape.text().replaceAll("\\s+", " ");
    lines.paragraph(
        margin,
        text.length() <= LONGEST_STATEMENT ? text : text.substring(0, LONGEST_STATEMENT) + " ..");
  }

  private static void place(Lines lines, String label, @Nullable CallSite site) {
    if (site != null) {
      // Editors and consoles make a link of what looks like a line of a stack trace.
      lines.line(MARGIN + label(label) + "at " + site);
    }
  }

  private static void source(Lines lines, @Nullable SqlShape source) {
    if (source != null) {
      statement(lines, MARGIN + label("source"), source);
    }
  }

  private static void advice(Lines lines, Advice advice) {
    lines.paragraph(MARGIN + label("fix"), advice.fix());
    for (FixStatement statement : advice.statements()) {
      fix(lines, statement);
    }
    for (int i = 0; i < advice.because().size(); i++) {
      String margin = MARGIN + label(i == 0 ? "because" : "") + "- ";
      lines.paragraph(margin, advice.because().get(i));
    }
  }

  private static void fix(Lines lines, FixStatement statement) {
    String margin = MARGIN + label("") + "  ";
    List<String> clauses = Clauses.of(statement.sql(), Lines.WIDTH - margin.length() - 1);
    for (int i = 0; i < clauses.size(); i++) {
      lines.paragraph(margin, clauses.get(i) + (i == clauses.size() - 1 ? ";" : ""));
    }
    if (!statement.parameters().isEmpty()) {
      lines.comment(margin + "-- ", parameters(statement.parameters()));
    }
  }

  /** {@code of each row: new status (text[]), id (bigint[])}: what many share is said once. */
  private static String parameters(List<FixParameter> parameters) {
    StringBuilder text = new StringBuilder();
    String group = "";
    for (FixParameter parameter : parameters) {
      Matcher matcher = WHOSE.matcher(parameter.what());
      int of = matcher.find() ? matcher.start() : -1;
      String whose = of < 0 ? "" : parameter.what().substring(of + 1) + ": ";
      String what = of < 0 ? parameter.what() : parameter.what().substring(0, of);
      if (text.length() > 0) {
        text.append(whose.equals(group) ? ", " : "; ");
      }
      text.append(text.length() > 0 && whose.equals(group) ? "" : whose);
      text.append(what).append(" (").append(parameter.type()).append(')');
      group = whose;
    }
    return text.toString();
  }

  /** A label in the margin, as wide as all. */
  static String label(String label) {
    return "%-10s".formatted(label);
  }
}
