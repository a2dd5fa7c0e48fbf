/** The nouns: what the analyzer found, saw and advises. Records and enums only. */
@org.jspecify.annotations.NullMarked
package dev.weir.analyzer.model;
