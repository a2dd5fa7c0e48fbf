/**
 * SQL to SQL: the set-based form of a loop, the folded form of a counter. Pure; what is not certain
 * to do the same is not written.
 */
@org.jspecify.annotations.NullMarked
package dev.weir.analyzer.rewrite;
