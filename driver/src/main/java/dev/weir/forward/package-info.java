/**
 * Dull on purpose: every method of a JDBC interface, forwarded, and nothing else; once with who is
 * told what is read of rows.
 */
@org.jspecify.annotations.NullMarked
package dev.weir.forward;
