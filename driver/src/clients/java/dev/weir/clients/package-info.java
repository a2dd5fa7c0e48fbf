/**
 * What applications use instead of JDBC, on real servers: each client does the same through Weir as
 * on the bare driver, and its statements go where {@code docs/clients.md} says. For tests only.
 */
@org.jspecify.annotations.NullMarked
package dev.weir.clients;
