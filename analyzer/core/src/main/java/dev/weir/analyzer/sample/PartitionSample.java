package dev.weir.analyzer.sample;

import dev.weir.sql.TableName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A partitioned table.
 *
 * @param oid its identity
 * @param table its name
 * @param ranged whether it is partitioned by ranges
 * @param column by which; null if by several, by an expression, or not by a range
 * @param defaultPartition its DEFAULT partition; null if it has none
 * @param defaultRows in that, as far as they are counted
 * @param endless whether the last range has no end
 * @param timed whether the ranges are of time
 * @param ends where the last range ends: in so many seconds, or at that number; NaN if nobody knows
 * @param width of the last range, in seconds or numbers; NaN if nobody knows
 * @param nextFrom where the next range begins; null if nobody knows
 * @param nextTo where it would end, if it is as wide as the last; null if nobody knows
 * @param nextName what its name should end with; null if nobody knows
 * @param further whether the last range is partitioned itself
 * @param furtherKey by what that is, as it was written; null if it is not, or by an expression
 * @param columns that can be inserted
 */
public record PartitionSample(
    long oid,
    TableName table,
    boolean ranged,
    @Nullable String column,
    @Nullable TableName defaultPartition,
    double defaultRows,
    boolean endless,
    boolean timed,
    double ends,
    double width,
    @Nullable String nextFrom,
    @Nullable String nextTo,
    @Nullable String nextName,
    boolean further,
    @Nullable String furtherKey,
    List<String> columns) {
  /** Copies the list. */
  public PartitionSample {
    columns = List.copyOf(columns);
  }
}
