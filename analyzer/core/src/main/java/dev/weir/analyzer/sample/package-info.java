/**
 * What servers answered: immutable records, one kind for each question, with the instant of the
 * answer and the reason where there is none. Nothing here judges.
 */
@org.jspecify.annotations.NullMarked
package dev.weir.analyzer.sample;
