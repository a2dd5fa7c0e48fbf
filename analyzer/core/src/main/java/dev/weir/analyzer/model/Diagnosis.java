package dev.weir.analyzer.model;

import java.util.List;

/**
 * An illness of a database, with what follows from it.
 *
 * @param area what it is an illness of
 * @param entry the cause
 * @param symptoms what goes when the cause does, worst first
 */
public record Diagnosis(Area area, Report.Entry entry, List<Report.Entry> symptoms) {
  /** Copies the list. */
  public Diagnosis {
    symptoms = List.copyOf(symptoms);
  }

  /** What was found. */
  public Finding finding() {
    return entry.finding();
  }
}
