package dev.weir.analyzer.sample;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A VACUUM that is under way in this database.
 *
 * @param pid of its process
 * @param tableOid its table
 * @param phase such as {@code scanning heap}
 * @param pages of the table
 * @param scanned of those
 * @param automatic whether autovacuum runs it; null if hidden
 * @param started null if hidden
 */
public record VacuumRun(
    int pid,
    long tableOid,
    String phase,
    long pages,
    long scanned,
    @Nullable Boolean automatic,
    @Nullable Instant started) {}
