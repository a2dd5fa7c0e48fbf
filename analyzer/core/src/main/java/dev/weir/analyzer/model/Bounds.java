package dev.weir.analyzer.model;

/** Who told where a unit of work begins and ends. */
public enum Bounds {
  /** The application, by a scope. */
  SCOPE,
  /** A key that the application's framework has, or its virtual thread. */
  KEY,
  /** A transaction of several statements. */
  TRANSACTION,
  /** Nobody: it is what one thread did, as far as its stacks and silences tell. */
  GUESS
}
