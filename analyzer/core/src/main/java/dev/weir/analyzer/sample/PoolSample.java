package dev.weir.analyzer.sample;

/**
 * A pool of PgBouncer's, which is one for each database and role.
 *
 * @param database that clients ask for
 * @param role as whom
 * @param mode when a server's connection is given back, such as {@code transaction}
 * @param active clients that have a server's connection, or nothing to ask
 * @param waiting clients that wait for one
 * @param busyServers connections to the server that are taken
 * @param idleServers those that are not
 * @param waitedMillis for how long the client that came first has waited
 */
public record PoolSample(
    String database,
    String role,
    String mode,
    long active,
    long waiting,
    long busyServers,
    long idleServers,
    long waitedMillis) {}
