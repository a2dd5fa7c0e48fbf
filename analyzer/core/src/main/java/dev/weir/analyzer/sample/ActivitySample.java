package dev.weir.analyzer.sample;

import java.time.Instant;

/**
 * What the sessions of a server do at one moment.
 *
 * @param at when, on the server's clock
 * @param server who answers
 * @param sessions those in a transaction, those that wait for a lock, and those that they wait for
 * @param connections of clients, those that are alike
 * @param waits what active ones wait for
 * @param prepared transactions
 * @param slots of replication
 * @param standbys that it sends to
 * @param databases of the server
 */
public record ActivitySample(
    Instant at,
    Server server,
    Answer<SessionSample> sessions,
    Answer<ConnectionGroup> connections,
    Answer<WaitSample> waits,
    Answer<PreparedSample> prepared,
    Answer<SlotSample> slots,
    Answer<StandbySample> standbys,
    Answer<DatabaseSample> databases) {}
