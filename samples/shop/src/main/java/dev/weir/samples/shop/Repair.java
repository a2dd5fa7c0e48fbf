package dev.weir.samples.shop;

import dev.weir.analyzer.model.FindingCode;
import dev.weir.analyzer.model.Report;
import java.sql.SQLException;
import java.util.List;

/**
 * A piece of the shop's work, as it was written and as the report's SQL does it.
 *
 * @param name what it is and how much of it, to be printed
 * @param code what the report must have found there
 * @param where the class in which it must have found it
 * @param asWritten does it as it was written
 * @param asFixed does the same again, with the statements of the finding's advice
 */
record Repair(
    String name, FindingCode code, Class<?> where, Trial.Work asWritten, Fixed asFixed) {

  /** Work with the report's statements. */
  interface Fixed {
    /** Does it; returns how much it did. */
    long run(List<Fix> fixes) throws SQLException;
  }

  /**
   * The finding that this repairs.
   *
   * @throws IllegalStateException if it is not in the report, or without SQL
   */
  Report.Entry in(Report report) {
    return report.entries().stream()
        .filter(entry -> entry.finding().code() == code)
        .filter(entry -> entry.finding().callSite() != null)
        .filter(entry -> entry.finding().callSite().className().equals(where.getName()))
        .filter(entry -> !entry.advice().statements().isEmpty())
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "the report has no %s with a fix in SQL at %s"
                        .formatted(code.title(), where.getSimpleName())));
  }
}
