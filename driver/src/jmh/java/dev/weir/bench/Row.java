package dev.weir.bench;

/** A parameter of a benchmark: a line of its table, in the order of its enum. */
interface Row {
  /** What the line is called. */
  String title();

  /** Where it stands. */
  int ordinal();
}
