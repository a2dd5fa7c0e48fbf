/**
 * What listeners are told: immutable records, what is read of rows, and the one adapter for
 * datasource-proxy's listeners.
 */
@org.jspecify.annotations.NullMarked
package dev.weir.event;
