/** A live page over what an analyzer has found and what the servers of its DataSources are. */
@org.jspecify.annotations.NullMarked
package dev.weir.analyzer.page;
