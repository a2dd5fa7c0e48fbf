/**
 * What a unit of work counts, in bounded memory: on the hot path no stack but at few repetitions,
 * no allocation but rare growth, and no lock that others contend for.
 */
@org.jspecify.annotations.NullMarked
package dev.weir.analyzer.count;
