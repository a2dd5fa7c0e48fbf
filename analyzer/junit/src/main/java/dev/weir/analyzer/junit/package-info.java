/** Weir in tests of JUnit: they fail when what they execute harms its database. */
@org.jspecify.annotations.NullMarked
package dev.weir.analyzer.junit;
