package dev.weir.analyzer.sample;

/**
 * What sessions that are active wait for, at one moment.
 *
 * @param type the kind, such as {@code Lock}; {@code CPU} for those that wait for nothing
 * @param event what in particular
 * @param sessions how many
 * @param autovacuum whether they are workers of autovacuum, not of clients
 */
public record WaitSample(String type, String event, long sessions, boolean autovacuum) {}
