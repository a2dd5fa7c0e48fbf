package dev.weir.analyzer.report;

import dev.weir.analyzer.model.Acceptance;
import dev.weir.analyzer.model.Advice.FixParameter;
import dev.weir.analyzer.model.CallSite;
import dev.weir.analyzer.model.Coverage;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.FindingState;
import dev.weir.analyzer.model.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What every report for people says in the same words. */
final class Phrases {
  private static final Pattern WHOSE = Pattern.compile(" of (each row|all rows)$");
  private static final int LONGEST_STATEMENT = 380;

  private Phrases() {}

  static String headline(Report report) {
    String findings =
        report.entries().isEmpty()
            ? "nothing found"
            : Figures.count(report.entries().size(), "finding");
    if (report.watched().isZero()) {
      return "Weir: " + findings + names(report.dataSources());
    }
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

  /** What was not seen, and what would show it. */
  static List<String> unseen(Report report) {
    Coverage coverage = report.coverage();
    List<String> unseen = new ArrayList<>(report.unseen());
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

  static String accepted(Report.Accepted accepted) {
    return inShort(accepted.entry()) + why(accepted.by());
  }

  private static String inShort(Report.Entry entry) {
    Finding finding = entry.finding();
    CallSite loop = finding.place().loop();
    CallSite site = loop == null ? finding.place().callSite() : loop;
    return finding.signature()
        + " "
        + finding.code().title()
        + ", "
        + entry.words()
        + (site == null ? "" : ", at " + site);
  }

  /** How it compares with the release before; empty if nothing is known of that. */
  static String since(Report report) {
    Report.Since since = report.since();
    if (since == null) {
      return "";
    }
    return "Release %s, since %s: %s new, %s ongoing, %s come back, %s gone"
        .formatted(
            report.release(),
            since.release(),
            Figures.number(count(report, FindingState.NEW)),
            Figures.number(count(report, FindingState.ONGOING)),
            Figures.number(count(report, FindingState.BACK)),
            Figures.number(since.gone().size()));
  }

  private static long count(Report report, FindingState state) {
    return report.entries().stream().filter(entry -> entry.state() == state).count();
  }

  /** The title of the findings that are gone. */
  static String goneTitle(Report report) {
    return report.since() == null
        ? ""
        : "Gone, found in %s and not in %s so far"
            .formatted(report.since().release(), report.release());
  }

  /** What is gone, in the words in which it was told last. */
  static List<String> gone(Report report) {
    return report.since() == null
        ? List.of()
        : report.since().gone().stream().map(Phrases::inShort).toList();
  }

  /** {@code N+1 select (new)}; without a state the title alone. */
  static String title(Report.Entry entry) {
    String title = entry.finding().code().title();
    return entry.state() == null ? title : "%s (%s)".formatted(title, entry.state().word());
  }

  private static String why(Acceptance acceptance) {
    return ": "
        + acceptance.reason()
        + (acceptance.owner() == null ? "" : ", says " + acceptance.owner())
        + (acceptance.until() == null ? "" : ", until " + acceptance.until());
  }

  /** What accepts what was not found. */
  static String stale(Acceptance acceptance) {
    return acceptance.what() + why(acceptance);
  }

  /** What it costs: empty if that is not known. */
  static String cost(Finding finding) {
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

  /** A statement in one line, cut where the rest identifies nothing for a reader. */
  static String statement(String subject) {
    String text = subject.replaceAll("\\s+", " ");
    return text.length() <= LONGEST_STATEMENT ? text : text.substring(0, LONGEST_STATEMENT) + " ..";
  }

  /** {@code of each row: new status (text[]), id (bigint[])}: what many share is said once. */
  static String parameters(List<FixParameter> parameters) {
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
}
