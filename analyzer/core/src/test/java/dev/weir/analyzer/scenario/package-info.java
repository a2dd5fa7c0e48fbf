/**
 * Labelled scenarios: a notation for what an application does and what is to be found in it, and
 * the code that does it.
 */
@org.jspecify.annotations.NullMarked
package dev.weir.analyzer.scenario;
