/** What a team has looked at and accepts: read from its file, and compared with what is found. */
@org.jspecify.annotations.NullMarked
package dev.weir.analyzer.accept;
