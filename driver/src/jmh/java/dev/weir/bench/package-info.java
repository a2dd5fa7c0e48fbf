/**
 * What Weir costs on top of the pool, beside datasource-proxy and p6spy: the same work through each
 * of them, on a driver that answers at once.
 */
@org.jspecify.annotations.NullMarked
package dev.weir.bench;
