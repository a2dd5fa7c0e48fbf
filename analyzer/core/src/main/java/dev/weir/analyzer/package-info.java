/** The face of the analyzer: attach it to a DataSource. */
@org.jspecify.annotations.NullMarked
package dev.weir.analyzer;
