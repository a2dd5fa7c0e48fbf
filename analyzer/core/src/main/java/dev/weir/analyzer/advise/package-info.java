/**
 * From findings and live statistics to advice: pure functions. SQL is only given where it is
 * certain; else words.
 */
@org.jspecify.annotations.NullMarked
package dev.weir.analyzer.advise;
