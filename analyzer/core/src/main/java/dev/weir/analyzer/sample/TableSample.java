package dev.weir.analyzer.sample;

import dev.weir.analyzer.model.TableStats;
import dev.weir.sql.TableName;

/**
 * A table, its counters and its triggers.
 *
 * @param oid its identity
 * @param stats what findings say of it
 * @param partitioned whether it has no rows of its own
 * @param autovacuumOn whether autovacuum minds it, but for wraparound
 * @param ownSettings whether it has settings of autovacuum of its own
 * @param estimatedRows the planner's; -1 before the first ANALYZE
 * @param pages of the heap, when it was vacuumed or analyzed last
 * @param visiblePages of those, all visible
 * @param autovacuums how often autovacuum vacuumed it since the counters began
 * @param vacuums how often VACUUM did by hand
 * @param insertsSinceVacuum rows
 * @param insertTrigger such rows above which autovacuum vacuums it; NaN if off
 * @param sequentialScans since the counters began
 * @param sequentialRows rows that those read
 * @param indexScans since the counters began
 * @param xidAge how many transactions ago its oldest unfrozen row was written, of its TOAST table
 *     too
 * @param multixactAge the same in multixacts
 * @param freezeMaxAge the age from which on autovacuum freezes it, whatever is switched off
 */
public record TableSample(
    long oid,
    TableStats stats,
    boolean partitioned,
    boolean autovacuumOn,
    boolean ownSettings,
    double estimatedRows,
    long pages,
    long visiblePages,
    long autovacuums,
    long vacuums,
    long insertsSinceVacuum,
    double insertTrigger,
    long sequentialScans,
    long sequentialRows,
    long indexScans,
    long xidAge,
    long multixactAge,
    double freezeMaxAge) {
  /** Its name. */
  public TableName name() {
    return stats.table();
  }
}
