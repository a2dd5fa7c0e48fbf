package dev.weir.lease;

/**
 * What a session has of sequences at one moment.
 *
 * @param session which
 * @param draws how often sequences gave values to it, to whomever
 */
record Drawn(Physical session, long draws) {}
