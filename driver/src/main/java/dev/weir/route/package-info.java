/**
 * Where a statement goes and why: a pure function from shape, session and topology to a decision.
 */
@org.jspecify.annotations.NullMarked
package dev.weir.route;
