package dev.weir.analyzer.page;

import dev.weir.analyzer.model.Checkup;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.TableHistory;
import dev.weir.analyzer.model.TableStats;
import java.util.List;

/**
 * What a page shows of a database that is examined again and again. Immutable.
 *
 * @param checkup the newest
 * @param report what the checkup found, beside the tables that it is about: {@link
 *     Checkup#report()} with each {@link TableHistory}
 * @param samples those tables at several times, the oldest first
 */
public record ExaminedDatabase(Checkup checkup, Report report, List<TableStats> samples) {
  /** Copies the list. */
  public ExaminedDatabase {
    samples = List.copyOf(samples);
  }
}
