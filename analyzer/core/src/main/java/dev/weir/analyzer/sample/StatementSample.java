package dev.weir.analyzer.sample;

import org.jspecify.annotations.Nullable;

/**
 * What {@code pg_stat_statements} has of one statement of this database.
 *
 * @param queryId its number, on this server
 * @param calls how often it ran
 * @param execMillis the time that took
 * @param rows that it answered or changed
 * @param blocksHit pages found in the server's cache
 * @param blocksRead pages not found there
 * @param tempBlocks pages of temporary files written
 * @param walBytes written to the log
 * @param text without values; null if hidden, or not asked for
 */
public record StatementSample(
    long queryId,
    long calls,
    double execMillis,
    long rows,
    long blocksHit,
    long blocksRead,
    long tempBlocks,
    double walBytes,
    @Nullable String text) {
  /** The same with its text. */
  public StatementSample withText(@Nullable String other) {
    return new StatementSample(
        queryId, calls, execMillis, rows, blocksHit, blocksRead, tempBlocks, walBytes, other);
  }
}
