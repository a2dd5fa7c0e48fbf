package dev.weir.analyzer.model;

import dev.weir.sql.TableName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One look at one table, as the server's statistics tell it.
 *
 * @param table its name, always with its schema
 * @param at when it was looked at, on the server's clock
 * @param liveRows {@code n_live_tup}; the planner's estimate where counters began anew since
 * @param deadRows {@code n_dead_tup}
 * @param inserts rows inserted since the counters began
 * @param updates rows updated since the counters began
 * @param hotUpdates of those, updates that needed no new index entries
 * @param deletes rows deleted since the counters began
 * @param modsSinceAnalyze {@code n_mod_since_analyze}
 * @param sizeBytes the table with its indexes and TOAST; -1 when that could not be read
 * @param lastVacuum the last VACUUM by hand
 * @param lastAutovacuum the last one by autovacuum
 * @param lastAnalyze the last ANALYZE by hand
 * @param lastAutoanalyze the last one by autovacuum
 * @param vacuumTrigger dead rows above which autovacuum vacuums it: threshold + scale factor x
 *     reltuples, from the table's own settings where it has some, and at most
 *     autovacuum_vacuum_max_threshold (PostgreSQL 18); NaN when it is switched off
 * @param analyzeTrigger modified rows above which autovacuum analyzes it; NaN when it is off
 * @param fillfactor of the heap, in percent
 * @param columns its columns in order
 * @param indexes its indexes
 */
public record TableStats(
    TableName table,
    Instant at,
    long liveRows,
    long deadRows,
    long inserts,
    long updates,
    long hotUpdates,
    long deletes,
    long modsSinceAnalyze,
    long sizeBytes,
    @Nullable Instant lastVacuum,
    @Nullable Instant lastAutovacuum,
    @Nullable Instant lastAnalyze,
    @Nullable Instant lastAutoanalyze,
    double vacuumTrigger,
    double analyzeTrigger,
    int fillfactor,
    List<Column> columns,
    List<Index> indexes) {

  /**
   * A column.
   *
   * @param name as the catalogue has it
   * @param type as SQL writes it, such as {@code bigint} or {@code character varying(40)}
   * @param notNull whether it refuses nulls
   */
  public record Column(String name, String type, boolean notNull) {}

  /**
   * An index.
   *
   * @param name as the catalogue has it
   * @param columns all columns that it depends on: keys, INCLUDE, expressions and predicate. An
   *     update of any of them is not HOT.
   * @param unique whether it is unique
   * @param primary whether it is the primary key's
   * @param summarizing whether it is one (BRIN) whose columns do not prevent HOT updates
   *     (PostgreSQL 16)
   * @param scans how often it was used
   */
  public record Index(
      String name,
      List<String> columns,
      boolean unique,
      boolean primary,
      boolean summarizing,
      long scans) {}
}
