package dev.weir.analyzer.sample;

import dev.weir.sql.TableName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The TOAST table of a table.
 *
 * @param oid its identity
 * @param table whose it is
 * @param deadRows of it
 * @param liveRows of it
 * @param trigger dead rows above which autovacuum vacuums it; NaN if that is off
 * @param lastRun of VACUUM; null if none is on record
 */
public record ToastSample(
    long oid,
    TableName table,
    long deadRows,
    long liveRows,
    double trigger,
    @Nullable Instant lastRun) {}
