package dev.weir.analyzer.unit;

/** What happened on a thread, and waits until its unit is known. */
sealed interface Waiting permits Held, Over {
  /** When it happened. */
  long nanos();
}
