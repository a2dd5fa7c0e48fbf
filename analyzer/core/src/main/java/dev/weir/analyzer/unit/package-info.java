/**
 * Which unit of work an event belongs to. What a unit counts is not known here: counters are handed
 * in.
 */
@org.jspecify.annotations.NullMarked
package dev.weir.analyzer.unit;
