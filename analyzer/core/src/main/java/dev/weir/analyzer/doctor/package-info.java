/**
 * One final class per illness of a database, pure: samples in, diagnoses out. Each says what it is
 * called, from where on it is one, what the numbers prove, and the SQL that mends it and takes that
 * back. What was not seen is never called healthy.
 */
@org.jspecify.annotations.NullMarked
package dev.weir.analyzer.doctor;
