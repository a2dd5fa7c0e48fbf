package dev.weir.samples.shop;

import dev.weir.analyzer.model.CallSite;
import dev.weir.analyzer.model.Report;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A piece of the shop's work, as it was written and as the report's SQL does it.
 *
 * @param name what it is and how much of it, to be printed
 * @param code what the report must have found there
 * @param where the class in which it must have found it
 * @param asWritten does it as it was written
 * @param asFixed does the same, with the statements of the finding's advice
 */
record Repair(String name, String code, Class<?> where, Trial.Work asWritten, Fixed asFixed) {

  /** Work that takes the report's statements. */
  interface Fixed {
    /** Prepares, once, what the work needs; returns the work. */
    Trial.Work with(List<Fix> fixes) throws SQLException;
  }

  /**
   * Where in the report the finding is that this repairs, from 0.
   *
   * @throws IllegalStateException if it is not there, or without SQL
   */
  int indexIn(Report report) {
    List<Report.Entry> entries = report.entries();
    return IntStream.range(0, entries.size())
        .filter(i -> isRepaired(entries.get(i)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "the report has no %s with a fix in SQL at %s"
                        .formatted(code, where.getSimpleName())));
  }

  private boolean isRepaired(Report.Entry entry) {
    CallSite site = entry.finding().place().callSite();
    return entry.finding().code().id().equals(code)
        && site != null
        && site.className().equals(where.getName())
        && !entry.advice().statements().isEmpty();
  }
}
