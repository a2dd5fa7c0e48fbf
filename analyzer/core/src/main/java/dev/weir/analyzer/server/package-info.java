/**
 * What servers say of themselves. One {@code .sql} resource per question, which says why it is as
 * it is in its first comment; the comment travels to the server, so that {@code pg_stat_activity}
 * shows who asks.
 */
@org.jspecify.annotations.NullMarked
package dev.weir.analyzer.server;
