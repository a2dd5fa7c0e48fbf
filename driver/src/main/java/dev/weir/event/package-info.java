/**
 * What listeners are told: immutable records, and the one adapter for datasource-proxy's listeners.
 */
@org.jspecify.annotations.NullMarked
package dev.weir.event;
