package dev.weir.analyzer.report;

import dev.weir.analyzer.model.Acceptance;
import dev.weir.analyzer.model.Advice;
import dev.weir.analyzer.model.Advice.FixParameter;
import dev.weir.analyzer.model.Advice.FixStatement;
import dev.weir.analyzer.model.CallSite;
import dev.weir.analyzer.model.Coverage;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.model.TableHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
      // The same width as MARGIN, up to nine findings.
      title(lines, "%d. ".formatted(number), entry);
      details(lines, entry, report.at(), report.dataSources().size() > 1);
    }
    List<String> unseen = new ArrayList<>(report.unseen());
    unseen.addAll(unseen(report.coverage()));
    list(lines, "Not seen:", unseen);
    list(lines, "Accepted:", report.accepted().stream().map(TextReport::accepted).toList());
    list(
        lines,
        "Accepted, but over or not found:",
        report.stale().stream().map(each -> each.what() + why(each)).toList());
    return lines.toString();
  }

  private static void list(Lines lines, String title, List<String> sentences) {
    if (!sentences.isEmpty()) {
      lines.line("");
      lines.line(title);
      sentences.forEach(each -> lines.paragraph(" - ", each));
    }
  }

  private static String accepted(Report.Accepted accepted) {
    Finding finding = accepted.entry().finding();
    CallSite loop = finding.place().loop();
    CallSite site = loop == null ? finding.place().callSite() : loop;
    return finding.signature()
        + " "
        + finding.code().title()
        + ", "
        + accepted.entry().words()
        + (site == null ? "" : ", at " + site)
        + why(accepted.by());
  }

  private static String why(Acceptance acceptance) {
    return ": "
        + acceptance.reason()
        + (acceptance.owner() == null ? "" : ", says " + acceptance.owner())
        + (acceptance.until() == null ? "" : ", until " + acceptance.until());
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
    Lines lines = new Lines();
    title(lines, "", entry);
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

  private static String headline(Report report) {
    String findings =
        report.entries().isEmpty()
            ? "nothing found"
            : Figures.count(report.entries().size(), "finding");
    return "Weir: %s%s, in %s: %s, %s"
        .formatted(
            findings,
            names(report.dataSources()),
            Figures.span(report.watched()),
            units(report.coverage().units()),
            Figures.count(report.coverage().executions(), "statement"));
  }

  private static String names(List<String> dataSources) {
    List<String> named = dataSources.stream().filter(name -> !name.isEmpty()).toList();
    return named.isEmpty() ? "" : " in " + String.join(", ", named);
  }

  private static List<String> unseen(Coverage coverage) {
    List<String> unseen = new ArrayList<>();
    lost(unseen, coverage.droppedUnits(), "unit", "with repetitions: too many ended at once");
    lost(
        unseen,
        coverage.overflowedExecutions(),
        "execution",
        "of more different statements than a unit tells apart");
    lost(
        unseen,
        coverage.unparsedExecutions(),
        "execution",
        "of statements that are not understood");
    lost(
        unseen,
        coverage.unseenResults(),
        "result",
        "of which nobody looked at what was read (rowsEvery)");
    lost(unseen, coverage.unclosedUnits(), "unit", "that nobody closed: see the log");
    lost(unseen, coverage.evictedFindings(), "finding", "that made room for newer ones");
    lost(
        unseen,
        coverage.failures(),
        "answer",
        "of detectors and callbacks that threw: see the log");
    return unseen;
  }

  private static void lost(List<String> unseen, long number, String noun, String why) {
    if (number > 0) {
      unseen.add(Figures.count(number, noun) + " " + why + ".");
    }
  }

  private static void details(Lines lines, Report.Entry entry, Instant at, boolean ofSeveral) {
    Finding finding = entry.finding();
    statement(lines, MARGIN + "  ", finding.subject().text());
    if (ofSeveral && !finding.subject().dataSource().isEmpty()) {
      lines.line(MARGIN + label("through") + finding.subject().dataSource());
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
                finding.code().title(),
                entry.words(),
                cost(finding)));
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

  private static String cost(Finding finding) {
    long trips = finding.count(Fact.AVOIDABLE_ROUND_TRIPS);
    return trips == 0
        ? ""
        : "; %s, %s"
            .formatted(
                Figures.count(trips, "avoidable round trip"),
                Figures.duration(Duration.ofNanos(finding.count(Fact.PROJECTED_COST))));
  }

  private static String units(long units) {
    return units == 1 ? "1 unit of work" : Figures.number(units) + " units of work";
  }

  private static void statement(Lines lines, String margin, String subject) {
    String text = subject.replaceAll("\\s+", " ");
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
