package dev.weir.analyzer.count;

import dev.weir.sql.SqlShape;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The tallies of one unit of work, statement by statement. */
final class TallyTable {
  private final ShapeTable<Tally> tallies;

  /** The last query; null if there was none. */
  private @Nullable SqlShape lastRead;

  /** Of which DataSource that is: another one's rows cannot be joined to. */
  private @Nullable String lastReadIn;

  private @Nullable Tally lastTally;

  TallyTable(LongAdder overflow) {
    this.tallies = new ShapeTable<>(Tally::new, overflow);
  }

  /**
   * The tally of a statement, with what was read before its first execution.
   *
   * @return null if there are too many
   */
  @Nullable Tally find(
      String dataSource, @Nullable String searchPath, SqlShape shape, int threshold) {
    Tally known = tallies.known(dataSource, searchPath, shape);
    if (known != null) {
      return known;
    }
    Tally tally = tallies.add(dataSource, searchPath, shape);
    if (tally != null) {
      boolean same = dataSource.equals(lastReadIn);
      SqlShape source = same ? lastRead : null;
      tally.start(dataSource, searchPath, shape, source, same ? lastTally : null, threshold);
    }
    return tally;
  }

  /** The tally of a statement; null if there is none yet. */
  @Nullable Tally known(String dataSource, @Nullable String searchPath, SqlShape shape) {
    return tallies.known(dataSource, searchPath, shape);
  }

  /**
   * A query was executed.
   *
   * @param tally its own; null if it has none
   */
  void read(String dataSource, SqlShape shape, @Nullable Tally tally) {
    lastRead = shape;
    lastReadIn = dataSource;
    lastTally = tally;
  }

  /**
   * What was repeated; clears the table.
   *
   * @param inserted how many rows the unit has inserted
   */
  List<FinishedTally> finish(long inserted) {
    List<FinishedTally> finished = List.of();
    for (int i = 0; i < tallies.size(); i++) {
      Tally each = tallies.get(i);
      FinishedTally tally = each.takesBlocks(inserted) ? null : each.finish();
      if (tally != null) {
        finished = finished.isEmpty() ? new ArrayList<>() : finished;
        finished.add(tally);
      }
    }
    tallies.clear();
    lastRead = null;
    lastReadIn = null;
    lastTally = null;
    return finished;
  }
}
