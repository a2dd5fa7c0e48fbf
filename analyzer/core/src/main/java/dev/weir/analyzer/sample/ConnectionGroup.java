package dev.weir.analyzer.sample;

import org.jspecify.annotations.Nullable;

/**
 * Sessions of clients that are alike.
 *
 * @param database that they are in
 * @param role whose they are
 * @param application as they call themselves
 * @param state what they do; null if hidden
 * @param sessions how many
 */
public record ConnectionGroup(
    String database,
    @Nullable String role,
    String application,
    @Nullable String state,
    long sessions) {}
