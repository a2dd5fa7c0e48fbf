/**
 * Random sequences of calls by borrowers that take turns, made on the bare driver and on Weir: what
 * they are told must be the same, and so must be what the servers say of their sessions. For tests
 * only.
 */
@org.jspecify.annotations.NullMarked
package dev.weir.fuzz;
