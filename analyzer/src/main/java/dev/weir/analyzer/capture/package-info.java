/**
 * Events in, unit-of-work traces out: the only package that sees the driver's events and
 * datasource-proxy.
 *
 * <p>On the application's thread: {@link dev.weir.analyzer.capture.Recorder} finds the unit of
 * work, {@code UnitRecorder} counts in it, {@code Tally} counts one statement, {@code KeySet} its
 * keys, {@code HotRows} the rows that all units update. Everything there is reused, so that the
 * steady state allocates nothing. On the analyzer's own thread: {@code TraceBuilder} turns a
 * finished unit into a trace, for which {@code Places} reads stacks and class files.
 */
@org.jspecify.annotations.NullMarked
package dev.weir.analyzer.capture;
