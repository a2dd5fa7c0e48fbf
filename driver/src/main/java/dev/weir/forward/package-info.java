/** Dull on purpose: every method of a JDBC interface, forwarded, and nothing else. */
@org.jspecify.annotations.NullMarked
package dev.weir.forward;
