package dev.weir.analyzer.sample;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that was prepared and not ended.
 *
 * @param gid its name
 * @param prepared when
 * @param owner who
 * @param database where
 * @param xidAge how many transactions ago
 */
public record PreparedSample(
    String gid, Instant prepared, @Nullable String owner, String database, long xidAge) {}
