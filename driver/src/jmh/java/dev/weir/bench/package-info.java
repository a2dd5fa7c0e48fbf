/**
 * What Weir costs on top of the pool, beside others that wrap JDBC: the same work through each of
 * them, on a driver that answers at once.
 */
@org.jspecify.annotations.NullMarked
package dev.weir.bench;
