package dev.weir.analyzer.doctor;

import dev.weir.analyzer.model.Advice;
import dev.weir.analyzer.model.Advice.FixStatement;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Fact.Measure;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Place;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.model.TableHistory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Writes down one diagnosis: what was found, and what to do about it. For one thread. */
final class Card {
  private final Code code;
  private final Severity severity;
  private final Confidence confidence;
  private final Subject subject;
  private final List<Fact> facts = new ArrayList<>();
  private final List<FixStatement> statements = new ArrayList<>();
  private final List<FixStatement> undo = new ArrayList<>();
  private final List<String> because = new ArrayList<>();
  private final List<TableHistory> tables = new ArrayList<>();
  private Place place = Place.UNKNOWN;
  private String words = "";
  private String fix = "";

  Card(Code code, Severity severity, Confidence confidence, Subject subject) {
    this.code = code;
    this.severity = severity;
    this.confidence = confidence;
    this.subject = subject;
  }

  /** Adds a number; the first says how much of it there is. */
  Card fact(String name, double value, Measure measure, boolean exact) {
    facts.add(new Fact(name, value, measure, exact, Fact.Merge.LATEST));
    return this;
  }

  /** Adds an exact whole number. */
  Card fact(String name, long value, Measure measure) {
    return fact(name, (double) value, measure, true);
  }

  /** Adds an exact number of things. */
  Card fact(String name, long value) {
    return fact(name, value, Measure.COUNT);
  }

  /** Adds a time. */
  Card fact(String name, Duration value) {
    return fact(name, value.toNanos(), Measure.NANOSECONDS);
  }

  /** Says how much of it there is. */
  Card words(String text) {
    words = text;
    return this;
  }

  /** Says what to do. */
  Card fix(String text) {
    fix = text;
    return this;
  }

  /** Adds SQL that does it. */
  Card sql(String text) {
    statements.add(new FixStatement(text, List.of()));
    return this;
  }

  /** Adds SQL that takes it back. */
  Card undo(String text) {
    undo.add(new FixStatement(text, List.of()));
    return this;
  }

  /** Adds a sentence on what it rests on. */
  Card because(String text) {
    because.add(text);
    return this;
  }

  /** Shows a table before and now. */
  Card table(TableHistory table) {
    tables.add(table);
    return this;
  }

  /** Says where in the code. */
  Card at(Place where) {
    place = where;
    return this;
  }

  Report.Entry entry() {
    return new Report.Entry(
        Finding.of(code, severity, confidence, subject, place, facts),
        words,
        "docs/doctor.md#" + code.name(),
        new Advice(fix, statements, because, undo),
        tables);
  }
}
