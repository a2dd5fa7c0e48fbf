package dev.weir.analyzer.model;

import dev.weir.sql.SqlShape;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row that is updated often. All numbers are at most the true ones.
 *
 * @param dataSource the name of the DataSource that updated it
 * @param searchPath of its session; null if it is not known to differ from the default
 * @param shape the statement that updated it when the first stack was taken
 * @param also others that update it, a few of them
 * @param place where that was executed
 * @param updates since it was last told
 * @param total since it began to be counted
 * @param perMinute updates in the last minute, as far as they are certain
 * @param units how many further units of work have updated it since it was last told
 * @param threads from how many threads
 * @param mostPerUnit the most updates by one unit of work
 * @param mostPerToldUnit the same, of units of which the application told where they begin
 * @param repeats updates since it was last told that followed another one of the same unit
 * @param held how long the transactions that updated it went on behind that, on average of those
 *     that did: so long its lock is held
 * @param heldShare for which share of the time since the first of them it was locked so
 */
public record HotRow(
    String dataSource,
    @Nullable String searchPath,
    SqlShape shape,
    List<SqlShape> also,
    Place place,
    long updates,
    long total,
    double perMinute,
    long units,
    int threads,
    long mostPerUnit,
    long mostPerToldUnit,
    long repeats,
    Duration held,
    double heldShare) {
  /** Copies the list. */
  public HotRow {
    also = List.copyOf(also);
  }
}
