package dev.weir.analyzer.sample;

import java.time.Instant;

/**
 * What the sessions of a server do at one moment.
 *
 * @param at when, on the server's clock
 * @param sessions those in a transaction, those that wait for a lock, and those that they wait for
 * @param connections of clients, those that are alike
 * @param waits what active ones wait for
 */
public record ActivitySample(
    Instant at,
    Answer<SessionSample> sessions,
    Answer<ConnectionGroup> connections,
    Answer<WaitSample> waits) {}
