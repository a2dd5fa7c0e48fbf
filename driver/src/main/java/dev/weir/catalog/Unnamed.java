package dev.weir.catalog;

/**
 * What is done to relations whose names nobody can tell beforehand; the later holds the earlier.
 */
enum Unnamed {
  /** They are read. */
  READING,
  /** They are read, written or defined, with values of any type. */
  ANYTHING;

  /** Stands for all functions that are called by it: no function has it. */
  long oid() {
    return -1 - ordinal();
  }
}
