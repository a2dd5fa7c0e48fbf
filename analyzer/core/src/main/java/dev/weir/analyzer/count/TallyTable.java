package dev.weir.analyzer.count;

import dev.weir.sql.SqlShape;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The tallies of one unit of work, statement by statement. */
final class TallyTable {
  private final ShapeTable<Tally> tallies;
  private @Nullable Tally lastRead;

  TallyTable(LongAdder overflow) {
    this.tallies = new ShapeTable<>(Tally::new, overflow);
  }

  /**
   * The tally of a statement.
   *
   * @param source the last query before it, in case this is its first execution
   * @return null if there are too many
   */
  @Nullable Tally find(
      String dataSource,
      @Nullable String searchPath,
      SqlShape shape,
      @Nullable SqlShape source,
      int threshold) {
    Tally known = tallies.known(dataSource, searchPath, shape);
    if (known != null) {
      return known;
    }
    Tally tally = tallies.add(dataSource, searchPath, shape);
    if (tally != null) {
      tally.start(dataSource, searchPath, shape, source, lastRead, threshold);
    }
    return tally;
  }

  /** The tally of a statement; null if there is none yet. */
  @Nullable Tally known(String dataSource, @Nullable String searchPath, SqlShape shape) {
    return tallies.known(dataSource, searchPath, shape);
  }

  /** Notes which tally the last query has; null if none. */
  void read(@Nullable Tally tally) {
    lastRead = tally;
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
    return finished;
  }
}
