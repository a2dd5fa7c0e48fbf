/** Detectors: one final class per anti-pattern, pure functions from a unit's trace to findings. */
@org.jspecify.annotations.NullMarked
package dev.weir.analyzer.detect;
