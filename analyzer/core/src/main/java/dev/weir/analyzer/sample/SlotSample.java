package dev.weir.analyzer.sample;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A replication slot.
 *
 * @param name its name
 * @param logical whether it is a logical one
 * @param plugin of a logical one
 * @param database of a logical one
 * @param active whether somebody reads from it
 * @param xminAge how many transactions back it keeps row versions; -1 for none
 * @param catalogXminAge the same of the catalogue's; -1 for none
 * @param retainedBytes how much WAL it keeps; -1 if it keeps none
 * @param walStatus {@code reserved}, {@code extended}, {@code unreserved} or {@code lost}
 * @param safeBytes how much may still be written before it is lost; -1 for no limit
 * @param inactiveSince since when nobody reads from it (PostgreSQL 17)
 * @param invalid why it was given up (PostgreSQL 17)
 */
public record SlotSample(
    String name,
    boolean logical,
    @Nullable String plugin,
    @Nullable String database,
    boolean active,
    long xminAge,
    long catalogXminAge,
    long retainedBytes,
    @Nullable String walStatus,
    long safeBytes,
    @Nullable Instant inactiveSince,
    @Nullable String invalid) {}
