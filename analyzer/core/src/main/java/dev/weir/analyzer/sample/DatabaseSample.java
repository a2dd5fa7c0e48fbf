package dev.weir.analyzer.sample;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A database and its counters.
 *
 * @param name its name
 * @param current whether it is the one that was asked
 * @param xidAge how many transactions ago its oldest unfrozen row was written
 * @param multixactAge the same in multixacts
 * @param commits since the counters began
 * @param rollbacks since then
 * @param blocksRead pages that were not in the server's cache
 * @param blocksHit pages that were
 * @param tempFiles files of sorts and hashes that did not fit in memory
 * @param tempBytes their bytes
 * @param deadlocks since the counters began
 * @param sessionsMade connections made since then
 * @param statsReset when the counters began; null if nobody knows: a crash, or never
 */
public record DatabaseSample(
    String name,
    boolean current,
    long xidAge,
    long multixactAge,
    long commits,
    long rollbacks,
    long blocksRead,
    long blocksHit,
    long tempFiles,
    long tempBytes,
    long deadlocks,
    long sessionsMade,
    @Nullable Instant statsReset) {}
