/**
 * Where in the code something happens: stacks that were taken fast, unfolded late to the line that
 * executes a statement and the line whose loop repeats it.
 */
@org.jspecify.annotations.NullMarked
package dev.weir.analyzer.place;
