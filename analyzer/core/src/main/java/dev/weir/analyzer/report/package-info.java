/** Reports as text for people and as JSON for programs. Pure: no clock, no input or output. */
@org.jspecify.annotations.NullMarked
package dev.weir.analyzer.report;
